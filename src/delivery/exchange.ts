import type * as nodeFs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Problem, UsageError } from '../errors';
import { makeFolders } from '../make-folders';
import { RECORD, recordedPaths, recordOf } from './record';

/** The part of `node:fs` that writing needs. */
export type FileSystem = Pick<
  typeof nodeFs,
  | 'lstatSync'
  | 'mkdirSync'
  | 'readdirSync'
  | 'readFileSync'
  | 'renameSync'
  | 'rmdirSync'
  | 'unlinkSync'
  | 'writeFileSync'
>;

/** One folder, the one that takes its place, and the one whose place was taken. */
export class Exchange {
  private readonly next: string;
  private readonly last: string;
  /** Entries of the folder that we did not write: files and whole folders. */
  private foreign: readonly string[] = [];

  constructor(
    /** As the user named it. */
    private readonly dir: string,
    private readonly folder: string,
    private readonly fs: FileSystem,
  ) {
    this.next = join(dirname(folder), `.${basename(folder)}.astroplatform-next`);
    this.last = join(dirname(folder), `.${basename(folder)}.astroplatform-last`);
  }

  /** Brings order after a call that did not end: the folder is back, or new, and nothing is left beside it. */
  recover(): void {
    if (this.isBeside(this.last)) {
      if (this.stat(this.folder)) {
        this.discard(this.last);
      } else {
        if (this.isBeside(this.next)) this.carry(this.next, this.last, this.foreignIn(this.next));
        this.fs.renameSync(this.last, this.folder);
      }
    }
    if (this.isBeside(this.next)) this.discard(this.next);
  }

  /** Refuses a folder that is not ours, or in which a file of ours would meet one of somebody else. */
  inspect(paths: readonly string[]): void {
    const stat = this.stat(this.folder);
    if (!stat) return;
    if (stat.isSymbolicLink())
      throw refused(this.dir, { fact: 'it is a symbolic link', act: 'Name the folder itself.' });
    if (!stat.isDirectory()) throw refused(this.dir, { fact: 'it is a file', act: 'Name a folder.' });
    if (!this.stat(join(this.folder, RECORD))) {
      if (this.fs.readdirSync(this.folder).length === 0) return;
      throw refused(this.dir, { fact: 'it is not empty, and we did not write it', act: 'Name a new or empty folder.' });
    }
    this.foreign = this.foreignIn(this.folder);
    const taken = this.foreignIn(this.folder, paths).find((entry) =>
      paths.some((path) => isSameOrBelow(path, entry) || isSameOrBelow(entry, path)),
    );
    if (taken)
      throw refused(this.dir, { path: taken, fact: 'we did not write it, and need its place', act: 'Move it away.' });
  }

  /** Writes the new folder beside the old one; its record first, so that a call after us knows what it may remove. */
  stage(files: ReadonlyMap<string, string>): void {
    makeFolders(dirname(this.folder), this.fs);
    this.fs.mkdirSync(this.next);
    this.fs.writeFileSync(join(this.next, RECORD), recordOf([...files.keys()].sort()));
    for (const folder of foldersOf(files.keys())) this.fs.mkdirSync(join(this.next, folder));
    for (const [path, text] of files) this.fs.writeFileSync(join(this.next, path), text);
  }

  swap(): void {
    if (!this.stat(join(this.folder, RECORD))) {
      this.fs.renameSync(this.next, this.folder); // absent or empty: one step
      return;
    }
    this.fs.renameSync(this.folder, this.last);
    this.carry(this.last, this.next, this.foreign);
    this.fs.renameSync(this.next, this.folder);
    this.discard(this.last);
  }

  /** Moves entries that are not ours from one folder to the same place in the other; folders on both sides merge. */
  private carry(from: string, to: string, entries: readonly string[]): void {
    for (const entry of entries) {
      if (this.stat(join(from, entry))?.isDirectory() && this.stat(join(to, entry))?.isDirectory()) {
        this.carry(join(from, entry), join(to, entry), this.fs.readdirSync(join(from, entry)));
        this.fs.rmdirSync(join(from, entry));
      } else {
        makeFolders(dirname(join(to, entry)), this.fs);
        this.fs.renameSync(join(from, entry), join(to, entry));
      }
    }
  }

  /** Removes what the record lists, and the folders that are empty then. */
  private discard(folder: string): void {
    const paths = this.recorded(folder);
    for (const path of paths) this.ignoring(['ENOENT', 'ENOTDIR'], () => this.fs.unlinkSync(join(folder, path)));
    for (const path of foldersOf(paths).reverse()) {
      this.ignoring(['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'], () => this.fs.rmdirSync(join(folder, path)));
    }
    this.ignoring(['ENOENT'], () => this.fs.unlinkSync(join(folder, RECORD)));
    this.fs.rmdirSync(folder);
  }

  /** What we wrote into a folder. One beside it may have been killed before its record was whole, or after it was removed. */
  private recorded(folder: string): readonly string[] {
    if (!this.stat(join(folder, RECORD))) return [];
    try {
      return recordedPaths(this.dir, this.fs.readFileSync(join(folder, RECORD), 'utf8'));
    } catch (error) {
      if (folder === this.next && error instanceof UsageError) return [];
      throw error;
    }
  }

  /** What others put into a folder: files, and whole folders in which we have nothing, now or with the paths that come. */
  private foreignIn(root: string, coming: readonly string[] = []): readonly string[] {
    const paths = this.recorded(root);
    const ours = new Set([...paths, RECORD]);
    const folders = new Set(foldersOf([...paths, ...coming]));
    const foreign: string[] = [];
    const visit = (folder: string) => {
      for (const entry of this.fs.readdirSync(join(root, folder), { withFileTypes: true })) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isSymbolicLink() && (ours.has(path) || folders.has(path))) {
          throw refused(this.dir, { path, fact: 'it is a symbolic link in place of what we wrote', act: 'Remove it.' });
        }
        if (entry.isDirectory() && folders.has(path)) visit(path);
        else if (!ours.has(path) || entry.isDirectory()) foreign.push(path);
      }
    };
    visit('');
    return foreign;
  }

  /** Is there a folder that a call left beside? Anything else under that name is not ours. */
  private isBeside(path: string): boolean {
    const stat = this.stat(path);
    if (!stat || stat.isDirectory()) return stat !== undefined;
    throw refused(this.dir, { path, fact: 'it is in the place of a folder that we need', act: 'Move it away.' });
  }

  private stat(path: string) {
    return this.fs.lstatSync(path, { throwIfNoEntry: false });
  }

  private ignoring(codes: readonly string[], act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!codes.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

const isSameOrBelow = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

/** All folders above the paths, each after the one that holds it. */
function foldersOf(paths: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/');
    for (let end = 1; end < parts.length; end++) folders.add(parts.slice(0, end).join('/'));
  }
  return [...folders].sort((a, b) => a.split('/').length - b.split('/').length);
}

/** A folder that cannot be written, and why. */
export const refused = (dir: string, problem: Problem) => new UsageError(`${dir}: cannot be written`, [problem]);
