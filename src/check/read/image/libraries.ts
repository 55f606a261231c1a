import type { Package } from '../../facts';
import { libraryName } from '../../view/library-name';
import type { Found, LayerStack } from './layer-stack';

/** A package of pip or conda, and what says that it is installed. */
export interface FoundLibrary {
  readonly package: Package;
  readonly at: Found;
}

/**
 * Looks a package of pip or conda up where the programs of some folders find it: an interpreter in `/opt/conda/bin`
 * reads `/opt/conda/lib/python3.12/site-packages`, and conda keeps its notes in `/opt/conda/conda-meta`. The first
 * folder that has it decides, as it does for programs. Names of files tell name and version, so none is read.
 *
 * @param folders of PATH, in order
 * @throws {NotRead} when a layer must be read first
 */
export function findLibrary(stack: LayerStack, folders: readonly string[], name: string): FoundLibrary | undefined {
  const wanted = libraryName(name);
  const searched = new Set<string>();
  for (const { parts, read, proof } of libraryFolders(stack, folders)) {
    const place = parts.join('/');
    if (searched.has(place)) continue;
    searched.add(place);
    for (const entry of stack.namesFromTop(parts)) {
      const found = read(entry);
      if (found?.name !== wanted) continue;
      // What was removed file by file leaves a folder behind that means nothing.
      const at = stack.resolve(`/${place}/${entry}${proof(entry)}`);
      if (at) return { package: found, at };
    }
  }
  return undefined;
}

interface LibraryFolder {
  readonly parts: readonly string[];
  /** The package that an entry of the folder stands for. */
  readonly read: (entry: string) => Package | undefined;
  /** File below the entry that makes it count. */
  readonly proof: (entry: string) => string;
}

function* libraryFolders(stack: LayerStack, folders: readonly string[]): Generator<LibraryFolder> {
  for (const folder of folders) {
    const [, prefix] = /^(.*)\/s?bin\/*$/.exec(folder) ?? [];
    if (prefix === undefined) continue;
    for (const lib of ['lib', 'lib64']) {
      const parent = stack.resolve(`${prefix}/${lib}`);
      if (!parent?.node.children) continue;
      for (const version of stack.namesFromTop(parent.parts)) {
        if (!/^python\d/.test(version)) continue;
        for (const site of ['site-packages', 'dist-packages']) {
          const found = stack.resolve(`/${parent.parts.join('/')}/${version}/${site}`);
          if (found) yield { parts: found.parts, read: pythonPackage, proof: (one) => PROOF[endingOf(one)] ?? '' };
        }
      }
    }
    // Last, since what pip installed on top of conda is not in it.
    const conda = stack.resolve(`${prefix}/conda-meta`);
    if (conda) yield { parts: conda.parts, read: condaPackage, proof: () => '' };
  }
}

const PROOF: Readonly<Record<string, string>> = { '.dist-info': '/METADATA' };

const endingOf = (entry: string): string => entry.slice(entry.lastIndexOf('.'));

/** `jupyterlab-4.2.5.dist-info`, `PyYAML-6.0-py3.12.egg-info` */
export function pythonPackage(entry: string): Package | undefined {
  if (!entry.endsWith('-info')) return undefined;
  const [, name, version] =
    /^([^-]+(?:-[^-]+)*?)-([^-]+)(?:-py\d[\d.]*)?\.(?:dist|egg)-info$/.exec(entry) ??
    /^([^-]+)\.egg-info$/.exec(entry) ??
    [];
  return name === undefined ? undefined : { name: libraryName(name), ...(version === undefined ? {} : { version }) };
}

/** `cuda-cudart-12.4.127-h99ab3db_0.json` */
export function condaPackage(entry: string): Package | undefined {
  const [, name, version] = /^(.+)-([^-]+)-[^-]+\.json$/.exec(entry) ?? [];
  return name === undefined || version === undefined ? undefined : { name: libraryName(name), version };
}
