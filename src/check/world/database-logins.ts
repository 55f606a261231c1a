import type { ManagedSecret } from '../../manifest';
import type { Fault } from '../rule';
import { containersOf } from '../view/containers';
import { environmentOf, type Variable } from './environment';
import { faultAt } from './faults';
import { secretOf } from './host-names';
import type { WorldPod } from './pods';
import { nameShown, secretValueOf, shown } from './secret-values';
import type { World } from './world';

/** A login to a PostgreSQL server: in a file of a managed secret, or in variables of a container. */
export interface DatabaseLogin {
  readonly user: string;
  /** Name of the secret value that is the password; `undefined` where it is none that we make. */
  readonly password: string | undefined;
  readonly database: string;
  /** How it calls by TLS; `undefined` where the driver's own choice counts. */
  readonly sslmode: string | undefined;
  readonly fault: (fact: string) => Fault;
}

/** A role of a PostgreSQL server, as the Secret with its login has it. */
export interface DatabaseRole {
  /** Name of the secret value that is the password. */
  readonly password: string;
}

/** Roles by name: Secrets of nothing but `username` and `password`. */
export const databaseRoles = (secrets: readonly ManagedSecret[]): ReadonlyMap<string, DatabaseRole> =>
  new Map(
    secrets.flatMap(({ keys }): [string, DatabaseRole][] => {
      const { username: [user] = [], password: [value] = [], ...others } = keys;
      if (typeof user !== 'string' || typeof value !== 'object' || Object.keys(others).length > 0) return [];
      return [[user, { password: value.name }]];
    }),
  );

/** Every login of a platform. */
export const databaseLogins = (world: World): DatabaseLogin[] => [
  ...world.subject.secrets.flatMap(loginsInFiles),
  ...world.pods
    .filter(({ maker }) => maker.file === undefined)
    .flatMap((pod) =>
      containersOf(pod.view).flatMap(({ field }) => {
        const variables = environmentOf(field);
        return VARIABLES.flatMap((names) => loginInVariables(world, pod, variables, names));
      }),
    ),
];

// `prefix.url = jdbc:postgresql://host:5432/name?...`, and beside it `prefix.username` and `prefix.password`.
const URL = /^(\S+)\.url = (jdbc:postgresql:\S+)/gm;

/** Logins of Java programs in files of a managed secret. */
const loginsInFiles = (secret: ManagedSecret): DatabaseLogin[] =>
  Object.entries(secret.keys).flatMap(([key, text]) => {
    const whole = shown(text);
    return [...whole.matchAll(URL)].map(([, prefix = '', url = '']) => ({
      ...addressIn(url),
      user: textOf(whole, `${prefix}.username`),
      password: nameShown(textOf(whole, `${prefix}.password`)),
      fault: (fact: string): Fault => ({
        message: fact,
        place: { object: `Secret ${secret.namespace}/${secret.name}`, construct: secret.id, path: `keys["${key}"]` },
      }),
    }));
  });

const textOf = (text: string, key: string) =>
  text
    .split('\n')
    .find((line) => line.startsWith(`${key} = `))
    ?.slice(key.length + 3) ?? '';

/** Database and options of an address for Java programs. */
function addressIn(url: string): Pick<DatabaseLogin, 'database' | 'sslmode'> {
  const [, database = '', sslmode] =
    /^jdbc:postgresql:\/\/[^/\s]+\/([\w-]+)(?:\?(?:[^\s]*&)?sslmode=([^&\s]*))?/.exec(url) ?? [];
  return { database, sslmode };
}

/** Variables by which a program is told its login, one of them the whole address or the name of the database. */
type Names = Readonly<Record<'user' | 'password', string>> &
  ({ readonly url: string } | { readonly database: string; readonly sslmode: string });

/** Of Keycloak, of Harbor's core and exporter, and of PostgreSQL's own programs. */
const VARIABLES: readonly Names[] = [
  { url: 'KC_DB_URL', user: 'KC_DB_USERNAME', password: 'KC_DB_PASSWORD' },
  {
    database: 'POSTGRESQL_DATABASE',
    sslmode: 'POSTGRESQL_SSLMODE',
    user: 'POSTGRESQL_USERNAME',
    password: 'POSTGRESQL_PASSWORD',
  },
  {
    database: 'HARBOR_DATABASE_DBNAME',
    sslmode: 'HARBOR_DATABASE_SSLMODE',
    user: 'HARBOR_DATABASE_USERNAME',
    password: 'HARBOR_DATABASE_PASSWORD',
  },
  { database: 'PGDATABASE', sslmode: 'PGSSLMODE', user: 'PGUSER', password: 'PGPASSWORD' },
];

function loginInVariables(
  world: World,
  pod: WorldPod,
  variables: ReadonlyMap<string, Variable>,
  names: Names,
): DatabaseLogin[] {
  const place = variables.get('url' in names ? names.url : names.database);
  const text = (name: string) => {
    const variable = variables.get(name);
    return variable && (variable.value ?? secretOf(world, pod, variable.field));
  };
  const user = text(names.user);
  // A login in a Secret that is not ours says nothing here.
  if (!place || user === undefined) return [];
  return [
    {
      ...('url' in names
        ? addressIn(text(names.url) ?? '')
        : { database: text(names.database) ?? '', sslmode: text(names.sslmode) }),
      user,
      password: secretValueOf(world, pod.namespace, variables.get(names.password))?.name,
      fault: (fact) => faultAt(pod.maker, place.field.path, fact),
    },
  ];
}
