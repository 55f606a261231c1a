import { Construct, Node } from 'constructs';
import { podSecurityLevel } from '../check/pod-security/level';
import { podOf } from '../check/view/pod-spec';
import type { Plan } from '../plan/plan';
import { Resource } from './resource';

/** Levels, the one that allows least first. */
const STRICTEST_FIRST = ['restricted', 'baseline', 'privileged'] as const;

/** Session pods are made of templates that satisfy this, whatever the user asks for. */
const SESSIONS_LEVEL = 'restricted';

type Level = (typeof STRICTEST_FIRST)[number];

/**
 * Labels of a namespace whose pods satisfy a level. The version is pinned, so that an upgrade of the cluster does not
 * change what may run.
 *
 * @param told level below which Kubernetes says so. @default 'restricted'
 */
export const podSecurityLabels = (level: Level, kubernetes: string, told: Level = 'restricted') =>
  Object.fromEntries(
    ['enforce', 'audit', 'warn'].flatMap((mode): [string, string][] => [
      [`pod-security.kubernetes.io/${mode}`, mode === 'enforce' ? level : told],
      [`pod-security.kubernetes.io/${mode}-version`, `v${kubernetes}`],
    ]),
  );

/** The platform's namespaces, each with the strictest Pod Security level that the pods of the tree allow. Made last. */
export class Namespaces extends Construct {
  constructor(scope: Construct, id: string, plan: Plan) {
    super(scope, id);
    const { services, sessions } = plan.site.namespaces;
    for (const [key, name] of Object.entries({ services, sessions })) {
      const level = key === 'sessions' ? SESSIONS_LEVEL : this.levelOf(name, plan.site.kubernetes);
      // What it is known to need is nothing to be told of at every delivery.
      const labels = podSecurityLabels(level, plan.site.kubernetes, level);
      new Resource(this, key, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }, { protect: true });
    }
  }

  private levelOf(namespace: string, version: string): Level {
    const levels = Node.of(this)
      .root.node.findAll()
      .filter(Resource.isResource)
      .filter(({ declared }) => declared.metadata.namespace === namespace)
      .flatMap(({ declared }) => podOf(declared) ?? [])
      .map((pod) => STRICTEST_FIRST.indexOf(podSecurityLevel(pod, version)));
    return STRICTEST_FIRST[Math.max(0, ...levels)] ?? 'privileged';
  }
}
