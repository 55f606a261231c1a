import { Construct } from 'constructs';
import { formatCpu, formatMemory } from '../config/units';
import type { Plan } from '../plan/plan';
import { Resource } from './resource';

/** The RuntimeClass of sessions, where they have a runtime of their own. */
export class SessionRuntime extends Construct {
  /** Name of the class; `undefined` where sessions have the nodes' own runtime. */
  readonly className: string | undefined;

  constructor(scope: Construct, id: string, { site }: Plan) {
    super(scope, id);
    const { runtime } = site.sessions;
    if (!runtime) return;
    const name = `${site.name}-sessions`;
    const { cpu, memory } = runtime.overhead;
    const podFixed = { ...(cpu && { cpu: formatCpu(cpu) }), ...(memory && { memory: formatMemory(memory) }) };
    new Resource(this, 'class', {
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: { name },
      handler: runtime.handler,
      ...(Object.keys(podFixed).length > 0 && { overhead: { podFixed } }),
    });
    this.className = name;
  }
}
