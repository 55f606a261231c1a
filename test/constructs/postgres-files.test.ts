import { readdirSync, utimesSync } from 'node:fs';
import { POSTGRES_READY } from '../../src/constructs/postgres';
import { PostgresServer } from '../assets/postgres';
import { describeWith } from '../assets/tools';

// A real server on a machine that may have other work.
jest.setTimeout(120_000);

const mapper = { service: 'posix-mapper', schema: 'mapping' };
const cavern = { service: 'cavern', schema: 'uws' };
const login = { service: 'login' };

describeWith(['initdb', 'postgres', 'psql', 'pg_dump', 'shellcheck'], 'a real PostgreSQL', () => {
  let server: PostgresServer;
  const sql = (role: string, password: string, query: string, database = role) =>
    server.as(role, password, database, query);
  const works = { code: 0, error: '' };

  beforeAll(async () => {
    server = await PostgresServer.make();
    // A start that was interrupted leaves something half, which is made again.
    server.folderOf('data/pgdata.new');
    server.write('data/pgdata.new/PG_VERSION', '15');
    server.folderOf('data/pgdata');
    server.declare([mapper, cavern], { posix_mapper: `it's"a\\$secret`, cavern: 'Kq3cavern', backup: 'Kq3backup' });
    server.keepRoles();
    await server.start();
    await server.applied();
  });
  afterAll(() => server.stop());

  test('each service has a database of its own, with the schema that it expects', async () => {
    for (const [role, password, schema] of [
      ['posix_mapper', `it's"a\\$secret`, 'mapping'],
      ['cavern', 'Kq3cavern', 'uws'],
    ] as const) {
      const tables = `CREATE TABLE ${schema}.users (uid int); INSERT INTO ${schema}.users VALUES (10000); CREATE TABLE plain (a int)`;
      expect(await sql(role, password, tables)).toMatchObject(works);
      const owner = `SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = '${schema}'`;
      expect(await sql(role, password, owner)).toMatchObject({ ...works, out: role });
    }
    expect(server.ready).toBe(true);
  });

  test('nobody reaches what is a neighbour’s, and nobody is more than the owner of a database', async () => {
    const strangers = ['cavern', 'postgres', 'template1'];
    for (const database of strangers)
      expect(await sql('posix_mapper', `it's"a\\$secret`, 'SELECT 1', database)).toMatchObject({ code: 2, out: '' });
    // Not by the door alone: the role has no right behind it either.
    const rights = strangers.map((name) => `has_database_privilege('posix_mapper', '${name}', 'CONNECT')`).join(' OR ');
    expect(server.atSocket(`SELECT ${rights}`).out).toBe('f');
    const more = 'rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls';
    expect(server.atSocket(`SELECT count(*) FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND (${more})`).out).toBe(
      '0',
    );
  });

  test('the superuser has no way in but the socket, and a wrong password none at all', async () => {
    const superuser = server.atSocket('SELECT current_user').out;
    expect(await sql(superuser, '', 'SELECT 1', 'cavern')).toMatchObject({ code: 2, out: '' });
    expect(await sql('cavern', 'Kq3wrong', 'SELECT 1')).toMatchObject({ code: 2, out: '' });
    expect(await sql('cavern', '', 'SELECT 1')).toMatchObject({ code: 2, out: '' });
  });

  test('the role of the dumps reads everything and changes nothing', async () => {
    expect(await sql('backup', 'Kq3backup', 'SELECT uid FROM mapping.users', 'posix_mapper')).toMatchObject({
      ...works,
      out: '10000',
    });
    for (const change of [
      'INSERT INTO mapping.users VALUES (1)',
      'CREATE TABLE x (a int)',
      'CREATE SCHEMA y',
      'CREATE TEMP TABLE z (a int)',
    ])
      expect(await sql('backup', 'Kq3backup', change, 'posix_mapper')).toMatchObject({ code: 1 });
  });

  test('a service that comes later and a password that changes need nobody, and what is there stays', async () => {
    server.declare([mapper, cavern, login], {
      posix_mapper: 'Kq3new',
      cavern: 'Kq3cavern',
      login: 'Kq3login',
      backup: 'Kq3backup',
    });
    await server.applied();
    expect(await sql('posix_mapper', `it's"a\\$secret`, 'SELECT 1')).toMatchObject({ code: 2 });
    expect(await sql('posix_mapper', 'Kq3new', 'SELECT uid FROM mapping.users')).toMatchObject({
      ...works,
      out: '10000',
    });
    // Without a schema of its own it has PostgreSQL's.
    expect(await sql('login', 'Kq3login', 'CREATE TABLE realm (a int)')).toMatchObject(works);
  });

  test('a role that is declared no longer may not log in, and keeps its data for when it comes back', async () => {
    server.declare([mapper, login], { posix_mapper: 'Kq3new', login: 'Kq3login', backup: 'Kq3backup' });
    await server.applied();
    expect(await sql('cavern', 'Kq3cavern', 'SELECT 1')).toMatchObject({ code: 2 });
    server.declare([mapper, cavern, login], {
      posix_mapper: 'Kq3new',
      cavern: 'Kq3cavern',
      login: 'Kq3login',
      backup: 'Kq3backup',
    });
    await server.applied();
    expect(await sql('cavern', 'Kq3cavern', 'SELECT uid FROM uws.users')).toMatchObject({ ...works, out: '10000' });
  });

  test('a password that is not there yet holds up what is new, not what works', async () => {
    server.declare([mapper, cavern, login, { service: 'late' }], { late: '', backup: 'Kq3backup' });
    await waitFor(() => server.said.includes('late/password is empty'));
    expect(await sql('posix_mapper', 'Kq3new', 'SELECT 1')).toMatchObject(works);
    server.declare([mapper, cavern, login], { backup: 'Kq3backup' });
    server.write('passwords/late/password', 'x');
    await server.applied();
  });

  test('dumps are whole, old ones go, and one of them restores a database', async () => {
    expect(await server.dump('posix_mapper cavern login', 'Kq3backup')).toMatchObject({ code: 0 });
    const dumps = () => readdirSync(server.path('dumps')).sort();
    expect(dumps().map((name) => name.replace(/-\d{8}T\d{6}Z/, ''))).toEqual([
      'cavern.dump',
      'login.dump',
      'posix_mapper.dump',
    ]);
    for (const name of dumps()) utimesSync(server.path(`dumps/${name}`), 0, Date.UTC(2020, 0) / 1000);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    // One database cannot be dumped: the others are, and its old dump stays.
    const second = await server.dump('posix_mapper nosuch login', 'Kq3backup');
    expect(second).toMatchObject({ code: 1 });
    expect(second.error).toContain('not dumped: nosuch');
    const names = dumps();
    expect(names.filter((name) => name.startsWith('posix_mapper'))).toHaveLength(1);
    expect(names.filter((name) => name.startsWith('cavern'))).toHaveLength(1);

    expect(await sql('posix_mapper', 'Kq3new', 'DROP TABLE mapping.users')).toMatchObject(works);
    const dump = server.path(`dumps/${names.find((name) => name.startsWith('posix_mapper'))}`);
    // As docs/databases.md tells people.
    const restored = await server.call('pg_restore', [
      ...['-h', server.path('socket'), '--clean', '--if-exists', '--no-owner', '--role=posix_mapper'],
      ...['--exit-on-error', '-d', 'posix_mapper', dump],
    ]);
    expect(restored).toMatchObject(works);
    expect(await sql('posix_mapper', 'Kq3new', 'SELECT uid FROM mapping.users')).toMatchObject({
      ...works,
      out: '10000',
    });
    expect(await sql('posix_mapper', 'Kq3new', 'INSERT INTO mapping.users VALUES (10001)')).toMatchObject(works);
  });

  test('no password is in the log of the server or in what the script says', () => {
    expect(`${server.log}${server.said}`).not.toMatch(/Kq3|a\\\$secret/);
  });

  test('the probe believes a server that answers, and no other', async () => {
    const ask = () => server.call('sh', ['-c', POSTGRES_READY], '', { PGHOST: server.path('socket') });
    expect(await ask()).toMatchObject({ code: 0 });
    await server.kill();
    expect(await ask()).not.toMatchObject({ code: 0 });
    // What was there before the node went down is there after.
    server.said = '';
    server.keepRoles();
    await server.start();
    await server.applied();
    expect(await ask()).toMatchObject({ code: 0 });
    expect(await sql('cavern', 'Kq3cavern', 'SELECT uid FROM uws.users')).toMatchObject({ ...works, out: '10000' });
  });
});

async function waitFor(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !holds(); tries++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(holds()).toBe(true);
}
