import type { Site } from '../config/site';
import { partName } from './harbor';

/** A database that a service of the site keeps something in. */
export interface DatabaseNeed {
  /** The service, in lower-case letters, digits and hyphens, e.g. `posix-mapper`. */
  readonly service: string;
  /** Schema that must be there before the service is. @default PostgreSQL's own `public` */
  readonly schema?: string;
  /** Deployment that reads no Secret, and is told the password by the service when it starts. @default none */
  readonly toldOn?: string;
}

/** Which services keep something in a database, and when a site has them. One line per service. */
const SERVICES: readonly (DatabaseNeed & { readonly isIn: (site: Site) => boolean })[] = [
  { service: 'posix-mapper', schema: 'mapping', isIn: ({ services }) => services.posixMapper.kind === 'embedded' },
  // Its jobs (UWS). It knows no other name for the schema.
  { service: 'cavern', schema: 'uws', isIn: ({ services }) => services.storage.kind === 'embedded' },
  { service: 'keycloak', isIn: ({ login }) => login.kind === 'keycloak' },
  { service: 'harbor', toldOn: partName('jobservice'), isIn: ({ registry }) => registry.kind === 'harbor' },
];

/** Databases of a site. Where there are none, no PostgreSQL is made. */
export const planDatabases = (site: Site): readonly DatabaseNeed[] =>
  SERVICES.filter(({ isIn }) => isIn(site)).map(({ isIn: _, ...need }) => need);

/** Name of the database of a service, and of the role that owns it: no name that SQL would have to quote. */
export const databaseName = (service: string): string => service.replaceAll('-', '_');
