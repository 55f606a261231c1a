import type { Construct } from 'constructs';
import type { Plan } from '../plan/plan';
import type { Arc } from './arc';
import { Cavern } from './cavern';
import type { Databases } from './databases';
import type { Ingress } from './ingress';
import { IvoaRegistry } from './ivoa-registry';
import { PosixMapper } from './posix-mapper';
import type { Resource } from './resource';
import type { TomcatService } from './tomcat';
import type { Edge } from './traffic';

/** What the companions stand on. */
export interface Foundations {
  readonly databases: Databases;
  readonly arc: Arc;
  readonly ingress: Ingress;
}

/** The services beside the session service, in the order in which they start. */
export interface Companions {
  readonly edges: readonly Edge[];
  /** What must be there before the session service asks for it. */
  readonly before: readonly Resource[];
}

/**
 * The services that the site runs itself beside the session service: IVOA registry, POSIX mapper, storage service. Each asks
 * those before it when it starts, by their public addresses: so it starts when they, their routes and the certificate are there
 * (platform-contract.md §1.1).
 */
export function companions(chart: Construct, plan: Plan, { databases, arc, ingress }: Foundations): Companions {
  const { services, namespaces } = plan.site;
  const edges: Edge[] = [];
  const before: Resource[] = [];
  const add = (service: TomcatService & { readonly edges: readonly Edge[] }) => {
    service.deployment.node.addDependency(...before);
    edges.push(...service.edges);
    const certificate = before.length === 0 ? ingress.platformCertificate : [];
    before.push(...certificate, service.deployment, ingress.serve(`/${service.name}`, service));
  };
  if (plan.ivoaRegistry) add(new IvoaRegistry(chart, 'ivoa-registry', plan, plan.ivoaRegistry));
  if (services.posixMapper.kind === 'embedded')
    add(
      new PosixMapper(chart, 'posix-mapper', {
        plan,
        config: services.posixMapper,
        database: databases.for('posix-mapper'),
      }),
    );
  if (services.storage.kind === 'embedded')
    add(
      new Cavern(chart, 'cavern', {
        plan,
        config: services.storage,
        database: databases.for('cavern'),
        claimName: arc.claimIn(namespaces.services),
      }),
    );
  return { edges, before };
}
