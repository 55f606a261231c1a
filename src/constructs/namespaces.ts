import { Construct } from 'constructs';
import type { Plan } from '../plan/plan';
import { Resource } from './resource';

/** Pod Security level of each namespace, by name. */
export type Levels = Readonly<Record<string, 'privileged' | 'baseline' | 'restricted'>>;

/** The platform's namespaces. */
export class Namespaces extends Construct {
  constructor(scope: Construct, id: string, plan: Plan, levels: Levels) {
    super(scope, id);
    const { services, sessions } = plan.site.namespaces;
    for (const [key, name] of Object.entries({ services, sessions })) {
      const level = levels[name] ?? 'restricted';
      // The version is pinned, so that an upgrade of the cluster does not change what may run.
      const version = `v${plan.site.kubernetes}`;
      const modes = ['enforce', 'audit', 'warn'].flatMap((mode) => [
        [`pod-security.kubernetes.io/${mode}`, mode === 'enforce' ? level : 'restricted'],
        [`pod-security.kubernetes.io/${mode}-version`, version],
      ]);
      new Resource(
        this,
        key,
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: Object.fromEntries(modes) } },
        { protect: true },
      );
    }
  }
}
