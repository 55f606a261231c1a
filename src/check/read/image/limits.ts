const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

/**
 * How far a reader follows an image that somebody else made. What lies beyond a limit is not known, and the answer
 * names the limit; it is never a pass. Bytes where nothing else is said (policy-engines.md §2.5).
 */
export const LIMITS = {
  manifest: 4 * MIB,
  config: 8 * MIB,
  /** Images that an index may list. */
  indexEntries: 256,
  /** Indexes inside indexes. */
  indexDepth: 2,
  layers: 512,
  /** Lists and objects in one JSON document: nested ones take many times the memory of what is written. */
  lists: 200_000,
  /** One layer as it is stored. */
  compressed: 20 * GIB,
  /** One layer unpacked. */
  unpacked: 64 * GIB,
  /** Bytes that one stored byte may become, once a layer has grown past `ratioFrom`. Files that people keep do not
   * shrink so much; a short layer may be a single long row of zeros. */
  ratio: 200,
  ratioFrom: 64 * MIB,
  /** Unpacked data that a zstd unpacker keeps at hand. Builders use up to 32 MiB. */
  window: 32 * MIB,
  /** Entries of all layers that are read: they are held in memory. */
  entries: 500_000,
  /** The table of contents of a layer (eStargz): about 60 000 entries. Of a layer with more, the whole is read. */
  table: 16 * MIB,
  path: 4096,
  component: 255,
  /** Folders inside folders. */
  depth: 256,
  /** A long name or a PAX record of a tar archive. */
  header: MIB,
  /** A file whose text is kept. */
  content: MIB,
  /** A list of installed packages. */
  packageList: 16 * MIB,
  /** A database of rpm: about 2000 packages. */
  packageDatabase: 128 * MIB,
  /** Packages that a database of rpm may list. */
  packages: 50_000,
  /** Texts that are kept of one image. */
  contents: 64 * MIB,
  /** Links on the way to one file. */
  links: 40,
  /** Entries below one folder that a rule may be given: of all that there are, those that it wants. */
  listing: 200_000,
  /** Folders of a PATH. */
  searched: 256,
  redirects: 5,
  /** Answer of a token service. */
  token: 64 * KIB,
  /** Credentials of the user's container tools. */
  credentials: MIB,
  /** Milliseconds without a byte. */
  idle: 60_000,
} as const;

/** The limits that a reader is given; tests have lower ones. */
export type Limits = { readonly [Name in keyof typeof LIMITS]: number };

/** A size as people write it, for messages: `64 GiB`, `1000000`. */
export function bytes(count: number): string {
  for (const [unit, name] of [
    [GIB, 'GiB'],
    [MIB, 'MiB'],
    [KIB, 'KiB'],
  ] as const) {
    if (count >= unit) return `${Number((count / unit).toFixed(count % unit === 0 ? 0 : 1))} ${name}`;
  }
  return `${count} bytes`;
}
