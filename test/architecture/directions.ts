import { COMPUTED, type Import, reachOf } from './source';

/** Source files by path in the repository. */
export type Files = Readonly<Record<string, string>>;

/**
 * Who may import what. A key is a file, or the files of a folder; the longest that fits a file holds. A file may import
 * what lies below its own key, and what stands behind it: packages and Node's modules too, so that what must be pure
 * cannot read a file, a network or Pulumi. `type:` allows types only.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/index': ['src'],
  'src/errors': [],
  'src/manifest': [],
  'src/make-folders': ['node:fs', 'node:path'],
  'src/quantity': [],
  'src/loopback': [],
  'src/session-type-label': [],
  'src/yaml': ['src/errors'],
  'src/did-you-mean': ['fastest-levenshtein'],

  'src/config': ['src/errors', 'src/did-you-mean', 'fastest-levenshtein', 'zod'],
  'src/plan': ['type:src/config', 'src/config/units', 'src/config/resolve-session-types', 'src/errors'],
  'src/simulate': ['type:src/config', 'src/config/units', 'src/did-you-mean', 'src/errors', 'src/plan'],
  'src/kube': ['src/manifest'],

  'src/constructs': [
    ...['type:src/config', 'src/config/units', 'src/config/tap-service', 'src/config/session-types'],
    ...['src/plan', 'src/manifest', 'src/kube', 'src/yaml', 'cdk8s', 'constructs'],
    'type:kubernetes-types',
  ],
  // The one judgement that a construct asks for: how strict the namespace of its pods can be.
  'src/constructs/namespaces': ['src/constructs', 'src/plan', 'src/check/pod-security', 'src/check/view', 'constructs'],
  'src/constructs/assets': ['node:fs', 'node:path'],
  'src/constructs/config-files': ['src/constructs', 'constructs', 'node:crypto'],

  'src/delivery': [
    ...['src/errors', 'src/did-you-mean', 'src/make-folders', 'src/manifest', 'src/kube', 'src/yaml'],
    ...['node:crypto', 'node:fs', 'node:path'],
  ],
  'src/delivery/pulumi': ['src/delivery', 'src/errors', 'src/manifest', 'src/kube', 'node:crypto', '@pulumi'],

  // Its provider runs in a process of its own, and asks for what it needs there.
  'src/delivery/pulumi-harbor': ['@pulumi', 'node:'],

  'src/check': [
    ...['src/errors', 'src/did-you-mean', 'src/manifest', 'src/quantity', 'src/kube', 'type:src/plan', 'yaml'],
    ...['type:src/config', 'src/config/placeholder', 'unbash'],
  ],
  'src/check/admission': [
    ...['src/check/undecided', 'src/check/view', 'src/manifest', 'src/kube', 'src/quantity', '@marcbachmann/cel-js'],
  ],
  'src/check/read': [
    'src/check/rule',
    'src/check/facts',
    'src/check/undecided',
    'src/check/view',
    'src/errors',
    'src/manifest',
    'src/kube',
    'yaml',
  ],
  'src/check/read/image': [
    'src/check/facts',
    'src/check/rule',
    'src/check/view',
    'src/errors',
    'src/loopback',
    'node:',
  ],
  'src/check/report': [
    'type:src/check/rule',
    'type:src/check/session-contract',
    'src/check/exit-code',
    'yaml',
    'type:sarif',
  ],

  // What would cure a finding; who tries it out and writes it is the caller.
  'src/fix': ['src/check/facts', 'src/check/view', 'type:src/check/rule'],

  // A rule's severity can depend on the profile; one function says which it is.
  'src/check/report/sarif': ['src/check/report', 'src/check/rule', 'type:src/check/session-contract', 'type:sarif'],

  // A running Harbor: the only part that talks to one, over the network and with secrets.
  'src/harbor': [
    ...['type:src/config', 'src/config/units', 'src/plan', 'src/errors', 'src/did-you-mean', 'src/loopback'],
    'src/session-type-label',
    ...['node:crypto', 'node:timers/promises', 'node:util'],
  ],

  // A login provider, read over the network.
  'src/login': ['src/plan', 'src/errors'],

  policies: [
    ...[
      'src/check/rule',
      'src/check/facts',
      'src/check/session-contract',
      'src/check/undecided',
      'src/check/view',
      'src/check/world',
      'src/check/admission',
      'src/check/pod-security',
    ],
    ...['src/manifest', 'src/quantity', 'src/kube', 'src/session-type-label', 'src/did-you-mean', 'type:src/plan'],
  ],
  stacks: ['astroplatform'],

  'src/cli': [
    'src',
    'schema',
    'package.json',
    'fastest-levenshtein',
    'policies',
    'commander',
    'picocolors',
    'sucrase',
    'yaml',
    'node:',
    COMPUTED,
  ],
  'stacks/index': ['src', 'stacks', 'astroplatform', 'node:', '@pulumi', COMPUTED],
  'policies/pack': ['src', 'policies', 'node:', '@pulumi'],
};

/** Files that put the parts together. Nobody imports them. */
const WIRING = /^(?:src\/index|src\/cli\/main|stacks\/index|policies\/pack)$/;

/** Within one key: who may not import whom all the same, and why. */
const NEVER: readonly (readonly [from: RegExp, to: RegExp, why: string])[] = [
  [/^(?!src\/cli\/)/, WIRING, 'it only puts parts together'],
  [/^src\/delivery\/(?!pulumi)/, /^src\/delivery\/pulumi/, 'engines do not know each other'],
  [/^src\/delivery\/pulumi/, /^src\/delivery\/(?:gitops|argocd|flux|write)/, 'engines do not know each other'],
  [
    /^src\/check\/(?!re(?:ad|port)\/)/,
    /^src\/check\/re(?:ad|port)\//,
    'readers and reporters are chosen by the caller',
  ],
  [/^stacks\/(?!index$)/, /^stacks\//, 'a site stands alone'],
  [/^stacks\/(?!index$)/, /^astroplatform\//, 'a site does not choose its engine'],
];

/** Globals that only some files may use, and why. */
const GLOBALS: readonly (readonly [name: string, where: RegExp, why: string])[] = [
  ['console', /^src\/cli\/main$/, 'everything else returns what it has to say'],
  ['process.exit', /^src\/cli\/main$/, 'everything else returns or throws'],
  [
    'process.env',
    /^src\/(?:cli\/|constructs\/manifests$)|^stacks\/index$|^policies\/pack$/,
    'the environment is no part of a site',
  ],
  ['new Date()', /^src\/cli\/|^policies\/pack$/, 'the same site gives the same files at any time'],
  ['Date.now', /^src\/cli\/|^policies\/pack$/, 'the same site gives the same files at any time'],
  ['Math.random', /^(?!)/, 'the same site gives the same files every time'],
];

/** Everything that runs against the direction of the architecture, as `file: what, and why not`. */
export function violations(files: Files): string[] {
  return Object.entries(files).flatMap(([file, text]) => {
    const path = file.replace(/\.ts$/, '');
    const { imports, names } = reachOf(path, text);
    return [
      ...imports.flatMap((one) => importViolations(path, one)),
      ...GLOBALS.filter(([name, where]) => names.has(name) && !where.test(path)).map(
        ([name, , why]) => `${file}: uses ${name}, and may not: ${why}`,
      ),
    ];
  });
}

function importViolations(path: string, { to, typeOnly }: Import): string[] {
  const key = Object.keys(MAY_IMPORT)
    .filter((one) => below(path, one))
    .sort((a, b) => b.length - a.length)[0];
  if (key === undefined) return [`${path}.ts: belongs to no part`];
  const allowed = [key, ...(MAY_IMPORT[key] ?? [])].some((entry) =>
    entry.startsWith('type:') ? typeOnly && below(to, entry.slice(5)) : below(to, entry),
  );
  const never = NEVER.filter(([from, target]) => from.test(path) && target.test(to));
  return [
    ...(allowed ? [] : [`${path}.ts: imports ${to}, and ${key} may not${typeOnly ? '' : ' (or its types only)'}`]),
    ...never.map(([, , why]) => `${path}.ts: imports ${to}, and may not: ${why}`),
  ];
}

/** Whether a path is a key, or lies below it: in its folder, or in a file whose name begins with it. */
const below = (path: string, key: string) =>
  path === key || (path.startsWith(key) && (key.endsWith(':') || /^[/-]/.test(path.slice(key.length))));
