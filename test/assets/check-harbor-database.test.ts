import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { PostgresServer } from './postgres';
import { describeWith } from './tools';

// A real server on a machine that may have other work.
jest.setTimeout(120_000);

const SCRIPT = join(__dirname, '../../assets/scripts/check-harbor-database.sh');

// Tables of which the script reads a part, as Harbor makes them (goharbor/harbor:make/migrations/postgresql).
const TABLES = `CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
  CREATE TABLE harbor_user (user_id serial PRIMARY KEY, username text, deleted boolean DEFAULT false);
  CREATE TABLE properties (id serial, k text UNIQUE, v text);
  INSERT INTO harbor_user (username, deleted) VALUES ('admin', false), ('anonymous', true)`;

describeWith(['initdb', 'postgres', 'psql'], 'the check of the database before Harbor starts', () => {
  let server: PostgresServer;
  const sql = async (query: string) => {
    const { code, error } = await server.as('harbor', 'Kq3harbor', 'harbor', query);
    expect({ code, error }).toEqual({ code: 0, error: '' });
  };
  const check = async (env: Record<string, string> = {}) => {
    const { code, error } = await server.call('sh', [SCRIPT], 'Kq3harbor', {
      PGHOST: '127.0.0.1',
      PGDATABASE: 'harbor',
      PGUSER: 'harbor',
      PGSSLMODE: 'disable',
      HARBOR_MINOR: '15',
      UPGRADE_FROM: '',
      AUTH_MODE: 'oidc_auth',
      ...env,
    });
    return { code, said: error.replaceAll('check-harbor-database: ', '').trim() };
  };
  const at = (version: number, dirty = false) =>
    sql(`DELETE FROM schema_migrations; INSERT INTO schema_migrations VALUES (${version}, ${dirty})`);

  beforeAll(async () => {
    server = await PostgresServer.make();
    const [key, certificate] = [server.path('config/key.pem'), server.path('config/cert.pem')];
    const request = '-x509 -days 1 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=db';
    const names = ['-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync('openssl', ['req', ...request.split(' '), ...names, '-keyout', key, '-out', certificate]);
    // As its own user: a key that others could read is none.
    for (const name of ['config/key.pem', 'config/cert.pem']) server.write(name, server.read(name));
    const tls = `ssl = on\nssl_key_file = '${key}'\nssl_cert_file = '${certificate}'\n`;
    server.write('config/postgresql.conf', `${server.read('config/postgresql.conf')}${tls}`);
    server.declare([{ service: 'harbor' }], { harbor: 'Kq3harbor' });
    server.keepRoles();
    await server.start();
    await server.applied();
  });
  afterAll(() => server.stop());

  test('a new database is Harbor’s to make, also when it was interrupted before the first table was filled', async () => {
    expect(await check()).toEqual({ code: 0, said: 'the database is new: Harbor 2.15 makes it' });
    await sql(TABLES);
    expect(await check()).toEqual({ code: 0, said: 'the database is new: Harbor 2.15 makes it' });
  });

  test('a database of this release, and of its patches, says nothing', async () => {
    for (const version of [180, 181]) {
      await at(version);
      expect(await check()).toEqual({ code: 0, said: '' });
    }
    // The upgrade may stay written when it is done.
    expect(await check({ UPGRADE_FROM: '13' })).toEqual({ code: 0, said: '' });
  });

  test('an upgrade must be written, and be the one from what is there', async () => {
    await at(171);
    expect(await check()).toEqual({
      code: 1,
      said: 'the database is of Harbor 2.14, and there is no way back from 2.15. Make a backup of database and images, and say in registry.upgrade where it is',
    });
    expect(await check({ UPGRADE_FROM: '13' })).toEqual({
      code: 1,
      said: 'the database is of Harbor 2.14, and registry.upgrade.from says 2.13. Is this the database that the backup is of?',
    });
    expect(await check({ UPGRADE_FROM: '14' })).toEqual({ code: 0, said: 'upgrade from Harbor 2.14 to 2.15' });
  });

  test.each([
    [150, '12', 'Harbor 2.12, and Harbor goes two minor numbers at a time. Set registry.version to 2.14 first'],
    [15, '0', 'Harbor 1, and Harbor goes two minor numbers at a time. Set registry.version to 2.1 first'],
    [190, '', 'Harbor 2.16, and has no way back to 2.15. Restore the backup, or set registry.version to 2.16'],
  ])('migration %i is no start for 2.15', async (version, from, reason) => {
    await at(version);
    expect(await check({ UPGRADE_FROM: from })).toEqual({ code: 1, said: `the database is of ${reason}` });
  });

  test('an upgrade that stopped half-way is nothing to go on from', async () => {
    await at(180, true);
    const { code, said } = await check();
    expect(code).toBe(1);
    expect(said).toContain('an upgrade to Harbor 2.15 stopped half-way (migration 180)');
  });

  test('people who came by one login cannot be taken to another; the administrator alone can', async () => {
    await at(180);
    await sql(`INSERT INTO properties (k, v) VALUES ('auth_mode', 'db_auth')`);
    expect(await check()).toEqual({ code: 0, said: '' });
    await sql(`INSERT INTO harbor_user (username) VALUES ('alice')`);
    expect(await check()).toEqual({
      code: 1,
      said: '1 people have accounts by db_auth, and Harbor takes no other kind of login from then on. Write the registry.login that they came by',
    });
    expect(await check({ AUTH_MODE: 'db_auth' })).toEqual({ code: 0, said: '' });
  });

  test('a server must prove its name, which psql cannot tell without an authority', async () => {
    await at(180);
    const proved = { PGSSLMODE: 'verify-full', HOME: '/nonexistent', AUTH_MODE: 'db_auth' };
    expect(await check({ ...proved, PGSSLROOTCERT: server.path('config/cert.pem') })).toEqual({ code: 0, said: '' });
    const without = await check(proved);
    expect(without.code).not.toBe(0);
    expect(without.said).toMatch(/root certificate file .* does not exist/);
  });

  test('it is not passed by a database that does not answer, nor by a missing setting', async () => {
    expect((await check({ PGPORT: '1' })).code).not.toBe(0);
    expect((await check({ PGUSER: 'nobody' })).code).not.toBe(0);
    expect((await check({ HARBOR_MINOR: '' })).said).toMatch(/HARBOR_MINOR/);
  });
});
