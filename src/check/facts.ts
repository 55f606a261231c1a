import type { Place, Strength } from './rule';
import { Undecided } from './undecided';

/**
 * What is known about one thing in a container: a value with its strength and place, or why it is not known. That
 * something is absent is a value too (`undefined`): it is known not to be there.
 */
export type Fact<T> = Known<T> | NotKnown;

/** A value that is known, and how. */
export interface Known<T> {
  readonly known: true;
  readonly value: T;
  readonly strength: Strength;
  /** Line of a recipe, or layer and file of an image. Absent where nothing says it: a default, an absence. */
  readonly place?: Place;
}

/** What could not be found out. */
export interface NotKnown {
  readonly known: false;
  /** A clause: `the base quay.io/x/y is not among the known bases`. */
  readonly reason: string;
}

/** A fact that is known. */
export const known = <T>(value: T, strength: Strength = 'proved', place?: Place): Known<T> => ({
  known: true,
  value,
  strength,
  ...(place ? { place } : {}),
});

/** A fact that is not known. */
export const notKnown = (reason: string): NotKnown => ({ known: false, reason });

/**
 * The value of a fact.
 *
 * @throws {Undecided} when it is not known: the rule that asked answers "unknown"
 */
export function sure<T>(fact: Fact<T>): T {
  if (!fact.known) throw new Undecided(fact.reason);
  return fact.value;
}

/**
 * What a container is made of, whatever it was read from. A recipe concludes it from instructions and from its known
 * base; an image shows it. Rules read this and nothing else, so one rule judges both.
 *
 * Facts are asked for by name and answered at once. A reader that fetches (an image in a registry) may answer "not
 * known" at first, note what was asked for, read on, and have the rules asked again; so a rule asks for all that it
 * needs, always in the same way, and keeps nothing between two askings.
 *
 * Paths are absolute, `/` between parts, links on the way resolved inside the container.
 */
export interface Container {
  readonly platform: Fact<Platform>;
  readonly distribution: Fact<Distribution | undefined>;
  /** User that it starts as, as written: `1000`, `jovyan:users`. Empty is root. */
  readonly user: Fact<string>;
  readonly workdir: Fact<string>;
  readonly entrypoint: Fact<Start | undefined>;
  readonly cmd: Fact<Start | undefined>;
  readonly ports: Fact<readonly Port[]>;
  /** When it was built; a recipe does not know. */
  readonly created: Fact<Date | undefined>;
  /** What it is built on, nearest first. Empty for `FROM scratch`. */
  readonly bases: Fact<readonly Base[]>;
  /** What was done to make it, first to last; what its bases did is not in it. */
  readonly history: readonly Step[];
  /** What it keeps for recipes that build on it, and does nothing with itself (`ONBUILD`). */
  readonly onBuild: Fact<readonly Step[]>;
  /** Scripts, data and settings that lie beside the recipe; none for an image. */
  readonly beside: Fact<readonly string[]>;
  /** The recipe that it was read from; absent for an image. */
  readonly recipe?: Recipe;
  /** A variable of its environment; undefined when it is not set. */
  env(name: string): Fact<string | undefined>;
  /** Variables that it sets itself, by name; those of the base are in it only where they are known. */
  readonly variables: readonly Stated[];
  label(name: string): Fact<string | undefined>;
  /** Labels that it sets itself. */
  readonly labels: readonly Stated[];
  /** What is at a path; undefined when nothing is. A link is followed, and answers with what it leads to. */
  file(path: string): Fact<FileEntry | undefined>;
  /** Text of a file (UTF-8), undefined when there is none. */
  text(path: string): Fact<string | undefined>;
  /** Everything below a folder that is wanted (all by default), the folder left out. */
  below(path: string, wanted?: (entry: FileEntry) => boolean): Fact<readonly FileEntry[]>;
  /** An executable by its name on PATH; undefined when there is none. */
  command(name: string): Fact<FileEntry | undefined>;
  /** An installed package of the distribution, by its name; undefined when it is not installed. */
  package(name: string): Fact<Package | undefined>;
  /**
   * A package that pip or conda installed where the programs on PATH find it, by its name; undefined when it is not
   * installed. `JupyterLab`, `jupyter_lab` and `jupyter-lab` are one name.
   */
  library(name: string): Fact<Package | undefined>;
}

/** What a container was concluded from. */
export interface Recipe {
  readonly kind: 'dockerfile' | 'apptainer';
  /** The stage that is shipped, where a recipe has several. */
  readonly stage?: ShippedStage;
  /** Text of the README beside the recipe; undefined when there is none. */
  readonly readme: Fact<string | undefined>;
}

/** Which of the stages of a recipe was taken for the container. */
export interface ShippedStage {
  readonly name?: string;
  /** Number of stages in the recipe. */
  readonly of: number;
  /** Whether somebody said which; otherwise a builder takes the last one. */
  readonly asked: boolean;
  readonly place: Place;
}

/** `linux`, `amd64`. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
}

/** From os-release. */
export interface Distribution {
  /** `debian`, `ubuntu`, `rocky`, `alpine` ... */
  readonly id: string;
  /** `12`, `24.04`; absent for a rolling one. */
  readonly version?: string;
}

/** An entrypoint or a command. */
export interface Start {
  readonly arguments: readonly string[];
  /** Written as a text that `/bin/sh -c` runs, not as a list. */
  readonly shell: boolean;
}

/** A port that it says it listens on. */
export interface Port {
  readonly number: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly place?: Place;
}

/** One image below. */
export interface Base {
  /** As a runtime would read it, in full: `docker.io/library/ubuntu:24.04`. */
  readonly reference: string;
  /** As it was written, variables put in. */
  readonly written: string;
  readonly place?: Place;
}

/** A name and a value that the container sets itself. */
export interface Stated {
  readonly name: string;
  /** Not known where a variable in it is not. */
  readonly value: Fact<string>;
  readonly place?: Place;
}

/** Something in the file system. */
export interface FileEntry {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Permission bits, `0o755`. */
  readonly mode: Fact<number>;
  readonly owner: Fact<Owner>;
  /** Bytes. */
  readonly size: Fact<number>;
  /** Where a link leads to, as written. */
  readonly target?: string;
  readonly place?: Place;
}

/** Numbers, as a file system has them. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** An installed package of a distribution, of pip or of conda. */
export interface Package {
  readonly name: string;
  readonly version?: string;
  readonly place?: Place;
}

/** One thing that was done: an instruction, a section, a line of an image's history. */
export interface Step {
  /** In capitals: `RUN`, `COPY`, `ENV` ...; a definition's `%post` is a `RUN`. */
  readonly instruction: string;
  /** All of it, as written, without the instruction's name; breaks and comments of the recipe taken out. */
  readonly text: string;
  readonly place?: Place;
  /** The simple commands that it runs, in order; undefined for what runs none. */
  readonly commands?: Fact<readonly ShellCommand[]>;
}

/** A simple command of a shell script. */
export interface ShellCommand {
  /** Base name of what is run; undefined where that is a variable or made by another command. */
  readonly name: string | undefined;
  /** What is run, as it was written: `/opt/venv/bin/pip`. */
  readonly path: string | undefined;
  /** Its arguments; undefined for one that is not known before it runs. */
  readonly arguments: readonly (string | undefined)[];
  /** All of it as written. */
  readonly text: string;
  /** Variables set for it alone (`A=1 cmd`). */
  readonly environment: readonly { readonly name: string; readonly value: string | undefined }[];
  /** Files that its output goes to; undefined for one that is not known before it runs. */
  readonly writes: readonly { readonly path: string | undefined; readonly append: boolean }[];
  /** Text of a here-document or here-string that it reads. */
  readonly input?: string;
  /** Name of the command whose output it reads through a pipe. */
  readonly pipedFrom?: string;
  /** May not run at all: after `||`, in a branch, a loop or a function. */
  readonly conditional: boolean;
  /** Runs in the background. */
  readonly background: boolean;
  /** The shell below that of the script that runs it: `( ... )`, `sh -c '...'`; its folder and variables end with it. */
  readonly subshell?: Subshell;
  readonly place?: Place;
}

/** A shell that another one starts. */
export interface Subshell {
  readonly outer?: Subshell;
  /** Which shell it is, where it is another one than the outer: `bash`. */
  readonly program?: string;
}
