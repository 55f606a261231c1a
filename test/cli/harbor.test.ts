import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { HarborDouble } from '../harbor/double/harbor-double';
import { push } from '../harbor/push';
import { Folder, SITE_YAML } from './fake-io';

let folder: Folder;
let double: HarborDouble;
beforeEach(async () => {
  folder = new Folder();
  double = await HarborDouble.start();
  folder.write(
    'keck.yaml',
    siteWith('projects: { skaha: { public: true, robots: { puller: { for: pull } } } }, tags: { immutable: [] }'),
  );
});
afterEach(async () => {
  folder.remove();
  await double.stop();
});

const siteWith = (content: string) =>
  SITE_YAML.replace('hosts: [images.example.org] }', `hosts: [images.example.org], content: { ${content} } }`);
const SECRETS = { 'robot/skaha/puller': 'Secret-of-the-puller-1' };
const environment = () => ({ HARBOR_PASSWORD: double.state.adminPassword, HARBOR_SECRETS: JSON.stringify(SECRETS) });
const run = (args: string[], env: Record<string, string> = environment()) =>
  folder.run(['harbor', ...args, '--address', double.host, '--plain-http'], { env });

test('plan shows what would change and changes nothing; apply changes it; then there is nothing to do', async () => {
  const planned = await run(['plan', 'keck.yaml']);
  expect([planned.code, planned.err]).toEqual([1, '']);
  expect(planned.out).toContain('  create  project  skaha         public true;');
  expect(planned.out).toContain('  create  robot    skaha/puller  rights skaha repository:pull; days 90\n');
  expect(planned.out).toMatch(/\n9 to create\n$/);
  expect(double.requests.filter((request) => !request.startsWith('GET'))).toEqual([]);

  const applied = await run(['apply', 'keck.yaml']);
  expect([applied.code, applied.err]).toEqual([0, '']);
  expect(applied.out).toContain('  ✔ create robot skaha/puller\n');
  expect(applied.out).toMatch(/\n9 done\n$/);
  for (const text of [planned.out, applied.out]) expect(text).not.toContain('Secret-of');

  const again = await run(['plan', 'keck.yaml']);
  expect([again.code, again.out]).toEqual([0, 'nothing to do\n']);
  const second = await run(['apply', 'keck.yaml']);
  expect([second.code, second.out]).toEqual([0, 'nothing to do\n']);
});

test('the same for programs', async () => {
  const planned = JSON.parse((await run(['plan', 'keck.yaml', '-o', 'json'])).out);
  expect(planned).toMatchObject({ version: 1, site: 'keck', host: 'images.example.org', notes: [] });
  expect(planned.actions.at(-1)).toEqual({
    verb: 'create',
    kind: 'robot',
    name: 'skaha/puller',
    changes: [
      { field: 'rights', to: 'skaha repository:pull' },
      { field: 'days', to: '90' },
    ],
  });
  const applied = JSON.parse((await run(['apply', 'keck.yaml', '-o', 'json'])).out);
  expect([applied.planned, applied.actions.map(({ result }: { result: string }) => result)]).toEqual([
    9,
    Array(9).fill('done'),
  ]);
});

test('what Harbor refuses is a finding', async () => {
  folder.write('keck.yaml', siteWith('upstreams: { hub: { type: docker-hub, url: https://unhealthy.example.org } }'));
  const { code, out } = await run(['apply', 'keck.yaml'], { HARBOR_PASSWORD: double.state.adminPassword });
  expect(code).toBe(1);
  expect(out).toContain(
    '  ✖ create upstream hub: failed: the registry is unhealthy (400 BAD_REQUEST, POST registries)\n',
  );
  expect(out).toMatch(/1 failed, 7 done\n$/);
});

describe('credentials', () => {
  test('from a file that is open', async () => {
    folder.write('secrets.json', JSON.stringify({ password: double.state.adminPassword, secrets: SECRETS }));
    const descriptor = openSync(join(folder.path, 'secrets.json'), 'r');
    const { code, err } = await run(['apply', 'keck.yaml', '--secrets-fd', String(descriptor)], {});
    closeSync(descriptor);
    expect([code, err]).toEqual([0, '']);
    expect(double.state.robots[0]?.secret).toBe(SECRETS['robot/skaha/puller']);
  });

  test.each<[string, string[], Record<string, string>, string]>([
    ['none', [], {}, 'HARBOR_PASSWORD: is missing'],
    [
      'secrets that are no JSON',
      [],
      { HARBOR_PASSWORD: 'x', HARBOR_SECRETS: 'robot=Hidden1' },
      'HARBOR_SECRETS: is no JSON object',
    ],
    ['a secret that is no text', [], { HARBOR_PASSWORD: 'x', HARBOR_SECRETS: '{"robot/a":7}' }, 'robot/a: is no text'],
    ['a file that is not open', ['--secrets-fd', '999'], {}, 'nothing can be read there (EBADF)'],
    ['standard input', ['--secrets-fd', '0'], {}, 'is no number of a file that is open'],
    ['a wrong password', [], { HARBOR_PASSWORD: 'Hidden1' }, 'does not let us in'],
    [
      'certificates that are not looked at',
      [],
      { HARBOR_PASSWORD: 'x', NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      'certificates would not be verified',
    ],
  ])('%s', async (_, args, env, message) => {
    const { code, out, err } = await run(['apply', 'keck.yaml', ...args], env);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).not.toContain('Hidden1');
    expect(double.state.projects).toEqual([]);
  });
});

test.each<[string, string[], string]>([
  ['another action', ['destroy', 'keck.yaml'], 'known: plan, apply, labels'],
  ['a wait that is no time', ['plan', 'keck.yaml', '--wait', 'long'], '"long" is no time span'],
])('%s is a mistake with an answer', async (_, args, message) => {
  const { code, err } = await run(args);
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
});

test('a site without content, and an address that is none', async () => {
  folder.write('empty.yaml', SITE_YAML);
  expect((await run(['plan', 'empty.yaml'])).err).toContain('registry.content: is missing');
  const { code, err } = await folder.run(['harbor', 'plan', 'keck.yaml', '--address', 'https://x/'], {
    env: environment(),
  });
  expect([code, err]).toEqual([2, expect.stringContaining('"https://x/" is no host')]);
});

describe('what would do harm is told before anything is changed', () => {
  const writes = () => double.requests.filter((request) => !request.startsWith('GET'));

  test('a pattern that would delete every image', async () => {
    await run(['apply', 'keck.yaml']);
    const registry = { url: `http://${double.host}`, user: 'admin', password: double.state.adminPassword };
    await push(registry, 'skaha/lab', 'latest', 'one');
    double.requests.splice(0);
    const keep = 'projects: { skaha: { tags: { immutable: [], retention: { keep: [v*] } } } }';
    folder.write('harm.yaml', siteWith(keep));
    const { code, out, err } = await run(['apply', 'harm.yaml'], { HARBOR_PASSWORD: double.state.adminPassword });
    expect([code, out, writes()]).toEqual([2, '', []]);
    expect(err).toContain(
      'registry.content.projects.skaha.tags.retention: would delete every image of skaha/lab (1). Add a pattern to keep',
    );
  });

  test('a robot with more rights than who makes it', async () => {
    folder.write('iac.yaml', siteWith('projects: { skaha: {} }, robots: { iac: { for: content } }'));
    const secrets = { 'robot/iac': 'Secret-of-the-content-1' };
    await run(['apply', 'iac.yaml'], { ...environment(), HARBOR_SECRETS: JSON.stringify(secrets) });
    double.requests.splice(0);
    const env = { ...environment(), HARBOR_USERNAME: 'robot$iac', HARBOR_PASSWORD: 'Secret-of-the-content-1' };
    const { code, out, err } = await run(['apply', 'keck.yaml'], env);
    expect([code, out, writes()]).toEqual([2, '', []]);
    expect(err).toContain(
      'robot skaha/puller: would have rights that robot$iac does not have: repository:pull. Log in as an administrator',
    );
  });
});

describe('a content in a file of its own', () => {
  const alone = { host: 'images.example.org', projects: { skaha: { quota: '1Ti' } }, tags: { immutable: [] } };

  test('is planned and applied as that of a site', async () => {
    folder.write('content.json', JSON.stringify(alone));
    const env = { HARBOR_PASSWORD: double.state.adminPassword };
    const planned = JSON.parse((await run(['plan', 'content.json', '--content', '-o', 'json'], env)).out);
    expect([planned.host, planned.site, planned.actions.length]).toEqual(['images.example.org', undefined, 1]);
    expect((await run(['apply', 'content.json', '--content'], env)).code).toBe(0);
    expect((await run(['plan', 'content.json', '--content'], env)).out).toBe('nothing to do\n');
  });

  test.each<[string, unknown, string]>([
    ['a site', { name: 'keck', registry: {} }, 'name: unknown key'],
    ['no host', { ...alone, host: undefined }, 'host: is missing. Name the Harbor'],
    [
      'a name that nothing has',
      { ...alone, defaultScanner: 'Clair' },
      'defaultScanner: registry.content.scanners has no',
    ],
    ['a size that is none', { ...alone, projects: { a: { quota: 'much' } } }, 'projects.a.quota: "much"'],
    ['a list', [], 'content is not valid'],
  ])('%s is a mistake with an answer', async (_, value, message) => {
    folder.write('content.json', JSON.stringify(value));
    const { code, out, err } = await run(['apply', 'content.json', '--content']);
    expect([code, out, double.requests]).toEqual([2, '', []]);
    expect(err).toContain(message);
  });

  test('says nothing of session types', async () => {
    folder.write('content.json', JSON.stringify(alone));
    expect((await run(['labels', 'content.json', '--content'])).err).toContain('labels needs a site');
  });
});

test('labels lists again what was pushed again, and nothing else', async () => {
  await run(['apply', 'keck.yaml']);
  const registry = { url: `http://${double.host}`, user: 'admin', password: double.state.adminPassword };
  const type = { 'ca.nrc.cadc.skaha.session.type': 'notebook, desktop' };
  await push(registry, 'skaha/team/lab', 'latest', 'one', type);
  await push(registry, 'skaha/plain', 'latest', 'one');
  await push(registry, 'skaha/odd', '1.0', 'one', { 'ca.nrc.cadc.skaha.type': 'jupyter' });
  const dry = await run(['labels', 'keck.yaml', '--dry-run']);
  expect([dry.code, dry.out]).toEqual([
    1,
    `  create  image label  skaha/team/lab:latest notebook
  create  image label  skaha/team/lab:latest desktop
2 to create
note: skaha/odd:1.0 says it is for jupyter, which is no session type here
`,
  ]);
  expect((await run(['labels', 'keck.yaml'])).code).toBe(0);
  expect((await run(['labels', 'keck.yaml'])).out).toMatch(/nothing to do\n$/);
  await push(registry, 'skaha/team/lab', 'latest', 'two', type);
  const again = await run(['labels', 'keck.yaml', '-o', 'json']);
  expect(JSON.parse(again.out)).toMatchObject({ planned: 2, actions: [{ result: 'done' }, { result: 'done' }] });
});

test('it waits until Harbor is well', async () => {
  let ill = 2;
  double.intercept = (request) => (request.url?.endsWith('/health') && ill-- > 0 ? 404 : undefined);
  const { waitUntilHealthy } = require('../../src/harbor/health') as typeof import('../../src/harbor/health');
  const { HarborApi } = require('../../src/harbor/api') as typeof import('../../src/harbor/api');
  const api = new HarborApi(double.host, { user: 'admin', password: 'x' }, { plainHttp: true });
  double.state.adminPassword = 'x';
  await expect(waitUntilHealthy(api, 0, 1)).rejects.toThrow('is not ready after 0 seconds');
  await waitUntilHealthy(api, 10, 1);
  expect((await run(['plan', 'keck.yaml', '--wait', '1s'])).code).toBe(1);
  const wrong = await run(['plan', 'keck.yaml', '--wait', '10m'], { HARBOR_PASSWORD: 'Hidden1' });
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('does not let us in')]);
});
