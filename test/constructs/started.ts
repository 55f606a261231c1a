import type { PodSpec } from 'kubernetes-types/core/v1';
import { worldOf } from '../../src/check/world/world';
import type { KubeObject, Manifest } from '../../src/manifest';
import { NOTHING } from '../policies/provides';

type Change = (pod: PodSpec) => void;

/** The Job and the Pod of a lawful notebook session of a platform, under another name and with another pod. */
export function notebook(manifests: readonly Manifest[]) {
  const { sessions } = worldOf({ manifests, secrets: [], provides: NOTHING });
  const { object } = sessions.find(({ title }) => title === 'Job of launch-notebook.yaml') ?? {};
  if (!object) throw new Error('the platform starts no notebooks');
  const job = (name: string, change: Change): KubeObject => {
    const made = JSON.parse(JSON.stringify(object)) as KubeObject;
    change(made.spec.template.spec);
    return { ...made, metadata: { ...made.metadata, name } };
  };
  const pod = (name: string, change: Change): KubeObject => {
    const { metadata, spec } = job(name, change);
    const { labels } = spec.template.metadata;
    return { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, labels }, spec: spec.template.spec };
  };
  return { job, pod };
}
