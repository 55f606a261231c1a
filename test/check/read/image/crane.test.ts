import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Container, Fact } from '../../../../src/check/facts';
import { LIMITS } from '../../../../src/check/read/image/limits';
import { TarReader } from '../../../../src/check/read/image/tar-reader';
import { goProgram } from '../../../go-program';
import { ask, MemorySource } from './ask';
import { imageOf } from './image-writer';
import { RegistryDouble } from './registry-double';
import { type Entry, file, folder, hard, link } from './tar-writer';

// Needs Go: ASTROPLATFORM_CRANE=build builds the peer once for all checkouts, or names a program that is built already.
const CRANE = 'github.com/google/go-containerregistry/cmd/crane@v0.21.8';
const wanted = process.env.ASTROPLATFORM_CRANE;
const SEEDS = Number(process.env.ASTROPLATFORM_CRANE_SEEDS ?? 200);

/** A small generator with a seed of its own, so that one number names an image. */
function random(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_507) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

/**
 * Layers as builders write them: parents before what is in them, names once, changes as whiteouts, opaque folders and
 * new entries over a tree that is kept in step.
 */
function layersOf(seed: number): Entry[][] {
  const pick = random(seed);
  const kinds = new Map<string, 'folder' | 'file' | 'link'>();
  const names = ['a', 'b', 'c'];
  // Files with a second name stay: crane leaves that name without a file when an upper layer replaces the first.
  const linked = new Set<string>();
  const drop = (path: string) => {
    for (const key of [...kinds.keys()]) if (key === path || key.startsWith(`${path}/`)) kinds.delete(key);
  };
  return Array.from({ length: 2 + pick(4) }, () => {
    const written = new Map<string, Entry>();
    const touched = new Set<string>();
    const open = (path: string) => {
      for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
        const parent = path.slice(0, at);
        if (written.has(parent)) continue;
        written.set(parent, folder(parent, { mode: 0o700 + pick(64) }));
        kinds.set(parent, 'folder');
      }
    };
    const free = (path: string) => {
      const parents = path
        .split('/')
        .map((_, index, parts) => parts.slice(0, index).join('/'))
        .slice(1);
      const isFolder = (parent: string) => (kinds.get(parent) ?? 'folder') === 'folder';
      return (
        ![...touched].some((one) => path.startsWith(`${one}/`) || one.startsWith(`${path}/`) || one === path) &&
        parents.every(isFolder)
      );
    };
    for (let step = 0; step < 3 + pick(8); step++) {
      const path = Array.from({ length: 1 + pick(3) }, () => names[pick(3)]).join('/');
      if (!free(path)) continue;
      const at = path.lastIndexOf('/') + 1;
      const action = pick(7);
      // A layer names a place once, and what it replaces holds nothing of its own.
      const named = [...written.keys()].some((key) => key === path || key.startsWith(`${path}/`));
      const holdsLinked = [...linked].some((one) => one === path || one.startsWith(`${path}/`));
      if (action !== 2 && (named || holdsLinked)) continue;
      if (action === 0) {
        if (!kinds.has(path)) continue;
        open(path);
        written.set(`${path} removed`, file(`${path.slice(0, at)}.wh.${path.slice(at)}`));
        drop(path);
        touched.add(path);
        continue;
      }
      if (action === 1) {
        if (kinds.get(path) !== 'folder') continue;
        open(`${path}/x`);
        written.set(`${path} opaque`, file(`${path}/.wh..wh..opq`));
        for (const key of [...kinds.keys()]) if (key.startsWith(`${path}/`)) kinds.delete(key);
        touched.add(path);
        continue;
      }
      open(path);
      const before = kinds.get(path);
      if (action === 2) {
        if (before !== undefined && before !== 'folder') continue;
        written.set(path, folder(path, { mode: 0o700 + pick(64), uid: pick(3) }));
        kinds.set(path, 'folder');
        continue;
      }
      drop(path);
      touched.add(path);
      const other = [...written.values()].find(({ type = '0', name }) => type === '0' && !name.includes('.wh.'));
      if (action === 3) written.set(path, link(path, ['a', '/b', 'nowhere'][pick(3)] ?? ''));
      else if (action === 4 && other) {
        written.set(path, hard(path, other.name));
        linked.add(other.name);
      } else
        written.set(path, file(path, `text ${seed} ${step}`, { mode: 0o600 + pick(64), uid: pick(3), gid: pick(3) }));
      kinds.set(path, action === 3 ? 'link' : 'file');
    }
    return [...written.values()];
  });
}

type Tree = Record<string, string>;

/** The final tree as crane writes it. Times and the order are no part of it. */
function treeOf(archive: Buffer): Tree {
  const tree: Tree = {};
  let body: Buffer[] = [];
  let finish = () => {};
  const reader = new TarReader(
    {
      entry: ({ name, type, mode, uid, gid, target }) => {
        const path = `/${name.replace(/\/$/, '')}`;
        const owner = `${mode.toString(8)} ${uid}:${gid}`;
        if (type === '2') tree[path] = `link ${target}`;
        else if (type === '5') tree[path] = `folder ${owner}`;
        else if (type === '1') tree[path] = tree[`/${target.replace(/^\//, '')}`] ?? `hard link to ${target}`;
        body = [];
        finish = () => {
          if (type === '0') tree[path] = `file ${owner} ${Buffer.concat(body)}`;
        };
        if (type === '0') finish();
        return true;
      },
      body: (piece) => body.push(Buffer.from(piece)),
      end: () => finish(),
    },
    LIMITS,
  );
  reader.push(archive);
  reader.finish();
  return tree;
}

/** The same tree as rules see it. */
async function ours(source: MemorySource): Promise<Tree> {
  const value = <T>(fact: Fact<T>): T => {
    if (!fact.known) throw new Error(fact.reason);
    return fact.value;
  };
  const describe = (container: Container): Fact<Tree | undefined> => {
    const below = container.below('/');
    if (!below.known) return below;
    const tree: Tree = {};
    for (const { path, kind, mode, owner, target } of below.value) {
      if (kind === 'link') tree[path] = `link ${target}`;
      else {
        if (!mode.known) return mode;
        const { uid, gid } = value(owner);
        const text = kind === 'file' ? container.text(path) : undefined;
        if (text && !text.known) return text;
        tree[path] = [kind, mode.value.toString(8), `${uid}:${gid}`, ...(text ? [text.value] : [])].join(' ');
      }
    }
    return { known: true, value: tree, strength: 'proved' };
  };
  return value(await ask(source, describe)) ?? {};
}

(wanted ? describe : describe.skip)('the final tree is that of `crane export` (set ASTROPLATFORM_CRANE=build)', () => {
  let program = '';
  beforeAll(() => {
    program = goProgram(CRANE, wanted ?? '');
    expect(existsSync(program)).toBe(true);
  }, 700_000);

  test.each(Array.from({ length: SEEDS }, (_, seed) => seed))('image %i', async (seed) => {
    const image = imageOf(layersOf(seed));
    const registry = await RegistryDouble.of({ 'test/image:1': image });
    try {
      const archive = await exported(program, `${registry.host}/test/image:1`);
      expect(await ours(new MemorySource(image))).toEqual(treeOf(archive));
    } finally {
      await registry.close();
    }
  });
});

function exported(program: string, name: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'buffer', maxBuffer: 1e8 } as const;
    execFile(program, ['export', '--insecure', name, '-'], options, (error, stdout, stderr) => {
      if (error) reject(new Error(String(stderr)));
      else resolve(stdout);
    });
  });
}
