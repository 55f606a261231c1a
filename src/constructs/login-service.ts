import type { Construct } from 'constructs';
import type { Plan } from '../plan/plan';
import type { Databases } from './databases';
import { DevLogin } from './dev-login';
import { Keycloak } from './keycloak';

/** The login that the platform itself runs; `undefined` for one that is somebody else's. */
export function loginService(
  scope: Construct,
  id: string,
  plan: Plan,
  databases: Databases,
): Keycloak | DevLogin | undefined {
  const { login } = plan.site;
  if (login.kind === 'keycloak') return new Keycloak(scope, id, { plan, login, database: databases.for('keycloak') });
  return login.kind === 'dev' ? new DevLogin(scope, id, plan, login) : undefined;
}
