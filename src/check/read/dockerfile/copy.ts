import { type Container, type Fact, known, notKnown, type Owner } from '../../facts';
import type { Place } from '../../rule';
import { join, nameOf, normal } from '../../view/path';
import { copyOut } from '../recipe/copy-out';
import { changeMode } from '../recipe/mode';
import { type ContextEntry, contentOf, sourcesOf } from './context';
import type { Instruction } from './instruction';
import type { StageRun } from './stage-run';
import { words } from './words';

/** More files than this are not looked at one by one. */
const MOST = 5000;

/** Carries out a COPY or an ADD. */
export function applyCopy(run: StageRun, instruction: Instruction): void {
  const { state } = run;
  const place = run.place(instruction);
  const documents = instruction.hereDocuments;
  const written = instruction.list ?? words(instruction.text, run.escaper).map(({ text }) => text);
  const expanded = written.map((word) => run.expand(word));
  const last = expanded.at(-1);
  if (last === undefined || !last.known || expanded.length < 2) {
    return state.lose(
      `line ${instruction.line}: ${last?.known === false ? last.reason : 'what is copied where is not said'}`,
    );
  }
  const target = join(state.folder(), last.value);
  const isFolder = last.value.endsWith('/') || last.value === '.' || expanded.length > 2 || state.tree.isFolder(target);
  const copy: Copy = { run, place, isFolder, target, mode: modeOf(instruction), owner: ownerOf(instruction) };
  let document = 0;
  for (const [index, source] of expanded.slice(0, -1).entries()) {
    const here = written[index]?.startsWith('<<') ? documents[document++] : undefined;
    const from = instruction.flags.find((flag) => flag.name === 'from');
    if (here) {
      const text = here.expand ? run.expandText(here.text) : known(here.text);
      put(copy, isFolder ? join(target, here.name) : target, text, known(0o644));
    } else if (!source.known) state.tree.close(target, `line ${instruction.line}: ${source.reason}`);
    else if (/^(https?|git|ssh):|^git@|\.git(#.*)?$/.test(source.value) && instruction.name === 'ADD') {
      if (source.value.startsWith('http') && !/\.git(#|$)/.test(source.value)) {
        const name = nameOf(source.value.replace(/[?#].*$/, ''));
        put(copy, isFolder ? join(target, name) : target, notKnown('it is fetched from elsewhere'), known(0o600));
      } else state.tree.close(target, `line ${instruction.line}: a repository is fetched there`);
    } else if (from) fromImage(copy, run.expand(from.value), source.value);
    else fromContext(copy, instruction, source.value);
  }
}

interface Copy {
  readonly run: StageRun;
  readonly place: Place;
  readonly isFolder: boolean;
  readonly target: string;
  /** What `--chmod` says. */
  readonly mode: Fact<number> | undefined;
  readonly owner: Fact<Owner>;
}

function put(
  { run, place, mode, owner }: Copy,
  path: string,
  text: Fact<string>,
  own: Fact<number>,
  size?: number,
): void {
  run.state.write(path, text, {
    mode: mode ?? own,
    owner,
    place,
    ...(size === undefined ? {} : { size: known(size) }),
  });
}

function fromContext(copy: Copy, instruction: Instruction, source: string): void {
  const { run, target, isFolder } = copy;
  const entries = run.build.input.context?.entries ?? notKnown('the folder of the recipe was not read');
  const archive = instruction.name === 'ADD' && /\.(tar|tgz|tar\.\w+|tbz2?|txz)$/.test(source);
  if (archive) return run.state.tree.close(target, `line ${instruction.line}: an archive is unpacked there`);
  if (!entries.known || instruction.flags.some(({ name }) => name === 'parents' || name === 'exclude'))
    return unseen(copy, source, entries.known ? 'what is copied is not known' : entries.reason);
  const found = normal(source) === '/' ? [] : sourcesOf(entries.value, source);
  const folders =
    normal(source) === '/' ? ['/'] : found.filter(({ kind }) => kind === 'folder').map(({ path }) => path);
  for (const entry of found)
    if (entry.kind === 'file') file(copy, entry, isFolder ? join(target, nameOf(entry.path)) : target);
  for (const folder of folders) {
    const content = contentOf(entries.value, folder);
    if (content.length > MOST) run.state.tree.close(target, `${folder} has more than ${MOST} files`);
    else
      for (const { entry, inside } of content) if (entry.kind === 'file') file(copy, entry, join(target, `.${inside}`));
  }
  if (found.length === 0 && folders.length === 0)
    unseen(copy, source, `line ${instruction.line}: there is no ${source} beside the recipe`);
}

/** Copies something that we do not see. Where it goes is known, and what it holds is not. */
function unseen(copy: Copy, source: string, reason: string): void {
  const { run, target, isFolder } = copy;
  // A plain file name in a folder is a file, or a folder of which we do not know the content.
  const path = isFolder ? join(target, nameOf(normal(source))) : target;
  if (/[*?[]/.test(source) || nameOf(normal(source)) === '') return run.state.tree.close(target, reason);
  put(copy, path, notKnown(reason), notKnown(reason));
  run.state.tree.close(isFolder ? target : path, reason);
}

const file = (copy: Copy, entry: ContextEntry, path: string): void =>
  put(copy, path, entry.text(), known(entry.mode), entry.size);

/** Copies out of an earlier stage or another image. */
function fromImage({ run, target, isFolder, mode, owner, place }: Copy, from: Fact<string>, source: string): void {
  if (!from.known) return run.state.tree.close(target, from.reason);
  const image: Container = run.build.from(from.value, run.index);
  copyOut(run.state, { image, name: from.value, source, target, isFolder, mode, owner, place });
}

function modeOf({ flags }: Instruction): Fact<number> | undefined {
  const flag = flags.find(({ name }) => name === 'chmod');
  if (flag === undefined) return undefined;
  const mode = changeMode(flag.value, undefined, false);
  return mode === undefined ? notKnown(`what --chmod=${flag.value} makes of it is not known`) : known(mode);
}

function ownerOf({ flags }: Instruction): Fact<Owner> {
  const flag = flags.find(({ name }) => name === 'chown');
  if (flag === undefined) return known({ uid: 0, gid: 0 });
  const [, uid, gid = uid] = /^(\d+)(?::(\d+))?$/.exec(flag.value) ?? [];
  return uid === undefined
    ? notKnown(`the number of ${flag.value} is not known`)
    : known({ uid: Number(uid), gid: Number(gid) });
}
