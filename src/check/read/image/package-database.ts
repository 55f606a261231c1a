import type { Package } from '../../facts';

/** Databases whose text lists the installed packages. */
export const LISTS = [
  { path: '/var/lib/dpkg/status', read: readDpkg },
  { path: '/lib/apk/db/installed', read: readApk },
  { path: '/usr/lib/apk/db/installed', read: readApk },
] as const;

/** Where images without a package manager keep a list for each package, in the form of dpkg. */
export const PIECES = '/var/lib/dpkg/status.d';

/** Databases of rpm. Their packages are kept, not their bytes. */
export const BINARY: ReadonlySet<string> = new Set(
  ['/var/lib/rpm', '/usr/lib/sysimage/rpm'].flatMap((folder) =>
    ['rpmdb.sqlite', 'Packages', 'Packages.db'].map((name) => `${folder}/${name}`),
  ),
);

/** What a database is still to be changed by, where it was not closed. */
export const JOURNALS = ['-wal', '-journal'] as const;

/** Packages that dpkg lists as installed; it also remembers those that were removed. */
export function readDpkg(text: string): ReadonlyMap<string, Package> {
  return collect(text, 'Package', 'Version', (fields) => / installed$/.test(fields.get('Status') ?? ''));
}

/** The package that a list of one names: it is installed, or would not be there. */
export function readPiece(text: string): ReadonlyMap<string, Package> {
  return collect(text, 'Package', 'Version', () => true);
}

/** Packages that apk lists. */
export function readApk(text: string): ReadonlyMap<string, Package> {
  return collect(text, 'P', 'V', () => true);
}

/** Both are paragraphs of `key: value`, the continuation of a value indented. */
function collect(
  text: string,
  nameKey: string,
  versionKey: string,
  counts: (fields: ReadonlyMap<string, string>) => boolean,
): ReadonlyMap<string, Package> {
  const packages = new Map<string, Package>();
  for (const paragraph of text.split(/\r?\n\r?\n/)) {
    const fields = new Map<string, string>();
    for (const line of paragraph.split(/\r?\n/)) {
      const colon = line.indexOf(':');
      if (colon > 0 && !/^\s/.test(line)) fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
    }
    const name = fields.get(nameKey);
    const version = fields.get(versionKey);
    if (name && counts(fields)) packages.set(name, { name, ...(version ? { version } : {}) });
  }
  return packages;
}
