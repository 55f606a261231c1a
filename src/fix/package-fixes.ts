import { familyOf, installed } from '../check/view/package-manager';
import { offsetOf } from './edit';
import { commandsOf, type Fix, type FixInput, insertAt, replaceWord, wordsAt } from './fix';

/** Names of what is needed, by the family of the distribution. */
const NAMES = {
  apt: { acl: 'acl', sss: 'libnss-sss', xterm: 'xterm' },
  rpm: { acl: 'acl', sss: 'sssd-client', xterm: 'xterm' },
} as const;

const FAMILIES: Readonly<Record<string, keyof typeof NAMES>> = {
  debian: 'apt',
  ubuntu: 'apt',
  centos: 'rpm',
  rocky: 'rpm',
  almalinux: 'rpm',
  rhel: 'rpm',
  fedora: 'rpm',
};

/** `distro-package-names`: the name that the distribution has. */
export const rightName: Fix = (input) => {
  const [, wrong, right] = /has no package (\S+); there it is ([a-z0-9.+-]+)$/.exec(input.message) ?? [];
  if (wrong === undefined || right === undefined) return [];
  return wordsAt(input, input.place)
    .filter(({ text }) => text === wrong)
    .map((word) => replaceWord(word, right));
};

/** Installs a package with the packages that the recipe installs anyway, or in a RUN of its own. */
export const install =
  (what: keyof (typeof NAMES)['apt']): Fix =>
  (input) => {
    const { distribution } = input.container;
    const family = distribution.known ? FAMILIES[distribution.value?.id ?? ''] : undefined;
    if (family === undefined) return [];
    const name = NAMES[family][what];
    const before = commandsOf(input).findLast(
      (command) => familyOf(command) === family && !command.conditional && installed(command).length > 0,
    );
    const last = before && wordsAt(input, before.place).at(-1);
    // A list that is put in when it is run may end anything.
    if (last !== undefined) return /[$`]/.test(last.text) ? [] : [insertAt(last.end, ` ${name}`)];
    return before === undefined ? ownRun(input, family, name) : [];
  };

const RUNS = {
  apt: (name: string) =>
    `apt-get update && apt-get install -y --no-install-recommends ${name} && rm -rf /var/lib/apt/lists/*`,
  rpm: (name: string) => `dnf install -y ${name} && dnf clean all`,
};

/** A RUN behind the FROM, where the base is known to start as root and nothing was installed yet. */
function ownRun(input: FixInput, family: keyof typeof NAMES, name: string) {
  const { container, file, source } = input;
  const [base] = container.bases.known ? container.bases.value : [];
  const from = container.history.findLast(({ instruction, place }) => instruction === 'FROM' && place?.file === file);
  if (container.recipe?.kind !== 'dockerfile' || !base?.reference.startsWith('docker.io/library/')) return [];
  const line = from?.place?.line;
  const end = line === undefined ? undefined : offsetOf(source, line + 1, 1);
  const start = line === undefined ? undefined : offsetOf(source, line, 1);
  if (start === undefined || end === undefined || !/^\s*FROM\s[^\\`]*$/i.test(source.slice(start, end).trimEnd()))
    return [];
  return [insertAt(end, `RUN ${RUNS[family](name)}\n`)];
}

/** `pkg-noninteractive`: the answer behind the verb. */
export const answerYes: Fix = (input) => {
  const words = wordsAt(input, input.place);
  const verb = words.find(({ text }) =>
    /^(?:install|upgrade|dist-upgrade|remove|purge|autoremove|groupinstall|update|create)$/.test(text),
  );
  return verb ? [insertAt(verb.end, ' -y')] : [];
};

/** `pip-no-cache-dir`: the option behind the verb. */
export const withoutPipCache: Fix = (input) => {
  const verb = wordsAt(input, input.place).find(({ text }) => text === 'install');
  return verb ? [insertAt(verb.end, ' --no-cache-dir')] : [];
};

/**
 * `software-versions-pinned`: the version that a list beside the recipe states (`requirements*.txt`, `constraints*.txt`),
 * where all that name the package agree. A version that nothing proves is not made up.
 */
export const pin: Fix = (input) => {
  const [, name] = /^pip installs ([A-Za-z0-9][\w.-]*) in whatever version/.exec(input.message) ?? [];
  if (name === undefined) return [];
  const plain = (text: string) => text.toLowerCase().replace(/[-_.]+/g, '-');
  const lists = input.files.filter((path) => /^\/(?:.*\/)?(?:requirements|constraints)[\w.-]*\.txt$/.test(path));
  const versions = new Set(
    lists.flatMap((path) =>
      [
        ...(input.text(path) ?? '').matchAll(
          /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?[ \t]*==[ \t]*([\w.!+-]+)[ \t]*(?:[;#].*)?\r?$/gm,
        ),
      ]
        .filter(([, found = '']) => plain(found) === plain(name))
        .map(([, , version = '']) => version),
    ),
  );
  const [version, ...others] = versions;
  const word = wordsAt(input, input.place).find(({ text }) => text === name);
  return word && version !== undefined && others.length === 0 ? [insertAt(word.end, `==${version}`)] : [];
};
