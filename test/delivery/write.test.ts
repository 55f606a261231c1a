import * as nodeFs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { FileSystem } from '../../src/delivery/exchange';
import { writeFolder } from '../../src/delivery/write';
import { UsageError } from '../../src/errors';

const { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } =
  nodeFs;

let home: string;
let dir: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'write-'));
  dir = join(home, 'out');
});
afterEach(() => rmSync(home, { recursive: true }));

const older = new Map([
  ['a.yaml', 'a: 1\n'],
  ['00-layer/b.yaml', 'b: 1\n'],
  ['00-layer/deep/c.yaml', 'c: 1\n'],
]);
const newer = new Map([
  ['a.yaml', 'a: 2\n'],
  ['01-layer/b.yaml', 'b: 2\n'],
  ['01-layer/x/y/z.yaml', 'z: 2\n'],
]);
const RECORD = '.astroplatform.json';

/** Every file below a folder but the record: path to text. */
function filesIn(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = paths.map((path): [string, string] => [relative(folder, path), readFileSync(path, 'utf8')]);
  return new Map(found.filter(([path]) => path !== RECORD).sort());
}
const sorted = (files: ReadonlyMap<string, string>) => new Map([...files].sort());
const foldersIn = (folder: string) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

test('writes a new folder, an empty one, and one that it wrote before', () => {
  writeFolder(dir, older);
  expect(filesIn(dir)).toEqual(sorted(older));
  writeFolder(dir, newer);
  expect(filesIn(dir)).toEqual(sorted(newer));
  expect(foldersIn(dir)).toEqual(['01-layer', 'x', 'y']);
  expect(JSON.parse(readFileSync(join(dir, RECORD), 'utf8'))).toEqual({ version: 1, files: [...newer.keys()].sort() });
  expect(readdirSync(home)).toEqual(['out']);
  mkdirSync(join(home, 'empty'));
  writeFolder(join(home, 'empty'), older);
  expect(filesIn(join(home, 'empty'))).toEqual(sorted(older));
  writeFolder(join(home, 'far', 'below'), older);
  expect(filesIn(join(home, 'far', 'below'))).toEqual(sorted(older));
});

test('keeps what others put into the folder', () => {
  writeFolder(dir, older);
  mkdirSync(join(dir, '.git/objects'), { recursive: true });
  writeFileSync(join(dir, '.git/objects/one'), 'git');
  writeFileSync(join(dir, '00-layer/notes.txt'), 'mine');
  symlinkSync('nowhere', join(dir, 'link'));
  writeFolder(dir, newer);
  expect(readFileSync(join(dir, '.git/objects/one'), 'utf8')).toBe('git');
  expect(readFileSync(join(dir, '00-layer/notes.txt'), 'utf8')).toBe('mine');
  expect(nodeFs.readlinkSync(join(dir, 'link'))).toBe('nowhere');
  expect(existsSync(join(dir, '00-layer/b.yaml'))).toBe(false);
  writeFolder(dir, older);
  expect(foldersIn(dir)).toEqual(['.git', '00-layer', 'deep', 'objects']);
  expect(readdirSync(home)).toEqual(['out']);
});

describe('refuses, and leaves everything as it was:', () => {
  const refusal = (files: ReadonlyMap<string, string>, message: string, target = dir) => {
    const before = filesIn(home);
    expect(() => writeFolder(target, files)).toThrow(UsageError);
    expect(() => writeFolder(target, files)).toThrow(message);
    expect(filesIn(home)).toEqual(before);
  };

  test('a folder that somebody else filled', () => {
    mkdirSync(dir);
    writeFileSync(join(dir, 'thesis.tex'), 'x');
    refusal(
      older,
      `${dir}: cannot be written\n  ✖ it is not empty, and we did not write it. Name a new or empty folder.`,
    );
  });

  test('a file, also on the way', () => {
    writeFileSync(dir, 'x');
    refusal(older, 'it is a file. Name a folder.');
    refusal(older, 'a part of its path is a file. Name a folder.', join(dir, 'below'));
    // A file system that holds no folders: `mkdir -p` of Node.js never comes back from it.
    refusal(older, 'a folder of its path cannot be made. Name a folder on a disk.', '/proc/not-there/below');
  });

  test('a symbolic link in place of the folder or of what we wrote', () => {
    mkdirSync(join(home, 'real'));
    symlinkSync('real', dir);
    refusal(older, 'it is a symbolic link. Name the folder itself.');
    rmSync(dir);
    writeFolder(dir, older);
    rmSync(join(dir, '00-layer'), { recursive: true });
    symlinkSync('../real', join(dir, '00-layer'));
    writeFileSync(join(home, 'real', 'b.yaml'), 'not ours');
    refusal(newer, '00-layer: it is a symbolic link in place of what we wrote. Remove it.');
  });

  test('the place of a file of somebody else', () => {
    writeFolder(dir, older);
    writeFileSync(join(dir, '00-layer/deep/mine'), 'x');
    mkdirSync(join(dir, '01-layer'));
    writeFileSync(join(dir, '01-layer/b.yaml'), 'x');
    refusal(newer, '01-layer/b.yaml: we did not write it, and need its place. Move it away.');
    rmSync(join(dir, '01-layer'), { recursive: true });
    writeFileSync(join(dir, '01-layer'), 'x');
    refusal(newer, '01-layer: we did not write it');
    refusal(new Map([['00-layer/deep', 'x']]), '00-layer/deep/mine: we did not');
  });

  test('something else under the name of the folder beside', () => {
    writeFolder(join(home, 'other'), older);
    symlinkSync('other', join(home, '.out.astroplatform-next'));
    refusal(newer, 'it is in the place of a folder that we need. Move it away.');
    expect(filesIn(join(home, 'other'))).toEqual(sorted(older));
  });

  test('the directory in which one is', () => {
    const cwd = process.cwd();
    refusal(older, 'it holds the directory in which you are', cwd);
    refusal(older, 'it holds the directory in which you are', join(cwd, '..'));
    refusal(older, 'it holds the directory in which you are', '/');
  });

  test.each(['../x', 'a/../../x', '/etc/x', '', 'a//b', './a', 'a\\b', 'C:x', 'a\0b', 'a\nb', RECORD, 'a/..', 'a/'])(
    'the path %j',
    (path) => {
      refusal(new Map([[path, 'x']]), 'it is not a path of a file that may be written');
    },
  );

  test('paths that one place cannot hold', () => {
    refusal(
      new Map([
        ['A.yaml', ''],
        ['a.yaml', ''],
      ]),
      'a.yaml: it is there twice',
    );
    refusal(
      new Map([
        ['a', ''],
        ['a/b', ''],
      ]),
      'a: it is a file and a folder',
    );
  });

  test.each([
    '{',
    '{}',
    '{"version":2,"files":[]}',
    '{"version":1,"files":["../../etc/passwd"]}',
    '{"version":1,"files":[7]}',
  ])('the record %s', (text) => {
    writeFolder(dir, older);
    writeFileSync(join(dir, RECORD), text);
    refusal(newer, '.astroplatform.json: it is damaged.');
  });
});

test.each([
  ['EACCES', 'you may not write there'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'there is no space left'],
  ['EXDEV', 'it is a mount point'],
  ['EEXIST', 'somebody else writes there too'],
])('says what %s means', (code, message) => {
  const failing = {
    ...nodeFs,
    mkdirSync: () => {
      throw Object.assign(new Error(code), { code });
    },
  };
  expect(() => writeFolder(dir, older, failing as FileSystem)).toThrow(`${dir}: cannot be written\n  ✖ ${message}`);
});

test('a directory that one may not write', () => {
  const asRoot = process.getuid?.() === 0;
  const closed = join(home, 'closed');
  mkdirSync(closed, { mode: 0o555 });
  nodeFs.chmodSync(home, 0o755);
  if (asRoot) process.seteuid?.(65_534); // root may write everywhere
  try {
    expect(() => writeFolder(join(closed, 'out'), older)).toThrow(
      'you may not write there. Name a folder that you may write.',
    );
  } finally {
    if (asRoot) process.seteuid?.(0);
  }
  expect(readdirSync(closed)).toEqual([]);
});

/** Steps that change something; counted, and one of them made to fail. */
const { renameSync, unlinkSync, rmdirSync } = nodeFs;
const STEPS = { mkdirSync, writeFileSync, renameSync, unlinkSync, rmdirSync };

/** A file system that fails at one step: once (`failure`), or from there on as if the process had been killed (`kill`). */
function failingAt(step: number, manner: 'failure' | 'kill'): { fs: FileSystem; steps: () => number } {
  let count = 0;
  const wrapped = Object.entries(STEPS).map(([name, original]) => {
    const call = (...args: unknown[]) => {
      count++;
      if (count === step || (manner === 'kill' && count > step)) throw Object.assign(new Error('cut'), { code: 'EIO' });
      return (original as (...args: unknown[]) => unknown)(...args);
    };
    return [name, call];
  });
  return { fs: { ...nodeFs, ...Object.fromEntries(wrapped) }, steps: () => count };
}

describe.each(['failure', 'kill'] as const)('a %s between any two steps', (manner) => {
  const mine = ['keep/me.txt', '00-layer/notes.txt'];
  const start = () => {
    rmSync(home, { recursive: true });
    mkdirSync(dir, { recursive: true });
    writeFolder(dir, older);
    mkdirSync(join(dir, 'keep'));
    for (const path of mine) writeFileSync(join(dir, path), 'mine');
  };
  const withMine = (files: ReadonlyMap<string, string>) =>
    sorted(new Map([...files, ...mine.map((path): [string, string] => [path, 'mine'])]));

  test('leaves the old files or the new ones, and the next call finishes', () => {
    start();
    const whole = failingAt(Number.POSITIVE_INFINITY, manner);
    writeFolder(dir, newer, whole.fs);
    expect(whole.steps()).toBeGreaterThan(20);

    const seen = new Set<string>();
    for (let step = 1; step <= whole.steps(); step++) {
      start();
      expect(() => writeFolder(dir, newer, failingAt(step, manner).fs)).toThrow('cut');
      const left = filesIn(dir);
      const state = [withMine(older), withMine(newer)].findIndex(
        (files) => JSON.stringify([...files]) === JSON.stringify([...left]),
      );
      // Killed between the two renames, the folder is away for the moment; nothing of it is lost.
      if (manner === 'kill' && state < 0) expect(existsSync(dir)).toBe(false);
      else expect([0, 1]).toContain(state);
      seen.add(state < 0 ? 'away' : state === 0 ? 'old' : 'new');

      writeFolder(dir, newer);
      expect(filesIn(dir)).toEqual(withMine(newer));
      expect(readdirSync(home)).toEqual(['out']);
    }
    expect([...seen]).toEqual(manner === 'kill' ? ['old', 'away', 'new'] : ['old', 'new']);
  });

  test('leaves no folder, or the whole one, where there was none', () => {
    const whole = failingAt(Number.POSITIVE_INFINITY, manner);
    writeFolder(dir, newer, whole.fs);
    for (let step = 1; step <= whole.steps(); step++) {
      rmSync(dir, { recursive: true });
      expect(() => writeFolder(dir, newer, failingAt(step, manner).fs)).toThrow('cut');
      expect(existsSync(dir)).toBe(false);
      writeFolder(dir, newer);
      expect(filesIn(dir)).toEqual(sorted(newer));
      expect(readdirSync(home)).toEqual(['out']);
    }
  });
});

test('a second call while recovering from a kill may be killed too', () => {
  for (let first = 1; first < 40; first += 3) {
    for (let second = 1; second < 12; second++) {
      rmSync(home, { recursive: true });
      mkdirSync(home);
      writeFolder(dir, older);
      writeFileSync(join(dir, 'mine'), 'mine');
      for (const step of [first, second]) {
        try {
          writeFolder(dir, newer, failingAt(step, 'kill').fs);
        } catch {
          // what is left is looked at below
        }
      }
      writeFolder(dir, older);
      expect(filesIn(dir)).toEqual(sorted(new Map([...older, ['mine', 'mine']])));
      expect(readdirSync(home)).toEqual(['out']);
    }
  }
  expect(statSync(dir).isDirectory()).toBe(true);
});
