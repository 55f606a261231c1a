import { sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';
import { SESSION_TYPES } from '../../src/check/session-contract';

export const defNotLaunchable = defineRule({
  id: 'def-not-launchable',
  topic: 'recipe',
  on: 'container',
  // Without a session type, nobody has said that it is to run here.
  types: SESSION_TYPES,
  severity: 'warning',
  why: 'The platform starts OCI images. It starts neither a definition nor the SIF file that is built from it, also when a registry holds that file.',
  fix: 'Keep a Dockerfile beside the definition, and push the image that it builds; astroplatform image convert writes one.',
  source: '003_88055a35715c942c.txt "OCI (eg Docker) containers are the code"; container-rules.md §1g',
  check: ({ container }) => {
    if (container.recipe?.kind !== 'apptainer') return notApplicable;
    const beside = sure(container.beside);
    return beside.some((path) => /^\/(?:Dockerfile|Containerfile)(?:\.|$)|^\/[^/]+\.Dockerfile$/.test(path))
      ? pass
      : fail([{ message: 'there is no Dockerfile beside the definition, and only an OCI image can be started' }]);
  },
});
