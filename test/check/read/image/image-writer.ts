import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Entry, tarOf } from './tar-writer';

export const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** An image under test: its parts by digest, and its manifest. */
export interface TestImage {
  readonly blobs: ReadonlyMap<string, Buffer>;
  readonly manifest: Buffer;
  readonly layers: readonly string[];
}

export interface TestConfig {
  readonly config?: object;
  readonly history?: readonly object[];
  readonly os?: string;
  readonly architecture?: string;
  /** Fields of the manifest that differ. */
  readonly manifest?: object;
  readonly pack?: (tar: Buffer) => Buffer;
}

export const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';
export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
export const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';

/** Builds an image of layers, first to last. A layer may also be the bytes of an archive, however broken. */
export function imageOf(layers: readonly (readonly Entry[] | Buffer)[], options: TestConfig = {}): TestImage {
  const { pack = (tar) => gzipSync(tar, { level: 1 }), os = 'linux', architecture = 'amd64' } = options;
  const tars = layers.map((layer) => (Buffer.isBuffer(layer) ? layer : tarOf(layer)));
  const packed = tars.map(pack);
  const config = Buffer.from(
    JSON.stringify({
      os,
      architecture,
      config: options.config ?? {},
      rootfs: { type: 'layers', diff_ids: tars.map(digestOf) },
      history: options.history ?? [],
    }),
  );
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: { mediaType: CONFIG_TYPE, digest: digestOf(config), size: config.length },
    layers: packed.map((blob) => ({
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      digest: digestOf(blob),
      size: blob.length,
    })),
    ...options.manifest,
  };
  return {
    blobs: new Map([config, ...packed].map((blob) => [digestOf(blob), blob])),
    manifest: Buffer.from(JSON.stringify(manifest)),
    layers: packed.map(digestOf),
  };
}

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone after the tests of a file. */
export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'astroplatform-image-'));
  made.push(folder);
  return folder;
}

/** Writes an image as an OCI layout. */
export function layoutOf(image: TestImage, tag = 'latest', folder = temporary()): string {
  mkdirSync(join(folder, 'blobs/sha256'), { recursive: true });
  const digest = digestOf(image.manifest);
  for (const [name, blob] of [...image.blobs, [digest, image.manifest] as const]) {
    writeFileSync(join(folder, 'blobs', ...name.split(':')), blob);
  }
  const entry = {
    mediaType: MANIFEST_TYPE,
    digest,
    size: image.manifest.length,
    annotations: { 'org.opencontainers.image.ref.name': tag },
  };
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [entry] }));
  return folder;
}
