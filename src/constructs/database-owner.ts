import type { DatabaseNeed } from '../plan/databases';
import type { ManagedSecret } from './managed-secret';

/** A service with a database, and the login of its role. */
export interface DatabaseOwner {
  readonly need: DatabaseNeed;
  readonly secret: ManagedSecret;
}
