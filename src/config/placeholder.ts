import { didYouMean } from '../did-you-mean';
import type { Problem } from '../errors';

/** The three files that the session service reads for a type. */
export type TemplateKind = 'launch' | 'service' | 'ingress';

/** For each file in which the session service replaces it: `any` session type, or the only type that has it. */
interface Meaning extends Partial<Readonly<Record<TemplateKind, string>>> {
  /** Stands for lines of YAML, so it is no part of a text. */
  readonly lines?: true;
}

const everywhere: Meaning = { launch: 'any', service: 'any', ingress: 'any' };
const launch: Meaning = { launch: 'any' };
const desktopApp: Meaning = { launch: 'desktop-app' };

/** What the session service replaces, as text, when a user starts a session (platform-contract.md §2.3). */
const LAUNCH_VARIABLES = {
  'skaha.sessionid': everywhere,
  'skaha.sessionname': launch,
  'skaha.sessiontype': launch,
  'skaha.sessionexpiry': launch,
  'skaha.jobname': everywhere,
  // A Job does not know its own uid before it exists; only a desktop app is given one, that of its desktop.
  'skaha.jobuid': { ...everywhere, launch: 'desktop-app' },
  'skaha.hostname': launch,
  'skaha.sessions.hostname': { launch: 'any', ingress: 'any' },
  'skaha.userid': launch,
  'skaha.posixid': launch,
  'skaha.supgroups': launch,
  'skaha.sessionurlpath': { launch: 'carta' },
  SKAHA_USER_HOME_DIR: launch,
  SKAHA_TOP_LEVEL_DIR: launch,
  SKAHA_PROJECTS_DIR: launch,
  'software.imageid': launch,
  'software.hostname': launch,
  'software.requests.cores': launch,
  'software.requests.ram': launch,
  'software.limits.cores': launch,
  'software.limits.ram': launch,
  'software.thread.count': launch,
  'software.desktop.app.token': { launch: 'desktop' },
  'software.jobname': desktopApp,
  'software.appid': desktopApp,
  'software.containername': desktopApp,
  'software.containerparam': desktopApp,
  'software.targetip': desktopApp,
  'headless.image.bundle': { launch: 'headless', lines: true },
  'headless.priority': { launch: 'headless', lines: true },
} as const satisfies Record<string, Meaning>;

/** Replaced when a session starts. */
export type LaunchVariable = keyof typeof LAUNCH_VARIABLES;

/** Replaced when the templates are written: what a general type takes from the site, or from itself. */
export const SITE_VARIABLES = ['site.domain', 'site.tap-services', 'type.port'] as const;
export type SiteVariable = (typeof SITE_VARIABLES)[number];

/** `${name}`, or the start of one that never ends. */
const PLACEHOLDER = /\$\{([^}]*)(\}?)/g;

/** What another tool leaves behind when it did not do its work. */
const RESIDUE: readonly [RegExp, string][] = [
  [/\{\{/, '{{ is the start of a Helm or Jinja expression, which nothing here fills in'],
  [/<%/, '<% is the start of an expression that nothing here fills in'],
  [/\[object \w+\]/, '[object ...] is a JavaScript object where a text was meant'],
  [/^(?:undefined|NaN)$/, 'undefined and NaN are JavaScript values where a text was meant'],
];

type Fault = Omit<Problem, 'path'>;

/**
 * What is wrong with the placeholders of a text that a person wrote into a session type.
 *
 * @param text command word, argument, value of a variable, path
 * @param type name of the session type: some placeholders exist for one type only
 */
export function textFaults(text: string, type: string): Fault[] {
  return faults(text, (name) => {
    if ((SITE_VARIABLES as readonly string[]).includes(name)) return undefined;
    const meaning = meaningOf(name);
    if (meaning === undefined) return unknownName(name, [...Object.keys(LAUNCH_VARIABLES), ...SITE_VARIABLES]);
    if (meaning.lines) return { fact: `\${${name}} stands for lines of YAML, not for a text`, act: 'Remove it' };
    return misplaced(name, meaning, 'launch', type);
  });
}

/**
 * What is wrong with the placeholders of a whole template, as the session service will read it
 * (platform-contract.md §7 item 1).
 *
 * @param text the file
 * @param file its kind
 * @param type name of the session type that it is for
 */
export function templateFaults(text: string, file: TemplateKind, type: string): Fault[] {
  return faults(text, (name) => {
    const meaning = meaningOf(name);
    if (meaning === undefined) return unknownName(name, Object.keys(LAUNCH_VARIABLES));
    if (meaning.lines && !text.split('\n').some((line) => line.trim() === `\${${name}}`)) {
      return { fact: `\${${name}} stands for lines of YAML and is inside a line`, act: 'Give it a line of its own' };
    }
    return misplaced(name, meaning, file, type);
  });
}

function faults(text: string, judge: (name: string) => Fault | undefined): Fault[] {
  const found = RESIDUE.filter(([pattern]) => pattern.test(text)).map(
    ([, fact]): Fault => ({ fact, act: 'Remove it' }),
  );
  for (const [start, name = '', end] of text.matchAll(PLACEHOLDER)) {
    const fault = end === '' ? unended(start) : judge(name);
    if (fault) found.push(fault);
  }
  return found;
}

const meaningOf = (name: string): Meaning | undefined =>
  Object.hasOwn(LAUNCH_VARIABLES, name) ? LAUNCH_VARIABLES[name as LaunchVariable] : undefined;

const unended = (start: string): Fault => ({
  fact: `${JSON.stringify(start.slice(0, 40))} starts a placeholder that does not end`,
  act: 'Close it with }',
});

function unknownName(name: string, known: readonly string[]): Fault {
  const [word = '', ...words] = [name.slice(0, 60), ...known].map((one) => `\${${one}}`);
  return { fact: `${word} is not a placeholder`, act: didYouMean(word, words) };
}

function misplaced(name: string, meaning: Meaning, file: TemplateKind, type: string): Fault | undefined {
  const only = meaning[file];
  if (only === undefined) {
    const files = (['launch', 'service', 'ingress'] as const).filter((kind) => meaning[kind] !== undefined);
    return { fact: `\${${name}} is not filled in in ${file} files`, act: `It exists in ${files.join(' and ')} files` };
  }
  return only === 'any' || only === type
    ? undefined
    : { fact: `\${${name}} exists for ${only} sessions only`, act: 'Remove it' };
}
