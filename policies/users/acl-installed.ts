import { defineRule, fail, pass } from '../../src/check/rule';
import { anyOf } from '../../src/check/view/either';

export const aclInstalled = defineRule({
  id: 'acl-installed',
  topic: 'users',
  on: 'container',
  severity: { documented: 'error', current: 'warning' },
  why: 'Access to shared folders is read and changed with setfacl and getfacl.',
  fix: 'Install the package acl.',
  source: '001_866ce0400a9f33b4.txt; container-rules.md §1b',
  check: ({ container }) => {
    const found = anyOf([container.package('acl'), container.command('setfacl')]);
    return found ? pass : fail([{ message: 'the package acl is not installed', strength: 'inferred' }]);
  },
});
