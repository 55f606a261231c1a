import { defineRule } from '../../src/check/rule';
import { at, eachRan, operands } from '../../src/check/view/ran';

export const noBuildTimeMountAccess = defineRule({
  id: 'no-build-time-mount-access',
  topic: 'filesystem',
  on: 'container',
  severity: { documented: 'warning', current: 'error' },
  why: 'Storage is not mounted while an image is built.',
  fix: 'Do it when the session starts.',
  source: 'container-rules.md §1c (chmod g+s /arc/projects)',
  check: ({ container, contract }) =>
    eachRan(container, (one, all) => {
      if (
        !['chmod', 'chown', 'chgrp', 'setfacl', 'cp', 'mv', 'ls', 'cat', 'source', '.'].includes(one.command.name ?? '')
      )
        return [];
      return operands(one.command).flatMap((word) => {
        const mount = contract.mounts.find((folder) => word === folder || word?.startsWith(`${folder}/`));
        if (mount === undefined) return [];
        const made = all.some(
          ({ command }) => command.name === 'mkdir' && operands(command).some((path) => path?.startsWith(word ?? '\0')),
        );
        return made ? [] : [at(one, `${word} is not there when the image is built`)];
      });
    }),
});
