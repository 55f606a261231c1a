import { type Fact, known, type Port, type Start, type Step } from '../../facts';
import { shellCommands } from '../../view/shell';
import { fields, parseJson, texts } from './document';
import { LIMITS, type Limits } from './limits';

/** What an image says about itself in its configuration. */
export interface ImageConfig {
  readonly os: string;
  readonly architecture: string;
  readonly created: Date | undefined;
  readonly user: string;
  readonly workdir: string;
  readonly env: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, string>;
  readonly entrypoint: Start | undefined;
  readonly cmd: Start | undefined;
  readonly ports: readonly Port[];
  /** Instructions for recipes that build on it, as written. */
  readonly onBuild: readonly string[];
  /** One line for each instruction; empty where no layer came of it. */
  readonly history: readonly { readonly text: string; readonly empty: boolean }[];
}

/** Reads the configuration of an image. What is absent has the value that runtimes give it. */
export function readConfig(bytes: Buffer, image: string, limits: Pick<Limits, 'lists'> = LIMITS): ImageConfig {
  const value = fields(parseJson(bytes, image, 'its configuration', limits));
  const config = fields(value.config);
  const created = typeof value.created === 'string' ? new Date(value.created) : undefined;
  return {
    os: text(value.os),
    architecture: text(value.architecture),
    created: created && !Number.isNaN(created.getTime()) ? created : undefined,
    user: text(config.User),
    workdir: text(config.WorkingDir) || '/',
    env: new Map(list(config.Env).map((entry) => pair(entry))),
    labels: new Map(Object.entries(texts(config.Labels))),
    entrypoint: startOf(config.Entrypoint),
    cmd: startOf(config.Cmd),
    ports: portsOf(Object.keys(fields(config.ExposedPorts))),
    onBuild: list(config.OnBuild),
    history: (Array.isArray(value.history) ? value.history : []).map(fields).map((one) => ({
      text: text(one.created_by),
      empty: one.empty_layer === true,
    })),
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const list = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** A variable without `=` is one that is empty. */
function pair(entry: string): readonly [string, string] {
  const at = entry.indexOf('=');
  return at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)];
}

/** The form of a recipe that a shell runs has become a call of that shell. */
function startOf(value: unknown): Start | undefined {
  const words = list(value);
  if (words.length === 0) return undefined;
  const shell = words.length === 3 && words[0] === '/bin/sh' && words[1] === '-c';
  return { arguments: shell ? words.slice(2) : words, shell };
}

/** Each port once, however many ranges name it. */
function portsOf(written: readonly string[]): readonly Port[] {
  // By protocol: at each number, how many ranges begin there, less those that ended before it.
  const steps = new Map<Port['protocol'], Int32Array>();
  for (const one of written) {
    const [, from, to = from, name = 'tcp'] = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp|sctp))?$/i.exec(one) ?? [];
    const [first, last] = [Number(from), Math.min(Number(to), HIGHEST_PORT)];
    if (from === undefined || first > last) continue;
    const protocol = name.toLowerCase() as Port['protocol'];
    const counts = steps.get(protocol) ?? new Int32Array(HIGHEST_PORT + 2);
    counts[first] = (counts[first] ?? 0) + 1;
    counts[last + 1] = (counts[last + 1] ?? 0) - 1;
    steps.set(protocol, counts);
  }
  return [...steps].flatMap(([protocol, counts]) => {
    let open = 0;
    return [...counts].flatMap((step, number) => {
      open += step;
      return open > 0 ? [{ number, protocol }] : [];
    });
  });
}

const HIGHEST_PORT = 65_535;

const CLASSIC = /^\/bin\/sh -c #\(nop\)\s+/;
const SHELL = /^\/bin\/(?:ba|da|z)?sh(?: [-\w]+)*? -\w*c /;

/** What a shell was given to run; before it, BuildKit writes the build arguments that were set. */
function scriptOf(text: string): string {
  const shell = text.startsWith('|') ? text.search(/ \/bin\/(?:ba|da|z)?sh /) + 1 : 0;
  return text.slice(shell).replace(SHELL, '');
}

/**
 * The instructions that made an image, as its builder wrote them down. Builders write what they like: good enough to
 * explain and to advise, never to prove.
 *
 * What stands before the last `CMD` that was followed by more work belongs to the base: most bases end with one.
 */
export function stepsOf({ history }: ImageConfig): readonly Step[] {
  const lines = history.map(({ text, empty }) => ({ ...instructionOf(text), empty }));
  const lastWork = lines.findLastIndex(({ empty }) => !empty);
  const base = lines.findLastIndex(({ instruction }, index) => instruction === 'CMD' && index < lastWork);
  return lines.slice(base + 1).map(({ instruction, text }) => ({
    instruction,
    text,
    ...(instruction === 'RUN' ? { commands: inferred(shellCommands(text)) } : {}),
  }));
}

/** What made each layer, first to last; empty where the history does not say. */
export function makersOf({ history }: ImageConfig): readonly string[] {
  return history
    .filter(({ empty }) => !empty)
    .map(({ text }) => instructionOf(text))
    .map(({ instruction, text }) => `${instruction} ${text}`.trim());
}

const inferred = <T>(fact: Fact<T>): Fact<T> => (fact.known ? known(fact.value, 'inferred', fact.place) : fact);

/** Reads one line of the history: of the classic builder, of BuildKit, or of anything else. */
export function instructionOf(line: string): { readonly instruction: string; readonly text: string } {
  const plain = line.replace(/ # buildkit$/, '');
  const nop = CLASSIC.test(plain);
  const written = plain.replace(CLASSIC, '');
  const word = /^([A-Z]+)(?:\s+|$)/.exec(written);
  if (word && INSTRUCTIONS.has(word[1] ?? '')) {
    const rest = written.slice(word[0].length);
    return { instruction: word[1] ?? '', text: word[1] === 'RUN' ? scriptOf(rest) : rest };
  }
  return nop ? { instruction: 'ADD', text: written } : { instruction: 'RUN', text: scriptOf(plain) };
}

const INSTRUCTIONS = new Set([
  ...['ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'HEALTHCHECK', 'LABEL', 'MAINTAINER', 'ONBUILD'],
  ...['RUN', 'SHELL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'],
]);
