import { judge } from '../../src/check/judge';
import type { PlatformSubject, Rule } from '../../src/check/rule';
import type { KubeObject, ManagedSecret } from '../../src/manifest';
import type { Provides } from '../../src/plan/provides';
import { manifest, object } from '../kube/objects';
import { NOTHING } from './provides';

/** A platform of these objects in the namespaces `apps` and `work`, on a cluster that has nothing but Kubernetes. */
export const platformOf = (
  objects: readonly KubeObject[],
  { secrets = [], provides = {} }: { secrets?: readonly ManagedSecret[]; provides?: Partial<Provides> } = {},
): PlatformSubject => ({
  manifests: [object('v1', 'Namespace', 'apps'), object('v1', 'Namespace', 'work'), ...objects].map(manifest),
  secrets,
  provides: { ...NOTHING, ...provides },
});

/** A pod in `apps`. */
export const pod = (spec: Record<string, unknown>, labels: Record<string, string> = {}): KubeObject =>
  object('v1', 'Pod', 'apps/pod', { metadata: { labels }, spec: { containers: [{ name: 'main' }], ...spec } });

/** What a rule says, in short: `pass`, `not-applicable`, `unknown`, or the messages of its faults. */
export function verdictOf(rule: Rule<'platform'>, subject: PlatformSubject): string | string[] {
  const answer = judge(rule, subject, 'test');
  return answer.verdict === 'fail' ? answer.faults.map(({ message }) => message) : answer.verdict;
}
