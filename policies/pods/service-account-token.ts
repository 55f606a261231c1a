import { defineRule, notApplicable, pass } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import type { Field } from '../../src/check/view/field';
import { podOf } from '../../src/check/view/pod-spec';

/** Annotation on a pod that says why it calls the Kubernetes API. */
const CALLS_API = 'astroplatform.io/calls-api';

export const serviceAccountToken = defineRule({
  id: 'service-account-token',
  topic: 'pods',
  on: 'manifest',
  severity: 'error',
  why: 'A token that a pod does not need is a key to the API server for whoever breaks into it.',
  fix: `Set automountServiceAccountToken to false on the pod, or say why it calls the API in the annotation ${CALLS_API} of the pod (template).`,
  source: 'platform-contract.md §7.11, D18; capacity-storage-network.md §5',
  check: ({ object }) => {
    const pod = podOf(object);
    if (pod === undefined) return notApplicable;
    const why = pod.metadata.get('annotations', CALLS_API).text();
    if (why !== undefined && why.trim() !== '') return pass;
    const mounted = pod.spec.get('automountServiceAccountToken');
    return eachOf([mounted, ...tokensIn(pod.spec)], (field) => {
      if (field === mounted && field.flag() === false) return [];
      const fact =
        field === mounted
          ? 'the pod does not set automountServiceAccountToken to false'
          : 'the pod projects a token for the API server';
      return [{ message: `${fact} and does not say why it calls the API`, place: { path: field.path } }];
    });
  },
});

/** Tokens that volumes bring in; one for another audience is no key to the API server. */
const tokensIn = (spec: Field): Field[] =>
  spec
    .get('volumes')
    .items()
    .flatMap((volume) => volume.get('projected', 'sources').items())
    .map((source) => source.get('serviceAccountToken'))
    .filter((token) => token.exists && (token.get('audience').text() ?? '') === '');
