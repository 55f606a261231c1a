import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { SESSION_TYPES, type SessionType } from '../../src/check/session-contract';
import { builtinSessionTypes } from '../../src/config/session-types';
import { describeWith } from '../assets/tools';
import { Folder, SITE_YAML } from './fake-io';

jest.setTimeout(60_000);
const execute = promisify(execFile);

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

const image = (...args: readonly string[]) => folder.run(['image', ...args]);

/** Runs a script with a docker that only notes how it is called. */
async function started(type: SessionType, ...args: readonly string[]): Promise<readonly (readonly string[])[]> {
  const { out } = await image('run', 'lab:test', '--type', type);
  folder.write('run.sh', out);
  const log = join(folder.path, 'log');
  folder.write('bin/docker', '#!/bin/sh\nprintf "%s\\0" "$@" >> "$LOG"; printf "\\n" >> "$LOG"\necho root:x:0:0\n');
  await execute('chmod', ['755', join(folder.path, 'bin/docker')]);
  const env = { PATH: `${join(folder.path, 'bin')}:${process.env.PATH}`, LOG: log, TMPDIR: folder.path };
  await execute('sh', [join(folder.path, 'run.sh'), ...args], { env });
  return readFileSync(log, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\0').slice(0, -1));
}

test.each(SESSION_TYPES)('a %s starts as the platform starts it: as a stranger, with nothing', async (type) => {
  const calls = await started(type);
  expect(calls).toHaveLength(3);
  const words = calls[2] ?? [];
  const after = (option: string) => words.flatMap((word, index) => (word === option ? [words[index + 1]] : []));
  expect(after('--user')).toEqual(['54321:54321']);
  expect(after('--cap-drop')).toEqual(['ALL']);
  expect(after('--security-opt')).toEqual(['no-new-privileges']);
  expect(after('--tmpfs')).toEqual(['/scratch:mode=1777']);
  expect(after('--volume').join(' ')).toMatch(/passwd:\/etc\/passwd:ro .*group:\/etc\/group:ro .*storage:\/arc$/);
  expect(after('--env')).toContain('HOME=/arc/home/you');
  // The port that the platform forwards is the one to look at.
  const port = builtinSessionTypes[type]?.web?.port;
  expect(after('--publish')).toEqual(port === undefined ? [] : [`127.0.0.1:${port}:${port}`]);
  // What the platform starts itself replaces what the image names.
  const replaced = builtinSessionTypes[type]?.command !== undefined;
  expect(after('--entrypoint')).toHaveLength(replaced ? 1 : 0);
  expect(words).toContain('lab:test');
});

test('a headless session takes its command from the caller', async () => {
  const [, , words = []] = await started('headless', 'python3', 'a b');
  expect(words.slice(-3)).toEqual(['lab:test', 'python3', 'a b']);
});

test('the storage of a site is mounted where that site mounts it', async () => {
  folder.write('keck.yaml', SITE_YAML.replace('share: /export/arc', 'share: /export/arc, mountRoot: /data'));
  const { out } = await image('run', 'lab:test', '--type', 'carta', '--site', 'keck.yaml');
  expect(out).toContain('/storage:/data"');
  expect(out).toContain('SKAHA_TOP_LEVEL_DIR=/data ');
  expect(out).not.toContain('/arc');
});

test.each([
  [['run', '--type', 'carta'], 'none is named'],
  [['run', "x'; rm -rf /", '--type', 'carta'], 'is no image reference'],
  [['run', 'lab:test'], 'Name one: --type notebook'],
])('%j is a mistake', async (args, message) => {
  expect(await image(...args)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
});

describe('tests for container-structure-test', () => {
  /** Keys of its configuration, version 2.0.0, as its documentation has them. */
  const KEYS: Readonly<Record<string, readonly string[]>> = {
    '': [
      'schemaVersion',
      'containerRunOptions',
      'commandTests',
      'fileExistenceTests',
      'fileContentTests',
      'metadataTest',
    ],
    commandTests: [
      'name',
      'setup',
      'teardown',
      'envVars',
      'command',
      'args',
      'exitCode',
      'expectedOutput',
      'excludedOutput',
    ],
    fileExistenceTests: ['name', 'path', 'shouldExist', 'permissions', 'uid', 'gid', 'isExecutableBy'],
    fileContentTests: ['name', 'path', 'expectedContents', 'excludedContents'],
  };

  test.each<string>([...SESSION_TYPES, SESSION_TYPES.join(',')])('of %s are complete and well formed', async (type) => {
    const { code, out } = await image('tests', '--type', type);
    expect(code).toBe(0);
    const config = parse(out) as Record<string, readonly Record<string, unknown>[]> & {
      metadataTest?: { exposedPorts: readonly string[] };
    };
    for (const [section, keys] of Object.entries(KEYS))
      for (const one of section === '' ? [config] : (config[section] ?? [])) {
        expect(Object.keys(one).filter((key) => !keys.includes(key))).toEqual([]);
        if (section !== '') expect(one.name).toMatch(/.{8,}/);
      }
    // Go reads `(?m)` at the start; what stands behind it is the same in both.
    for (const test of config.fileContentTests ?? [])
      for (const text of test.expectedContents as readonly string[]) new RegExp(text.replace('(?m)', ''), 'm');
    const names = ['commandTests', 'fileExistenceTests', 'fileContentTests'].flatMap((section) =>
      (config[section] ?? []).map(({ name }) => name),
    );
    expect(new Set(names).size).toBe(names.length);
    const ports = type
      .split(',')
      .flatMap((one) =>
        ['carta', 'contributed', 'desktop', 'firefly'].includes(one)
          ? [String(builtinSessionTypes[one as SessionType]?.web?.port)]
          : [],
      );
    expect(config.metadataTest?.exposedPorts ?? []).toEqual([...new Set(ports)]);
  });
});

describeWith(['shellcheck'], 'shellcheck', () => {
  test.each(SESSION_TYPES)('the script of a %s is clean', async (type) => {
    const { out } = await image('run', 'lab:test', '--type', type);
    folder.write('run.sh', out);
    await execute('shellcheck', ['--severity=style', join(folder.path, 'run.sh')]);
  });
});

test('convert writes a recipe, and says what becomes of each section', async () => {
  folder.write('tool.def', 'Bootstrap: docker\nFrom: debian:12.8\n%post\n    true\n%help\n    x\n');
  const { code, out, err } = await image('convert', 'tool.def');
  expect(code).toBe(0);
  expect(out).toContain("FROM debian:12.8\nRUN <<'POST'\n");
  expect(err).toBe('tool.def:3: %post becomes RUN\ntool.def:5: %help becomes nothing: write it into the README\n');
  expect(await image('convert', 'Dockerfile')).toMatchObject({ code: 2 });
});
