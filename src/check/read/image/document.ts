import { UsageError } from '../../../errors';
import type { Limits } from './limits';

/** Points at bytes by what they are: their digest and their number. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
  readonly annotations: Readonly<Record<string, string>>;
  /** The bytes themselves, where they are small. */
  readonly data?: Buffer;
}

/** What names the parts of one image. */
export interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** What lists the images that one name stands for, one for each platform. */
export type Index = readonly Descriptor[];

const CONFIGS = new Set(['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json']);
const DIGEST = /^sha256:[a-f0-9]{64}$|^sha512:[a-f0-9]{128}$/;

/** Media types that are asked for, the usual ones first. */
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/**
 * Reads a manifest or an index.
 *
 * @throws {UsageError} for what is neither, or is no container image
 */
export function readDocument(bytes: Buffer, image: string, limits: Limits): Manifest | Index {
  const value = fields(parseJson(bytes, image, 'its manifest', limits));
  if (value.schemaVersion === 1) {
    throw refused(
      image,
      'it has a manifest of schema 1, which runtimes no longer take',
      'Push it again with a tool of today',
    );
  }
  if (Array.isArray(value.manifests)) {
    atMost(value.manifests, limits.indexEntries, image, 'its index lists', 'images');
    return value.manifests.map((one) => readDescriptor(one, image));
  }
  if (!Array.isArray(value.layers)) throw refused(image, 'its manifest lists no layers');
  atMost(value.layers, limits.layers, image, 'it has', 'layers');
  const config = readDescriptor(value.config, image);
  const type = typeof value.artifactType === 'string' ? value.artifactType : config.mediaType;
  if (!CONFIGS.has(config.mediaType)) {
    throw refused(image, `it is an artifact of type ${JSON.stringify(type.slice(0, 100))}, not a container image`);
  }
  return {
    config,
    layers: value.layers.map((one) => readDescriptor(one, image)),
    annotations: texts(value.annotations),
  };
}

function readDescriptor(value: unknown, image: string): Descriptor {
  const { mediaType, digest, size, platform, annotations, data } = fields(value);
  if (typeof digest !== 'string' || !DIGEST.test(digest))
    throw refused(image, 'its manifest holds a digest that is none');
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw refused(image, 'its manifest holds a size that is none');
  }
  const { os, architecture, variant } = fields(platform);
  return {
    mediaType: typeof mediaType === 'string' ? mediaType : '',
    digest,
    size,
    annotations: texts(annotations),
    ...(typeof os === 'string' && typeof architecture === 'string'
      ? { platform: { os, architecture, ...(typeof variant === 'string' ? { variant } : {}) } }
      : {}),
    ...(typeof data === 'string' ? { data: Buffer.from(data, 'base64') } : {}),
  };
}

/**
 * Reads JSON of a stranger.
 *
 * @param what for the message: `its manifest`
 * @throws {UsageError} when it is no JSON, or beyond the limit
 */
export function parseJson(bytes: Buffer, image: string, what: string, limits: Pick<Limits, 'lists'>): unknown {
  if (!fitsMemory(bytes, limits)) throw refused(image, `${what} holds more than ${limits.lists} lists and objects`);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw refused(image, `${what} is not JSON`);
  }
}

/** Whether a document can be parsed without taking much more memory than it has bytes. */
export function fitsMemory(bytes: Buffer, { lists }: Pick<Limits, 'lists'>): boolean {
  let count = 0;
  for (const byte of bytes) if (byte === 0x5b || byte === 0x7b) count++;
  return count <= lists;
}

/** The fields of an object; none for anything else. */
export const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** The texts among the fields of an object. */
export const texts = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fields(value)).filter((field): field is [string, string] => typeof field[1] === 'string'),
  );

function atMost(list: readonly unknown[], limit: number, image: string, has: string, what: string): void {
  if (list.length > limit) throw refused(image, `${has} ${list.length} ${what}; the limit is ${limit}`);
}

/** The image cannot be judged at all. */
export const refused = (image: string, fact: string, act?: string): UsageError =>
  new UsageError(`${image}: cannot be read`, [{ fact, ...(act === undefined ? {} : { act }) }]);
