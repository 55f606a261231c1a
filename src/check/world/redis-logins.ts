import type { ManagedSecret, SecretText } from '../../manifest';
import type { Fault } from '../rule';
import { containersOf } from '../view/containers';
import { environmentOf } from './environment';
import { faultAt } from './faults';
import { secretValueOf } from './secret-values';
import type { World } from './world';

/** Somebody who logs in to a Redis of the platform. */
export interface RedisLogin {
  readonly user: string;
  /** Name of the secret value that is the password; `undefined` where it is none that we make. */
  readonly password: string | undefined;
  readonly fault: (fact: string) => Fault;
}

// `user name on ... >password ...`: the file in which Redis keeps its users.
const ACL = /(?:^|\n)user (\S+) on (?:[^\n]* )?>$/;
// Without a name it is the user `default`.
const URL_LOGIN = /rediss?:\/\/([\w.%-]*):$/;

/** Users of the ACL files among the managed secrets, each with the names of the values that are passwords: one for each Redis. */
export function redisUsers(secrets: readonly ManagedSecret[]): ReadonlyMap<string, readonly string[]> {
  const all = textsOf(secrets).flatMap((text) => pairs(text, ACL));
  return new Map(all.map(([user]) => [user, all.filter(([name]) => name === user).map(([, value]) => value)]));
}

/** Names of the values that stand in a key other than the file of the users: those with which somebody can log in. */
export const valuesToLogIn = (secrets: readonly ManagedSecret[]): ReadonlySet<string> =>
  new Set(
    textsOf(secrets)
      .filter((text) => pairs(text, ACL).length === 0)
      .flatMap((text) => text.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.name]))),
  );

const textsOf = (secrets: readonly ManagedSecret[]) => secrets.flatMap(({ keys }) => Object.values(keys));

/** Logins in files of managed secrets and in variables of containers. */
export function redisLogins(world: World): RedisLogin[] {
  const ofSecrets = world.subject.secrets.flatMap((secret) =>
    Object.entries(secret.keys).flatMap(([key, text]) =>
      addresses(text).map(([user, password]) => ({
        user,
        password,
        fault: (fact: string): Fault => ({
          message: fact,
          place: { object: `Secret ${secret.namespace}/${secret.name}`, construct: secret.id, path: `keys["${key}"]` },
        }),
      })),
    ),
  );
  const ofPods = world.pods.flatMap(({ maker, view, namespace }) =>
    containersOf(view).flatMap(({ field }) => {
      const variables = environmentOf(field);
      return [...variables.values()].flatMap((variable): RedisLogin[] => {
        const [, user, name] = /rediss?:\/\/([\w.%-]+):\$\(([\w.-]+)\)@/.exec(variable.value ?? '') ?? [];
        if (user === undefined || name === undefined) return [];
        const password = secretValueOf(world, namespace, variables.get(name))?.name;
        return [{ user, password, fault: (fact) => faultAt(maker, variable.field.path, fact) }];
      });
    }),
  );
  return [...ofSecrets, ...ofPods];
}

/** Passwords that `redis-cli` is given by its own variable, which names no user: those of probes. */
export const clientPasswords = (world: World): Pick<RedisLogin, 'password' | 'fault'>[] =>
  world.pods.flatMap(({ maker, view, namespace }) =>
    containersOf(view).flatMap(({ field }) => {
      const variable = environmentOf(field).get('REDISCLI_AUTH');
      if (!variable) return [];
      const password = secretValueOf(world, namespace, variable)?.name;
      return [{ password, fault: (fact: string) => faultAt(maker, variable.field.path, fact) }];
    }),
  );

/** Each text that ends in `pattern` right before a value, with the name of that value. */
const pairs = (text: SecretText, pattern: RegExp): [user: string, value: string][] =>
  text.flatMap((piece, index): [string, string][] => {
    const before = text[index - 1];
    const user = typeof before === 'string' ? pattern.exec(before)?.[1] : undefined;
    return typeof piece === 'string' || user === undefined ? [] : [[user, piece.name]];
  });

/** Redis addresses in a text, each with its user and the name of the value after it; both empty where no login stands. */
const addresses = (text: SecretText): [user: string, value: string | undefined][] =>
  text.flatMap((piece, index): [string, string | undefined][] => {
    if (typeof piece !== 'string' || !/rediss?:\/\/[^@\s]*$/.test(piece)) return [];
    const next = text[index + 1];
    // A password that a person supplies is one of a Redis that somebody else keeps.
    if (typeof next === 'object' && next.kind === 'supplied') return [];
    const user = URL_LOGIN.exec(piece)?.[1];
    return [[user === '' ? 'default' : (user ?? ''), typeof next === 'object' ? next.name : undefined]];
  });
