import { Construct } from 'constructs';
import { discoveryRules, NFD_API } from '../plan/discovery';
import type { Plan } from '../plan/plan';
import { Resource } from './resource';

/** What Node Feature Discovery is told, so that the nodes of a pool have its labels as soon as they are there. */
export class NodeDiscovery extends Construct {
  constructor(scope: Construct, id: string, { site }: Plan) {
    super(scope, id);
    const rules = discoveryRules(site);
    if (rules.length === 0) return;
    new Resource(this, 'rules', {
      apiVersion: NFD_API,
      kind: 'NodeFeatureRule',
      metadata: { name: `${site.name}-pools` },
      spec: { rules },
    });
  }
}
