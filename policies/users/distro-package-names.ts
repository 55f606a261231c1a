import { defineRule } from '../../src/check/rule';
import { familyOf, installed } from '../../src/check/view/package-manager';
import { at, eachRan } from '../../src/check/view/ran';

export const distroPackageNames = defineRule({
  id: 'distro-package-names',
  topic: 'users',
  on: 'container',
  severity: { documented: 'warning', current: 'error' },
  why: 'A package that a distribution does not have stops the build.',
  fix: 'Name the package as the distribution does: libnss-sss for apt, sssd-client for yum and dnf.',
  source: 'container-rules.md §1b, §2 C4',
  check: ({ container }) =>
    eachRan(container, (one) => {
      const wrong = FOREIGN[familyOf(one.command) ?? ''] ?? {};
      return installed(one.command).flatMap((name) => {
        const right = name !== undefined && Object.hasOwn(wrong, name) ? wrong[name] : undefined;
        return right === undefined ? [] : [at(one, `${one.command.name} has no package ${name}; there it is ${right}`)];
      });
    }),
});

/** Names of other families, by the family that does not have them. */
const FOREIGN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  apt: { 'sssd-client': 'libnss-sss', 'epel-release': 'no package', 'gcc-c++': 'g++', 'python3-devel': 'python3-dev' },
  rpm: {
    'libnss-sss': 'sssd-client',
    'build-essential': 'the group "Development Tools"',
    'python3-dev': 'python3-devel',
  },
};
