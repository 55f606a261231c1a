import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { containersOf } from '../../src/check/view/containers';
import { type DatabaseRole, databaseLogins, databaseRoles } from '../../src/check/world/database-logins';
import { faultAt } from '../../src/check/world/faults';
import { mountedFolders } from '../../src/check/world/mounted-files';
import { propertiesOfPods } from '../../src/check/world/property-files';
import { type World, worldOf } from '../../src/check/world/world';

/** What a client may say about TLS (PostgreSQL, libpq); another word ends it at once. */
const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];

export const databaseLoginAgrees = defineRule({
  id: 'database-login-agrees',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A service whose role, password, database or schema is not the one that the server has starts, and fails at the first query.',
  fix: 'Let the login, the Secret of the role and what the server makes come from one database of the plan.',
  source: 'platform-contract.md §1, §4 D14, D16',
  check: (platform) => {
    const world = worldOf(platform);
    const logins = databaseLogins(world);
    const roles = databaseRoles(platform.secrets);
    if (logins.length === 0 && roles.size === 0) return notApplicable;
    const made = databasesMade(world);
    return fail([
      ...logins.flatMap(({ user, password, database, sslmode, fault }): Fault[] => {
        const role = roles.get(user);
        if (role === undefined) return [fault(`no Secret has the login of the role ${JSON.stringify(user)}`)];
        return [
          ...(password === undefined || role.password === password
            ? []
            : [fault(`the password of the role ${user} is ${role.password}, and here it is ${password}`)]),
          ...(made === undefined || made.has(database)
            ? []
            : [fault(`the server makes no database ${database}; it makes ${[...made].join(', ')}`)]),
          ...(sslmode === undefined || SSL_MODES.includes(sslmode)
            ? []
            : [fault(`sslmode is ${sslmode}, and may be ${SSL_MODES.join(', ')}`)]),
        ];
      }),
      ...rolesOfServer(world, roles),
      ...schemaFaults(world),
    ]);
  },
});

/** SQL that a server of ours is given, with where it is mounted. */
const sqlOf = (world: World) =>
  world.pods.flatMap((pod) =>
    containersOf(pod.view).flatMap(({ field }) => {
      const folders = mountedFolders(world, pod.view, field, pod.namespace);
      return folders.flatMap(({ path, texts }) =>
        [...texts]
          .filter(([name, text]) => name.endsWith('.sql') && /^ALTER ROLE /m.test(text))
          .map(([name, text]) => ({ pod, folders, path: `${path}/${name}`, text })),
      );
    }),
  );

/** Databases that a server of ours makes; `undefined` where the server is not ours. */
function databasesMade(world: World): ReadonlySet<string> | undefined {
  const texts = sqlOf(world).map(({ text }) => text);
  if (texts.length === 0) return undefined;
  return new Set(texts.flatMap((text) => [...text.matchAll(/CREATE DATABASE (\w+)/g)].map(([, name = '']) => name)));
}

/** Each role of a server of ours has its password mounted where the SQL reads it: that of the Secret with its login. */
function rolesOfServer(world: World, roles: ReadonlyMap<string, DatabaseRole>): Fault[] {
  return sqlOf(world)
    .filter(({ folders }) => folders.some(({ files }) => [...(files ?? [])].some((file) => file.endsWith('/password'))))
    .flatMap(({ pod, folders, path, text }) =>
      [...text.matchAll(/cat '([^']+)'[\s\S]*?ALTER ROLE (\w+) /g)].flatMap(([, file = '', role = '']): Fault[] => {
        const there = folders.some(
          ({ path: folder, files }) => files?.has(file.slice(folder.length + 1)) && file.startsWith(`${folder}/`),
        );
        return [
          ...(there ? [] : [faultAt(pod.maker, path, `the password of the role ${role} is not at ${file}`)]),
          ...(roles.has(role) ? [] : [faultAt(pod.maker, path, `no Secret has the login of the role ${role}`)]),
        ];
      }),
    );
}

/** A service that is told a schema finds it. */
function schemaFaults(world: World): Fault[] {
  const texts = sqlOf(world).map(({ text }) => text);
  if (texts.length === 0) return [];
  const schemas = new Set([
    'public',
    ...texts.flatMap((text) => [...text.matchAll(/CREATE SCHEMA IF NOT EXISTS (\w+)/g)].map(([, name = '']) => name)),
  ]);
  return propertiesOfPods(world)
    .filter(({ key, value }) => /\.schema$/.test(key) && !schemas.has(value))
    .map(({ pod, path, key, value }) =>
      faultAt(
        pod.maker,
        path,
        `${key} = ${value}, and the server makes no such schema; it makes ${[...schemas].join(', ')}`,
      ),
    );
}
