import type { Construct } from 'constructs';
import type { Plan } from '../plan/plan';
import { SERVICE_SIZES } from '../plan/sizes';
import { ConfigFiles } from './config-files';
import { cadcProperties, type PropertyEntries } from './properties';
import { anonymousCatalina, TomcatService } from './tomcat';
import type { Edge } from './traffic';

const NAME = 'reg';

/** The IVOA registry of the platform: where services find each other by their identifiers. Reads files, and calls nobody. */
export class IvoaRegistry extends TomcatService {
  /** Who calls it. */
  readonly edges: readonly Edge[];

  /** @param entries addresses of capabilities by IVOA identifier */
  constructor(scope: Construct, id: string, plan: Plan, entries: PropertyEntries) {
    const listed = { httpGet: { path: `/${NAME}/resource-caps`, port: 'http' } };
    super(scope, id, (service) => ({
      plan,
      name: NAME,
      image: plan.site.images.ivoaRegistry,
      size: SERVICE_SIZES.ivoaRegistry,
      config: new ConfigFiles(service, 'config', {
        namespace: plan.site.namespaces.services,
        name: `${NAME}-config`,
        files: {
          // It knows no users, and has no identity manager in it.
          'catalina.properties': anonymousCatalina(plan),
          'reg-resource-caps.properties': cadcProperties(entries),
        },
      }),
      probes: { startup: listed, readiness: listed },
    }));
    this.edges = [{ from: 'ingress', to: this }];
  }
}
