import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Folder } from './fake-io';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
  folder.write('a/Dockerfile', 'FROM ubuntu:24.04\nRUN pip install numpy\nRUN pip install scipy\n');
  folder.write('b/Dockerfile', 'FROM x.org/y/z:latest\n');
});
afterEach(() => folder.remove());

const check = (...args: readonly string[]) => folder.run(['check', 'a/Dockerfile', 'b/Dockerfile', ...args]);
const baseline = () => readFileSync(join(folder.path, 'known.json'), 'utf8');

test('what is in the baseline does not fail, what comes on top does', async () => {
  expect((await check()).code).toBe(1);
  expect(await check('--write-baseline', 'known.json')).toEqual({ code: 0, out: '', err: '' });
  expect(await check('--baseline', 'known.json', '--strict')).toMatchObject({ code: 0, err: '' });

  folder.write('a/Dockerfile', '# a line more\nFROM ubuntu:24.04\nRUN pip install numpy\nRUN pip install astropy\n');
  const { code, out, err } = await check('--baseline', 'known.json', '-o', 'json');
  expect(code).toBe(1);
  const { results, summary } = JSON.parse(out);
  expect(results.map(({ message }: { message: string }) => message)).toEqual([
    'pip installs astropy in whatever version there is',
  ]);
  expect(summary.baseline).toBeGreaterThan(5);
  expect(err).toBe('known.json: 1 of its findings are gone; write it again with --write-baseline\n');
});

test('of a finding that is there more often than before, the rest fails', async () => {
  await check('--write-baseline', 'known.json');
  folder.write(
    'a/Dockerfile',
    'FROM ubuntu:24.04\nRUN pip install numpy\nRUN pip install scipy\nRUN pip install scipy\n',
  );
  const { out } = await check('--baseline', 'known.json', '-o', 'json');
  const rules = JSON.parse(out).results.map(({ rule }: { rule: string }) => rule);
  expect(rules).toEqual(['pip-no-cache-dir', 'software-versions-pinned']);
});

test('a baseline is the same bytes every time, and holds neither lines nor what is waived', async () => {
  folder.write(
    'waivers.yaml',
    '- { rule: acl-installed, reason: the base brings it, owner: me, expires: 2099-01-01 }\n',
  );
  await check('--write-baseline', 'known.json', '--waivers', 'waivers.yaml');
  const first = baseline();
  await check('--write-baseline', 'known.json', '--waivers', 'waivers.yaml');
  expect(baseline()).toBe(first);
  expect(first).not.toMatch(/"line"|acl-installed/);
  const { version, findings } = JSON.parse(first);
  expect(version).toBe(1);
  expect(findings).toContainEqual({
    subject: 'a/Dockerfile',
    rule: 'pip-no-cache-dir',
    message: 'pip keeps its cache in the layer',
    count: 2,
  });
});

test.each(['text', 'sarif', 'junit', 'github'])('a report as %s tells what is known from what is new', async (form) => {
  await check('--write-baseline', 'known.json');
  folder.write('a/Dockerfile', 'FROM ubuntu:24.04\nRUN pip install numpy\nRUN pip install astropy\n');
  const { out } = await check('--baseline', 'known.json', '-o', form);
  if (form === 'sarif') {
    const { results } = JSON.parse(out).runs[0];
    const state = (text: string) =>
      results.find(({ message }: { message: { text: string } }) => message.text.includes(text)).baselineState;
    expect([state('pip installs astropy'), state('pip installs numpy')]).toEqual(['new', 'unchanged']);
  } else {
    expect(out).toContain('pip installs astropy');
    const failed = out.match(/<failure[\s\S]*?<\/failure>/g)?.join('') ?? '';
    expect(form === 'junit' ? failed : out).not.toContain('pip installs numpy');
  }
});

test.each([
  ['{', 'JSON'],
  ['[]', 'nothing is not 1'],
  ['{"version":1,"findings":{}}', 'is not a list'],
  ['{"version":1,"findings":[{"rule":"x"}]}', 'it has not subject, rule and message'],
  [
    '{"version":1,"findings":[{"subject":"a","rule":"x","message":"m","count":0}]}',
    'it is not a whole number above zero',
  ],
])('%s is no baseline', async (text, fact) => {
  folder.write('known.json', text);
  const { code, err } = await check('--baseline', 'known.json');
  expect(code).toBe(2);
  expect(err).toContain(fact);
});
