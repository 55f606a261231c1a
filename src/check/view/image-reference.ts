/** The parts of a container image reference, defaults filled in as container runtimes fill them in. */
export interface ImageReference {
  /** Registry host with its port as written, e.g. `images.example.org`, `[::1]:5000`; `docker.io` when none is named. */
  readonly host: string;
  /** `platform/skaha`; `library/debian` for `debian`. */
  readonly repository: string;
  /** Absent when none is written: a runtime then takes `latest`, unless there is a digest. */
  readonly tag?: string;
  /** `sha256:...`; with a digest a runtime ignores the tag. */
  readonly digest?: string;
}

// The grammar of the distribution project (github.com/distribution/reference), which container runtimes use.
const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const REPOSITORY = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGESTS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/**
 * Reads an image reference exactly as a container runtime does: `debian` is `docker.io/library/debian`, and a first
 * component is a host only with a dot, a colon or a capital in it, or when it is `localhost`.
 *
 * Compare the parts, never the text: a prefix test takes `images.example.org.evil.net/x` for `images.example.org`.
 *
 * @returns undefined for what no runtime would accept
 * @example
 * ```ts
 * parseImageReference('images.example.org:5000/skaha:1.4.0');
 * // { host: 'images.example.org:5000', repository: 'skaha', tag: '1.4.0' }
 * ```
 */
export function parseImageReference(text: string): ImageReference | undefined {
  // Host 253 + repository 255 + tag 128 + digest 135, with room; the patterns then run on short texts only.
  if (text.length > 1000 || /^[a-f0-9]{64}$/.test(text)) return undefined;
  const [name, digest] = cut(text, text.indexOf('@'));
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const named = /[.:A-Z]/.test(first) || first === 'localhost';
  const rest = named ? name.slice(slash + 1) : name;
  const [path, tag] = cut(rest, rest.indexOf(':'));
  const host = named && first !== 'index.docker.io' ? first : 'docker.io';
  const repository = host === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  if (!HOST.test(host) || !REPOSITORY.test(path) || repository.length > 255) return undefined;
  if ((tag !== undefined && !TAG.test(tag)) || (digest !== undefined && !isDigest(digest))) return undefined;
  return { host, repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** Writes a reference in full, host included. */
export const formatImageReference = ({ host, repository, tag, digest }: ImageReference): string =>
  `${host}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;

/** Text before and after a separator; all of it when there is none. */
const cut = (text: string, at: number): readonly [string, string | undefined] =>
  at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];

function isDigest(digest: string): boolean {
  const [algorithm, hex = ''] = cut(digest, digest.indexOf(':'));
  return Object.hasOwn(DIGESTS, algorithm) && hex.length === DIGESTS[algorithm] && /^[a-f0-9]+$/.test(hex);
}
