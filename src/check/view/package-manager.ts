import type { ShellCommand } from '../facts';
import { hasOption, operands } from './ran';

/** The family of a package manager: its index, its package names, its cache. */
export type Family = 'apt' | 'rpm' | 'apk' | 'zypper';

const FAMILIES: Readonly<Record<string, Family>> = {
  apt: 'apt',
  'apt-get': 'apt',
  aptitude: 'apt',
  yum: 'rpm',
  dnf: 'rpm',
  microdnf: 'rpm',
  apk: 'apk',
  zypper: 'zypper',
};

/** The family of the package manager that a command is; undefined when it is none. */
export const familyOf = ({ name = '' }: ShellCommand): Family | undefined =>
  Object.hasOwn(FAMILIES, name) ? FAMILIES[name] : undefined;

const INSTALL = /^(install|localinstall|add|in|groupinstall)$/;

/** The packages of the distribution that a command installs, undefined among them for what is not known; none: it installs nothing. */
export function installed(command: ShellCommand): readonly (string | undefined)[] {
  if (familyOf(command) === undefined) return [];
  const [verb, ...packages] = operands(command);
  return verb !== undefined && INSTALL.test(verb) ? packages : [];
}

/** What a command of pip installs: requirements as written, undefined for what is not known. */
export function pipInstalled(command: ShellCommand): readonly (string | undefined)[] | undefined {
  const { name = '', arguments: words } = command;
  const module = /^python[\d.]*$/.test(name) && words[0] === '-m' && words[1] === 'pip';
  const uv = name === 'uv' && words[0] === 'pip';
  if (!module && !uv && !/^pip[\d.]*$/.test(name)) return undefined;
  const rest = words.slice(module ? 2 : uv ? 1 : 0);
  const verb = rest.findIndex((word) => word === undefined || !word.startsWith('-'));
  if (rest[verb] !== 'install') return undefined;
  const found: (string | undefined)[] = [];
  for (let index = verb + 1; index < rest.length; index += 1) {
    const word = rest[index];
    if (word !== undefined && VALUED.has(word)) index += 1;
    else if (word === undefined || !word.startsWith('-')) found.push(word);
  }
  return found;
}

const VALUED = new Set(
  '-r --requirement -c --constraint -e --editable -i --index-url --extra-index-url -f --find-links -t --target --prefix --root --platform --python-version --trusted-host --timeout --retries --proxy --cache-dir'.split(
    ' ',
  ),
);

/** Whether a command asks nothing while it installs. */
export const answersYes = (command: ShellCommand): boolean =>
  hasOption(command, '-y', '--yes', '--assume-yes', '--assumeyes', '--non-interactive', '--noninteractive') ||
  hasOption(command, '-qq') ||
  command.pipedFrom === 'yes';
