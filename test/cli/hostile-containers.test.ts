import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Folder } from './fake-io';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

interface Reported {
  readonly rule: string;
  readonly verdict: string;
}
async function check(name: string, ...args: readonly string[]) {
  const { code, out, err } = await folder.run(['check', name, '-o', 'json', '--all', ...args]);
  const results = out === '' ? [] : (JSON.parse(out) as { readonly results: readonly Reported[] }).results;
  return { code, err, verdict: (rule: string) => results.find((one) => one.rule === rule)?.verdict };
}

const MANY = 'x'.repeat(2_000_000);

// Each is an error that names what is too much, or leaves the rule undecided; never a pass, never a crash.
test.each<[title: string, name: string, text: string | Uint8Array, message: string]>([
  ['a recipe that is no text', 'Dockerfile', new Uint8Array([70, 82, 79, 77, 32, 0xff, 0xfe]), 'Dockerfile'],
  ['an empty recipe', 'Dockerfile', '', 'there is no FROM'],
  ['a recipe without a base', 'Dockerfile', 'RUN x\n', 'before the first FROM'],
  ['a here-document without an end', 'Dockerfile', 'FROM a\nRUN <<EOF\nx\n', 'has no end'],
  ['an empty definition', 'x.def', '', 'there is no Bootstrap'],
  ['a list in place of a request', 'request.json', '[]', 'not a mapping'],
  ['a request that is no JSON', 'request.json', '{', 'JSON'],
  ['a list of artifacts that is none', 'artifacts.json', '7', 'it is not a list'],
])('%s is refused by name', async (_title, name, text, message) => {
  folder.write(name, text);
  const { code, err } = await check(name);
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test.each<[title: string, files: Readonly<Record<string, string>>, rule: string]>([
  ['a recipe of two million characters', { Dockerfile: `FROM ubuntu:24.04\n# ${MANY}\n` }, 'acl-installed'],
  [
    'a script of two million characters',
    { Dockerfile: 'FROM scratch\nCOPY s /skaha/startup.sh\n', s: `#!/bin/sh\n# ${MANY}\n` },
    'startup-exec-args',
  ],
  [
    'a RUN of two hundred thousand characters',
    { Dockerfile: `FROM ubuntu:24.04\nRUN apt-get install -y acl ${'y '.repeat(110_000)}\n` },
    'acl-installed',
  ],
  [
    'a script that is no text',
    { Dockerfile: 'FROM scratch\nCOPY s /skaha/startup.sh\n', s: '#!/bin/sh\n\0\0' },
    'startup-exec-args',
  ],
])('%s leaves the rule undecided', async (_title, files, rule) => {
  for (const [name, text] of Object.entries(files)) folder.write(name, text);
  const { code, verdict, err } = await check('Dockerfile', '--type', 'desktop-app');
  if (code === 2) expect(err).toMatch(/too long|characters|larger/);
  else expect(['unknown', 'fail']).toContain(verdict(rule));
});

test.each<[title: string, text: string, rule: string, reason: string]>([
  [
    'a hundred and thirty million ports',
    `FROM scratch\nEXPOSE ${'1-1000 '.repeat(130_000)}`,
    'contributed-port-5000',
    'ports',
  ],
  [
    'five thousand stages on each other',
    `FROM scratch AS s0\n${Array.from({ length: 5000 }, (_, index) => `FROM s${index} AS s${index + 1}\n`).join('')}`,
    'image-final-user-nonroot',
    'too long',
  ],
  [
    'defaults twenty thousand deep',
    `FROM scratch\nUSER ${'${B:-'.repeat(20_000)}x${'}'.repeat(20_000)}`,
    'image-final-user-nonroot',
    'deep',
  ],
])('%s leave the rule undecided', async (_title, text, rule, reason) => {
  folder.write('Dockerfile', text);
  const { code, out } = await folder.run(['check', 'Dockerfile', '-o', 'json', '--type', 'contributed']);
  expect(code).toBe(1);
  const results = (JSON.parse(out) as { readonly results: readonly (Reported & { readonly reason?: string })[] })
    .results;
  expect(results.find((one) => one.rule === rule)).toMatchObject({
    verdict: 'unknown',
    reason: expect.stringContaining(reason) as string,
  });
});

test('links beside a recipe lead nowhere', async () => {
  folder.write('secret/passwd', 'passwd: files sss\ngroup: files sss\nshadow: files sss\n');
  folder.write('tool/Dockerfile', 'FROM scratch\nCOPY nsswitch.conf /etc/\nCOPY loop /opt/\n');
  symlinkSync('../secret/passwd', join(folder.path, 'tool/nsswitch.conf'));
  symlinkSync('.', join(folder.path, 'tool/loop'));
  expect((await check('tool/Dockerfile')).verdict('nsswitch-sss')).not.toBe('pass');
});

test('a folder of many files is not listed', async () => {
  folder.write('tool/Dockerfile', 'FROM scratch\nCOPY . /\n');
  for (let index = 0; index < 205; index += 1) {
    mkdirSync(join(folder.path, `tool/${index}`));
    for (let inside = 0; inside < 100; inside += 1) mkdirSync(join(folder.path, `tool/${index}/${inside}`));
  }
  expect((await check('tool/Dockerfile')).verdict('no-content-under-mounts')).toBe('unknown');
}, 60_000);

test('an untrue site, baseline or type changes no file and crashes nothing', async () => {
  folder.write('Dockerfile', 'FROM scratch\n');
  for (const args of [
    ['--site', 'Dockerfile'],
    ['--site', 'none.yaml'],
    ['--baseline', 'none.json'],
    ['--type', ''],
    ['--target', '9'],
  ])
    expect([0, 1, 2]).toContain((await check('Dockerfile', ...args)).code);
});

// What a stranger sends as a request, or a registry answers: any JSON is judged or refused.
const key = fc.constantFrom(
  'type',
  'image',
  'name',
  'cores',
  'ram',
  'gpus',
  'cmd',
  'args',
  'env',
  'replicas',
  '__proto__',
  'constructor',
);
const artifactKey = fc.constantFrom(
  'repository_name',
  'digest',
  'tags',
  'labels',
  'extra_attrs',
  'push_time',
  'size',
  'accessories',
  'scan_overview',
);
const value = fc.oneof(
  fc.constantFrom<unknown>(
    'notebook',
    'headless',
    'h.org/a/b:latest',
    '',
    null,
    0,
    -1,
    1e300,
    true,
    [],
    {},
    [null],
    [{ name: 'x' }],
    { config: 7 },
    '\u202e',
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

test('any request is judged or refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.dictionary(key, value), fc.jsonValue()), async (request) => {
      folder.write('request.json', JSON.stringify(request));
      expect([0, 1, 2]).toContain((await check('request.json')).code);
    }),
    { seed: 8, numRuns: 60 },
  );
}, 120_000);

test('any list of artifacts is judged or refused', async () => {
  const artifact = fc.oneof(
    fc.dictionary(artifactKey, value),
    fc.dictionary(artifactKey, value).map((one) => ({ ...one, repository_name: 'a/b', digest: 'sha256:0' })),
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.array(artifact, { maxLength: 4 }), fc.jsonValue()), async (list) => {
      folder.write('artifacts.json', JSON.stringify(list));
      expect([0, 1, 2]).toContain((await check('artifacts.json')).code);
    }),
    { seed: 8, numRuns: 60 },
  );
}, 120_000);
