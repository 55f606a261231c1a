import type { ManagedSecret, SecretText } from '../../manifest';
import type { Fault } from '../rule';

/** A login to a PostgreSQL server in a file of a managed secret. */
export interface DatabaseLogin {
  readonly user: string;
  /** Name of the secret value that is the password. */
  readonly password: string;
  readonly database: string;
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

// `prefix.url = jdbc:postgresql://host:5432/name?...`, and beside it `prefix.username` and `prefix.password`.
const URL = /^(\S+)\.url = jdbc:postgresql:\/\/[^/\s]+\/([\w-]+)/gm;

/** Logins of Java programs in files of managed secrets. */
export const databaseLogins = (secrets: readonly ManagedSecret[]): DatabaseLogin[] =>
  secrets.flatMap((secret) =>
    Object.entries(secret.keys).flatMap(([key, text]) => {
      const whole = shown(text);
      return [...whole.matchAll(URL)].map(([, prefix = '', database = '']) => ({
        user: textOf(whole, `${prefix}.username`),
        password: textOf(whole, `${prefix}.password`).replace(/^<(.*)>$/, '$1'),
        database,
        fault: (fact: string): Fault => ({
          message: fact,
          place: { object: `Secret ${secret.namespace}/${secret.name}`, construct: secret.id, path: `keys["${key}"]` },
        }),
      }));
    }),
  );

/** The text with the name of each value in its place. */
const shown = (text: SecretText) =>
  text.map((piece) => (typeof piece === 'string' ? piece : `<${piece.name}>`)).join('');

const textOf = (text: string, key: string) =>
  text
    .split('\n')
    .find((line) => line.startsWith(`${key} = `))
    ?.slice(key.length + 3) ?? '';
