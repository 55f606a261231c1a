import { isUtf8 } from 'node:buffer';
import {
  type Base,
  type Container,
  type Distribution,
  type Fact,
  type FileEntry,
  known,
  notKnown,
  type Package,
  type Platform,
  type Stated,
  type Step,
} from '../../facts';
import type { Place } from '../../rule';
import { type ImageConfig, instructionOf, makersOf, stepsOf } from './config';
import type { Manifest } from './document';
import { type Found, type LayerStack, NotRead } from './layer-stack';
import { findLibrary } from './libraries';
import { bytes, type Limits } from './limits';
import { BINARY, JOURNALS, LISTS, PIECES, readPiece } from './package-database';
import { contentLimit } from './read-layer';
import type { Requests } from './requests';
import { Unreadable } from './unreadable';

/** PATH of a container whose image sets none: what runtimes put in. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const BASE = 'org.opencontainers.image.base.name';

/** What an image shows, as rules ask for it. What depends on layers that are not read yet is noted as a request. */
export class ImageContainer implements Container {
  readonly created: Fact<Date | undefined>;
  readonly platform: Fact<Platform>;
  readonly user: Fact<string>;
  readonly workdir: Fact<string>;
  readonly entrypoint: Container['entrypoint'];
  readonly cmd: Container['cmd'];
  readonly ports: Container['ports'];
  readonly bases: Fact<readonly Base[]>;
  readonly history: readonly Step[];
  readonly onBuild: Fact<readonly Step[]>;
  readonly beside: Fact<readonly string[]> = known([]);
  readonly variables: readonly Stated[];
  readonly labels: readonly Stated[];
  private readonly makers: readonly string[];
  #packages: { readonly text: string; readonly list: ReadonlyMap<string, Package> } | undefined;

  constructor(
    private readonly config: ImageConfig,
    private readonly manifest: Manifest,
    private readonly stack: LayerStack,
    private readonly requests: Requests,
    private readonly limits: Limits,
  ) {
    const { os, architecture } = config;
    this.platform = os && architecture ? known({ os, architecture }) : notKnown('its configuration names no platform');
    this.created = known(config.created);
    this.user = known(config.user);
    this.workdir = known(config.workdir);
    this.entrypoint = known(config.entrypoint);
    this.cmd = known(config.cmd);
    this.ports = known(config.ports);
    this.history = stepsOf(config);
    this.onBuild = known(config.onBuild.map(instructionOf));
    const makers = makersOf(config);
    // Layers that were put on by other tools have no line; which line is whose is then not sure.
    this.makers = makers.length === manifest.layers.length ? makers : [];
    this.variables = stated(config.env);
    this.labels = stated(config.labels);
    const base = manifest.annotations[BASE] ?? config.labels.get(BASE);
    this.bases = base
      ? known([{ reference: base, written: base }], 'inferred')
      : notKnown('an image does not say what it is built on');
  }

  env = (name: string): Fact<string | undefined> => known(this.config.env.get(name));

  label = (name: string): Fact<string | undefined> => known(this.config.labels.get(name));

  get distribution(): Fact<Distribution | undefined> {
    const usual = this.text('/etc/os-release');
    const release = usual.known && usual.value === undefined ? this.text('/usr/lib/os-release') : usual;
    if (!release.known) return release;
    const field = (name: string) =>
      new RegExp(`^${name}=(["']?)(.*?)\\1\\s*$`, 'm').exec(release.value ?? '')?.[2] || undefined;
    const [id, version] = [field('ID'), field('VERSION_ID')];
    const value = id === undefined ? undefined : { id, ...(version === undefined ? {} : { version }) };
    return known(value, release.strength, release.place);
  }

  file(path: string): Fact<FileEntry | undefined> {
    return this.#ask('some layers', () => {
      const found = this.stack.resolve(path);
      return found ? known(this.#entry(found), 'proved', this.#place(found)) : known(undefined);
    });
  }

  text(path: string): Fact<string | undefined> {
    this.requests.texts.add(path);
    return this.#ask('some layers', () => {
      const found = this.stack.resolve(path);
      if (found?.node.attributes?.kind !== 'file') return known(undefined);
      const { content, size, first } = found.node;
      const real = `/${first ?? found.source.join('/')}`;
      if (content) {
        if (!isUtf8(content)) return notKnown(`${path} is not UTF-8 text`);
        return known(content.toString('utf8'), 'proved', this.#place(found));
      }
      const limit = contentLimit(real, this.limits);
      if (size > limit) return notKnown(`${path} is longer than ${bytes(limit)}`);
      if (!this.requests.wantText(found.layer, real)) {
        return notKnown(
          `${path} cannot be kept: it has holes, or all texts together exceed ${bytes(this.limits.contents)}`,
        );
      }
      throw new NotRead(`the text of ${path} is not read`);
    });
  }

  below(path: string, wanted: (entry: FileEntry) => boolean = () => true): Fact<readonly FileEntry[]> {
    // Any layer may make the folder, or add to it.
    return this.#ask('all layers', () => {
      const folder = this.stack.resolve(path);
      if (!folder?.node.children) return known([]);
      const entries: FileEntry[] = [];
      const open = [folder];
      for (let here = open.pop(); here; here = open.pop()) {
        for (const name of this.stack.names(here.parts)) {
          const found = this.stack.at([...here.parts, name]);
          if (!found) continue;
          const entry = this.#entry(found);
          if (wanted(entry)) entries.push(entry);
          if (found.node.children) open.push(found);
          if (entries.length > this.limits.listing) {
            throw new Unreadable(`${path} holds more than ${this.limits.listing} entries`);
          }
        }
      }
      return known(entries);
    });
  }

  command(name: string): Fact<FileEntry | undefined> {
    return this.#ask('some layers', () => {
      for (const folder of this.#searched()) {
        const found = this.stack.resolve(`${folder}/${name}`);
        const { kind, mode = 0 } = found?.node.attributes ?? {};
        if (found && kind === 'file' && (mode & 0o111) !== 0) {
          return known(this.#entry(found), 'proved', this.#place(found));
        }
      }
      return known(undefined);
    });
  }

  /** Folders of its PATH. */
  #searched(): readonly string[] {
    const folders = (this.config.env.get('PATH') ?? PATH).split(':');
    if (folders.length > this.limits.searched) {
      throw new Unreadable(`its PATH has more than ${this.limits.searched} folders`);
    }
    // An empty part is the folder that a shell happens to be in: nobody knows which.
    return folders.filter((folder) => folder.startsWith('/'));
  }

  library(name: string): Fact<Package | undefined> {
    return this.#ask('some layers', () => {
      const found = findLibrary(this.stack, this.#searched(), name);
      if (found === undefined) return known(undefined);
      const place = this.#place(found.at);
      return known({ ...found.package, place }, 'proved', place);
    });
  }

  package(name: string): Fact<Package | undefined> {
    for (const { path, read } of LISTS) {
      const text = this.text(path);
      if (!text.known) return text;
      if (text.value === undefined) continue;
      if (this.#packages?.text !== text.value) this.#packages = { text: text.value, list: read(text.value) };
      const found = this.#packages.list.get(name);
      return known(found && { ...found, ...(text.place ? { place: text.place } : {}) }, text.strength, text.place);
    }
    for (const path of BINARY) {
      const file = this.file(path);
      if (!file.known) return file;
      if (file.value) return this.#fromDatabase(path, name);
    }
    return this.#fromPieces(name);
  }

  #fromDatabase(path: string, name: string): Fact<Package | undefined> {
    for (const suffix of JOURNALS) {
      const journal = this.file(path + suffix);
      if (!journal.known) return journal;
      if (journal.value && (!journal.value.size.known || journal.value.size.value > 0)) {
        return notKnown(`${path} was not closed: changes in ${path}${suffix} are missing in it`);
      }
    }
    return this.#ask('some layers', () => {
      const found = this.stack.resolve(path) as Found;
      const { packages, size, chunks } = found.node;
      if (typeof packages === 'string') return notKnown(`${path} cannot be read: ${packages}`);
      if (packages === undefined) {
        if (chunks && this.requests.wantText(found.layer, `/${found.source.join('/')}`)) {
          throw new NotRead(`${path} is not read`);
        }
        const limit = this.limits.packageDatabase;
        return notKnown(size > limit ? `${path} is longer than ${bytes(limit)}` : `${path} is not kept as one file`);
      }
      const one = packages.find((candidate) => candidate.name === name);
      const place = this.#place(found);
      return known(one && { ...one, place }, 'proved', place);
    });
  }

  #fromPieces(name: string): Fact<Package | undefined> {
    const pieces = this.below(PIECES);
    if (!pieces.known) return pieces;
    for (const { path, kind } of pieces.value) {
      if (kind !== 'file' || path.endsWith('.md5sums')) continue;
      const text = this.text(path);
      if (!text.known) return text;
      const found = readPiece(text.value ?? '').get(name);
      if (found) return known({ ...found, ...(text.place ? { place: text.place } : {}) }, text.strength, text.place);
    }
    return known(undefined);
  }

  #ask<T>(needs: 'some layers' | 'all layers', answer: () => Fact<T>): Fact<T> {
    try {
      const fact = answer();
      return fact.known && this.stack.promised ? { ...fact, strength: 'inferred' } : fact;
    } catch (error) {
      if (error instanceof NotRead) {
        this.requests.open = true;
        this.requests.all ||= needs === 'all layers';
      } else if (!(error instanceof Unreadable)) throw error;
      return notKnown(error.message);
    }
  }

  #entry(found: Found): FileEntry {
    const { attributes, size, target, children } = found.node;
    const kind = children ? 'folder' : attributes?.kind === 'hard' ? 'file' : (attributes?.kind ?? 'folder');
    const where = this.#place(found);
    const strength = this.stack.promised ? 'inferred' : 'proved';
    const bare = () => {
      this.requests.open = true;
      return notKnown('the layer that made this folder is not read');
    };
    // A folder that no layer names is made by the runtime, as root's.
    const fact = <T>(value: T | undefined, made: T): Fact<T> =>
      value === undefined ? known(made, 'inferred') : known(value, strength, where);
    return {
      path: pathOf(found),
      kind,
      get mode() {
        return found.bare ? bare() : fact(attributes?.mode, 0o755);
      },
      get owner() {
        return found.bare
          ? bare()
          : fact(attributes && { uid: attributes.uid, gid: attributes.gid }, { uid: 0, gid: 0 });
      },
      size: known(size, strength, where),
      ...(target === undefined || kind === 'file' ? {} : { target }),
      place: where,
    };
  }

  #place(found: Found): Place {
    const layer = this.manifest.layers[found.layer]?.digest;
    const instruction = this.makers[found.layer];
    return { ...(layer === undefined ? {} : { layer }), ...(instruction ? { instruction } : {}), file: pathOf(found) };
  }
}

const pathOf = ({ parts }: Found): string => `/${parts.join('/')}`;

const stated = (values: ReadonlyMap<string, string>): readonly Stated[] =>
  [...values].map(([name, value]) => ({ name, value: known(value) }));
