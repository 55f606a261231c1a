import { Construct } from 'constructs';
import type { HarborRegistry } from '../../config/harbor';
import type { Plan } from '../../plan/plan';
import type { Database } from '../databases';
import type { Ingress } from '../ingress';
import type { Measured } from '../pod-monitors';
import type { Edge, Workload } from '../traffic';
import { HarborCertificates } from './certificates';
import { HarborCore } from './core';
import { HarborExporter } from './exporter';
import { HarborJobservice } from './jobservice';
import { HarborPortal } from './portal';
import { harborRedis } from './redis';
import { HarborRegistryPart } from './registry';
import { HarborSecrets } from './secrets';
import { HarborTrivy } from './trivy';

/** What a Harbor is made of. */
export interface HarborProps {
  readonly plan: Plan;
  readonly harbor: HarborRegistry;
  readonly database: Database;
  readonly ingress: Ingress;
}

/**
 * A Harbor: registry of images, with its web interface, scanner and jobs.
 *
 * Every part is an object of its own, so that a site's own rules and a diff see all of it; nothing is drawn by chance when
 * it is rendered.
 */
export class Harbor extends Construct {
  /** What its parts call, and who calls them. */
  readonly edges: readonly Edge[];
  /** Where it answers inside the cluster. */
  readonly core: Workload;
  /** Pods by their ports for Prometheus. */
  readonly metrics: readonly Measured[];
  /** Secret with the key `ca.crt`, by which its certificates inside the cluster are verified; absent without TLS. */
  readonly authority: string | undefined;

  constructor(scope: Construct, id: string, { plan, harbor, database, ingress }: HarborProps) {
    super(scope, id);
    const certificates =
      harbor.internalTls.kind === 'none' ? undefined : new HarborCertificates(this, 'certificates', plan);
    const redis = harborRedis(this, plan, harbor);
    const secrets = new HarborSecrets(this, 'secrets', plan, harbor, redis);
    const context = { plan, harbor, certificates, redis, database, secrets };
    const core = new HarborCore(this, 'core', context);
    const portal = new HarborPortal(this, 'portal', context);
    const registry = new HarborRegistryPart(this, 'registry', context);
    const jobservice = new HarborJobservice(this, 'jobservice', context);
    const { scanner } = harbor;
    const trivy = scanner.kind === 'trivy' ? new HarborTrivy(this, 'trivy', { ...context, scanner }) : undefined;
    const exporter = harbor.metrics ? new HarborExporter(this, 'exporter', context) : undefined;
    // It changes the database when it starts, and looks for it once.
    core.node.addDependency(database.after);
    ingress.serveRegistry(['/api/', '/service/', '/v2/', '/c/'], core, portal);

    const controller = registry.at('controller');
    this.core = core;
    this.authority = certificates && 'harbor-core-internal-tls';
    this.metrics = [
      ...[core, registry, jobservice].flatMap((part) => part.metrics ?? []),
      // It serves nothing else.
      ...(exporter ? [{ name: exporter.name, labels: exporter.labels, port: exporter.port, portName: 'http' }] : []),
    ];
    const calls = (from: Workload, ...to: readonly Edge['to'][]): Edge[] => to.map((one) => ({ from, to: one }));
    this.edges = [
      { from: 'ingress', to: core },
      { from: 'ingress', to: portal },
      // Core asks every part whether it is well, itself by its Service, and passes images on; outside are the login and
      // upstreams of proxies.
      ...calls(
        core,
        redis.to,
        database.to,
        core,
        registry,
        controller,
        jobservice,
        portal,
        ...(trivy ? [trivy] : []),
        'web',
      ),
      ...calls(jobservice, redis.to, database.to, core, registry, controller, ...(trivy ? [trivy] : []), 'web'),
      ...calls(registry, redis.to, ...(harbor.storage.kind === 'filesystem' ? [] : (['web'] as const))),
      ...(trivy ? calls(trivy, redis.to, core, ...(trivyAsksOutside(harbor) ? (['web'] as const) : [])) : []),
      ...(exporter ? calls(exporter, redis.to, database.to, core) : []),
    ];
  }
}

const trivyAsksOutside = ({ scanner }: HarborRegistry) => scanner.kind === 'trivy' && !scanner.offline;
