import { defineRule, fail, pass } from '../../src/check/rule';
import { anyOf } from '../../src/check/view/either';

export const sssdClientInstalled = defineRule({
  id: 'sssd-client-installed',
  topic: 'users',
  on: 'container',
  severity: { documented: 'error', current: 'warning' },
  why: 'The library that asks the directory for names is in the package of the sssd client.',
  fix: 'Install libnss-sss (Debian, Ubuntu) or sssd-client (Rocky, Fedora).',
  source: '001_866ce0400a9f33b4.txt; container-rules.md §1b, §2 C3 C4',
  check: ({ container }) => {
    const packages = ['libnss-sss', 'sssd-client', 'sssd'].map((name) => container.package(name));
    // What counts is the library, whoever brought it.
    const found =
      packages.find((fact) => fact.known && fact.value) ??
      anyOf([...LIBRARIES.map((path) => container.file(path)), ...packages]);
    return found
      ? pass
      : fail([{ message: 'no package with the library of the sssd client is installed', strength: 'inferred' }]);
  },
});

const LIBRARIES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/lib/x86_64-linux-gnu', '/lib64'].map(
  (folder) => `${folder}/libnss_sss.so.2`,
);
