import { createCipheriv, createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Entry, file, folder, link, tarOf } from '../../../test/check/read/image/tar-writer';

/** An image on disk: its parts as files, named by digest. */
export interface TestImage {
  readonly name: string;
  readonly manifest: string;
  readonly blobs: readonly { readonly digest: string; readonly file: string }[];
  /** Layers, first to last, as they are stored. */
  readonly layers: readonly { readonly file: string; readonly size: number }[];
}

const MIB = 2 ** 20;
const TEXT_FILES = 60;

/** Layers of a notebook image: its own files on top, software below, the base at the bottom. About two thirds of what they take packed, in MiB. */
const SHAPES = {
  small: [3, 1],
  large: [30, 88, 140, 40, 45, 18],
} as const;

/** Makes an image whose bytes depend on nothing but its name; what was made before is taken from the folder. */
export async function testImage(name: keyof typeof SHAPES, folderOfAll: string): Promise<TestImage> {
  const target = join(folderOfAll, `${name}-1`);
  if (!existsSync(target)) {
    const next = `${target}.${process.pid}`;
    mkdirSync(next, { recursive: true });
    await write(name, next);
    renameSync(next, target);
  }
  const { digests, config } = JSON.parse(readFileSync(join(target, 'index.json'), 'utf8'));
  const at = (digest: string) => join(target, digest.replace(':', '-'));
  const describe = (digest: string, mediaType: string) => ({ mediaType, digest, size: statSync(at(digest)).size });
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: describe(config, 'application/vnd.oci.image.config.v1+json'),
    layers: digests.map((digest: string) => describe(digest, 'application/vnd.oci.image.layer.v1.tar+gzip')),
  });
  return {
    name,
    manifest,
    blobs: [config, ...digests].map((digest: string) => ({ digest, file: at(digest) })),
    layers: digests.map((digest: string) => ({ file: at(digest), size: statSync(at(digest)).size })),
  };
}

async function write(name: keyof typeof SHAPES, target: string): Promise<void> {
  const layers: Iterable<Buffer>[] = SHAPES[name].map((size, index) =>
    pieces([...(index === 0 ? base() : []), ...software(`layer${index}`, size, index + 1)]),
  );
  layers.push(pieces(own()));
  const written: { digest: string; diff: string }[] = [];
  for (const [index, layer] of layers.entries()) written.push(await pack(layer, join(target, `part-${index}`)));
  for (const [index, { digest }] of written.entries()) {
    renameSync(join(target, `part-${index}`), join(target, digest.replace(':', '-')));
  }
  const config = JSON.stringify({
    os: 'linux',
    architecture: 'amd64',
    created: '2026-01-01T00:00:00Z',
    config: {
      User: 'jovyan',
      Env: ['PATH=/opt/conda/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      Labels: { maintainer: 'someone@example.org' },
      Cmd: ['start-notebook.sh'],
    },
    rootfs: { type: 'layers', diff_ids: written.map(({ diff }) => diff) },
    history: written.map((_, index) => ({ created_by: `RUN /bin/sh -c install part ${index} # buildkit` })),
  });
  const digest = `sha256:${createHash('sha256').update(config).digest('hex')}`;
  writeFileSync(join(target, digest.replace(':', '-')), config);
  writeFileSync(
    join(target, 'index.json'),
    JSON.stringify({ digests: written.map((one) => one.digest), config: digest }),
  );
}

async function pack(layer: Iterable<Buffer>, path: string): Promise<{ digest: string; diff: string }> {
  const [packed, plain] = [createHash('sha256'), createHash('sha256')];
  const noted = function* () {
    for (const piece of layer) {
      plain.update(piece);
      yield piece;
    }
  };
  const counted = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      packed.update(chunk);
      yield chunk;
    }
  };
  await pipeline(
    Readable.from(noted()),
    createGzip({ level: 1, chunkSize: 256 * 1024 }),
    counted,
    createWriteStream(path),
  );
  return { digest: `sha256:${packed.digest('hex')}`, diff: `sha256:${plain.digest('hex')}` };
}

/** An archive in pieces: each entry without the end that `tarOf` puts after it. */
function* pieces(entries: Iterable<Entry>): Generator<Buffer> {
  for (const entry of entries) yield tarOf([entry]).subarray(0, -1024);
  yield Buffer.alloc(1024);
}

function* base(): Generator<Entry> {
  for (const name of ['bin', 'etc', 'usr/bin', 'usr/lib', 'var/lib/dpkg']) yield folder(name);
  yield file('etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n');
  yield file('etc/group', 'root:x:0:\n');
  yield file('etc/os-release', 'ID=ubuntu\nVERSION_ID="24.04"\n');
  for (const name of ['sh', 'bash', 'cp', 'sudo', 'xterm']) yield file(`usr/bin/${name}`, 'program', { mode: 0o755 });
  yield link('bin/sh', '../usr/bin/sh');
  yield link('bin/bash', '../usr/bin/bash');
  const packages = ['libnss-sss', 'acl', ...Array.from({ length: 400 }, (_, index) => `package-${index}`)];
  const status = packages.map((name) => `Package: ${name}\nStatus: install ok installed\nVersion: 1.0-1\n`);
  yield file('var/lib/dpkg/status', status.join('\n'));
}

function* own(): Generator<Entry> {
  yield folder('etc');
  yield file('etc/nsswitch.conf', 'passwd: files sss\nshadow: files sss\ngroup: files sss\n');
  yield folder('skaha');
  yield file('skaha/startup.sh', '#!/bin/bash\nexec "$@"\n', { mode: 0o755 });
}

/** Files of programs and data: a third of their bytes does not shrink, the rest is text that does. */
function* software(prefix: string, packedMib: number, seed: number): Generator<Entry> {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  const random = (length: number) => cipher.update(Buffer.alloc(length));
  const words =
    random(64 * 1024)
      .toString('base64')
      .match(/.{1,7}/g) ?? [];
  const texts = Array.from({ length: TEXT_FILES }, () =>
    Array.from(random(9000), (byte, index) => words[(byte * 251 + index) % words.length]).join(' '),
  );
  yield folder(`opt/${prefix}`);
  // What does not shrink is about half of the packed size.
  const each = 24 * 1024;
  for (let index = 0; index < (packedMib * MIB) / (2 * each); index++) {
    if (index % 100 === 0) yield folder(`opt/${prefix}/d${index}`);
    const text = Buffer.from(texts[index % TEXT_FILES] as string);
    const body = Buffer.concat([random(each), text]);
    yield { name: `opt/${prefix}/d${index - (index % 100)}/f${index}`, body };
  }
}
