import { type Problem, UsageError } from '../errors';
import type { ManagedSecret, Manifest, Manifests, SecretSource, SecretText } from '../manifest';
import { HAND_OVER, MAKERS, NAMESPACE, PRELUDE, RELEASE, shellQuoted } from './bootstrap-script';
import { describeSupplied, FORMS, formOf } from './secret-form';
import { piecesOf, type SourceUse, sourcesOf } from './secret-sources';

/**
 * Renders the script that creates the secrets of a site in a cluster without a secret store: POSIX sh, with `kubectl` and
 * `openssl`.
 *
 * The script holds no value. It makes random ones when it runs, and only for sources that no Secret of the cluster holds
 * yet, so a second run changes nothing. A supplied value comes from the variable that {@link suppliedVariable} names, or
 * is asked for. With `--to-pulumi STACK` it creates nothing: it gives the values that the cluster has to that stack, and
 * lets go of the Secrets. With `--rotate SOURCE` one value is made anew, or taken from its variable. Values are kept in a private directory until the script ends, and are never printed or passed as
 * arguments.
 *
 * A source that stands alone in no key could not be read back, and is a {@link UsageError}.
 */
export function bootstrapSecrets({ site, manifests, secrets }: Manifests): string {
  const uses = sourcesOf(secrets);
  assertHomes(uses);
  const kinds = new Set(uses.map(({ source }) => source.kind));
  const namespaces = ownNamespaces(manifests, secrets);
  return [
    header(site, uses),
    PRELUDE,
    ...(uses.length > 0 ? [HAND_OVER] : []),
    ...(secrets.length > 0 ? [RELEASE] : []),
    ...(namespaces.length > 0 ? [NAMESPACE] : []),
    ...[...kinds].sort().map((kind) => MAKERS[kind]),
    section('One value that is made anew.', knows(uses)),
    section('Values that came with variables, and those that the cluster has.', [
      ...uses.flatMap(takes),
      ...uses.flatMap(recalls),
      ...uses.flatMap(forgets),
    ]),
    handsOver(uses, secrets),
    section('Values that nobody has yet.', uses.map(makes)),
    kinds.has('supplied') ? 'if [ -n "$missing" ]; then fail "no value for:$missing"; fi\n' : '',
    section(
      'Namespaces of the secrets.',
      namespaces.map((name) => `namespace ${shellQuoted(name)}`),
    ),
    ...secrets.map((secret) => section(`Secret ${secret.namespace}/${secret.name}`, creates(secret))),
  ].join('');
}

/** Namespaces of the secrets that the site itself declares; others exist already. */
function ownNamespaces(manifests: readonly Manifest[], secrets: readonly ManagedSecret[]): readonly string[] {
  const declared = manifests
    .filter(({ object }) => object.kind === 'Namespace')
    .map(({ object }) => object.metadata.name);
  return [...new Set(secrets.map(({ namespace }) => namespace))].filter((name) => declared.includes(name));
}

/** Variable from which the script reads a supplied value, e.g. `ASTROPLATFORM_REGISTRY_ROBOT`. */
export const suppliedVariable = (name: string) => `ASTROPLATFORM_${name.toUpperCase().replaceAll('-', '_')}`;

function assertHomes(uses: readonly SourceUse[]): void {
  const problems = uses
    .filter(({ homes }) => homes.length === 0)
    .map(({ name, source }): Problem => {
      const what = source.kind === 'rsa' ? 'the private half of ' : '';
      const fact = `${what}"${name}" stands alone in no key of a Secret, so a second run could not read it back`;
      return { path: `source "${name}"`, fact, act: 'Add a key that holds nothing else.' };
    });
  if (problems.length > 0) throw new UsageError('no bootstrap script can be made for these secrets', problems);
}

function header(site: string, uses: readonly SourceUse[]): string {
  const supplied = uses.flatMap(({ source }) => (source.kind === 'supplied' ? [source] : []));
  const variables = supplied.map((one) => `#   ${suppliedVariable(one.name)}  ${oneLine(describeSupplied(one))}`);
  return [
    '#!/bin/sh',
    '# shellcheck disable=SC2016 # texts in single quotes are meant as they are',
    `# Creates the secrets of the site "${oneLine(site)}" in the current cluster. Holds no value itself.`,
    '# Creates only what is missing: values that exist stay, and running it again changes nothing.',
    '#',
    '#   sh bootstrap-secrets.sh [--context NAME] [--to-pulumi STACK | --rotate SOURCE]',
    '#',
    '# With --to-pulumi it creates nothing: the values of the cluster become those of the stack. With --rotate one value',
    '# is made anew; whoever reads it is restarted by you, as `astroplatform secrets rotate` says.',
    ...(supplied.length > 0
      ? [
          '#',
          '# Values that a person supplies, one line each, from these variables or asked for. A variable replaces a value that exists.',
        ]
      : []),
    ...variables,
    '',
  ].join('\n');
}

const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
const section = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? '' : `\n# ${oneLine(title)}\n${lines.join('\n')}\n`;

/** A name that nobody has would be taken for done. */
const knows = (uses: readonly SourceUse[]) =>
  uses.length === 0
    ? []
    : [
        'case "$rotate" in',
        `  ${["''", ...uses.map(({ name }) => shellQuoted(name))].join(' | ')}) ;;`,
        '  *) fail "there is no value $rotate" ;;',
        'esac',
      ];

const recalls = ({ name, homes }: SourceUse) =>
  homes.map(({ namespace, secret, key }) => `recall ${[name, namespace, secret, key].map(shellQuoted).join(' ')}`);

/** A line whose password is lost checks no password any more. */
const forgets = ({ name, source }: SourceUse) =>
  source.kind === 'htpasswd' ? [`outlived ${shellQuoted(name)} ${shellQuoted(source.password.name)}`] : [];

/** Only what is there can be handed over, and all of it before the script goes on to make anything. */
function handsOver(uses: readonly SourceUse[], secrets: readonly ManagedSecret[]): string {
  const lines = [
    ...uses.map(({ name }) => `present ${shellQuoted(name)}`),
    ...uses.map(({ name }) => `hand_over ${shellQuoted(name)}`),
    ...secrets.map(({ namespace, name }) => `release ${shellQuoted(namespace)} ${shellQuoted(name)}`),
  ];
  return section('Values for a Pulumi stack.', [
    'if [ -n "$stack" ]; then',
    ...lines.map((line) => `  ${line}`),
    '  exit 0',
    'fi',
  ]);
}

/** The variable is forgotten at once: no tool that the script starts needs it. */
function takes({ name, source }: SourceUse): string[] {
  if (source.kind !== 'supplied') return [];
  const variable = suppliedVariable(name);
  return [`given ${shellQuoted(name)} "\${${variable}-}"${judgedBy(source)}`, `unset ${variable}`];
}

function makes({ name, source }: SourceUse): string {
  const quoted = shellQuoted(name);
  if (source.kind === 'generated') return `generated ${quoted} ${source.length}`;
  if (source.kind === 'rsa') return `rsa ${quoted} ${source.bits}`;
  if (source.kind === 'htpasswd')
    return `password_line ${quoted} ${shellQuoted(source.user)} ${shellQuoted(source.password.name)}`;
  const description = shellQuoted(oneLine(describeSupplied(source)));
  return `supplied ${quoted} ${suppliedVariable(name)} ${description}${judgedBy(source)}`;
}

/** Arguments by which the script judges a value that is given. */
const judgedBy = (source: Extract<SecretSource, { kind: 'supplied' }>): string => {
  const { pattern, fact, words } = FORMS[formOf(source)];
  return ` ${[pattern, fact, words].map(shellQuoted).join(' ')}`;
};

/** Writes the Secret as JSON piece by piece, and hands the file to the API server. */
function creates({ namespace, name, type, labels, keys }: ManagedSecret): string[] {
  const head = { apiVersion: 'v1', kind: 'Secret', type, metadata: { name, namespace, labels } };
  const lines: string[] = [];
  let json = `${JSON.stringify(head).slice(0, -1)},"data":{`;
  for (const [key, text] of Object.entries(keys)) {
    lines.push(`  ${prints(`${json}${JSON.stringify(key)}:"`)}`, `  ${encodes(text)}`);
    json = '",';
  }
  const end = lines.length === 0 ? `${json}}}` : '"}}';
  return [
    '{',
    ...lines,
    `  ${prints(end)}`,
    '} >"$work/.manifest"',
    `put ${shellQuoted(namespace)} ${shellQuoted(name)}`,
  ];
}

/** A command that prints the text of one key in base64. */
function encodes(text: SecretText): string {
  const pieces = piecesOf(text);
  const [first] = pieces;
  if (first === undefined) return ':';
  if (pieces.length === 1 && typeof first !== 'string') return `openssl base64 -A -in ${fileOf(first)}`;
  const commands = pieces.map((piece) => (typeof piece === 'string' ? prints(piece) : `cat ${fileOf(piece)}`));
  return `{ ${commands.join('; ')}; } | openssl base64 -A`;
}

const prints = (text: string) => `printf '%s' ${shellQuoted(text)}`;

const fileOf = (source: SecretSource) =>
  `"$work/${source.name}${source.kind === 'rsa' && source.part !== 'private' ? `.${source.part}` : ''}"`;
