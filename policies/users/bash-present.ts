import { defineRule, fail, pass } from '../../src/check/rule';
import { anyOf } from '../../src/check/view/either';
import { REPLACES_START } from '../../src/check/view/session-start';

export const bashPresent = defineRule({
  id: 'bash-present',
  topic: 'users',
  on: 'container',
  types: REPLACES_START,
  severity: { documented: 'warning', current: 'error' },
  why: 'The scripts that start these sessions are bash scripts.',
  fix: 'Install the package bash.',
  source: 'container-rules.md §1b (launch scripts)',
  check: ({ container, types }) => {
    const asked = types.filter((type) => REPLACES_START.includes(type));
    const found = anyOf([container.command('bash'), container.file('/bin/bash')]);
    return found ? pass : fail([{ message: `there is no bash, and ${asked.join(', ')} sessions are started with it` }]);
  },
});
