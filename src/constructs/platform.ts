import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { tapServicesJson } from '../config/tap-service';
import type { Manifests } from '../manifest';
import { harborOf } from '../plan/harbor';
import { sessionAnnotations } from '../plan/machines';
import { ARC_SUBPATH } from '../plan/paths';
import type { Plan } from '../plan/plan';
import { SKAHA_PATH } from '../plan/web-paths';
import { Addons } from './addons';
import { Admission } from './admission';
import { Arc } from './arc';
import { companions } from './companions';
import { Databases } from './databases';
import { Gpus } from './gpus';
import { Harbor } from './harbor/harbor';
import { ImageList } from './image-list';
import { Ingress } from './ingress';
import { Karpenter } from './karpenter';
import { LabelImages } from './label-images';
import { loginService } from './login-service';
import { Machines } from './machines';
import { Maintenance } from './maintenance';
import { ManagedSecret } from './managed-secret';
import { manifestsOf, newTree } from './manifests';
import { Metrics } from './metrics';
import { Namespaces } from './namespaces';
import { Network } from './network';
import { NodeCheck } from './node-check';
import { NodeDiscovery } from './node-discovery';
import { Observability } from './observability';
import { placementOn } from './placement';
import { PodMonitors } from './pod-monitors';
import { Portal } from './portal';
import { Priorities } from './priorities';
import { Protection } from './protection';
import { Queues } from './queues';
import { Quota } from './quota';
import { REDIS_PASSWORDS, Redis } from './redis';
import { RegistryContent } from './registry-content';
import { Scratch } from './scratch';
import { SecretStore } from './secret-store';
import { INIT_CONTAINERS } from './session-accounts';
import { SessionFiles } from './session-files';
import { SessionRuntime } from './session-runtime';
import { sessionTemplates } from './session-templates';
import { Sftp } from './sftp';
import { Skaha } from './skaha';
import { StorageUi } from './storage-ui';
import { VolumeSnapshots } from './volume-snapshots';

/**
 * The whole platform of a site as manifests: the one way from a plan to Kubernetes objects.
 *
 * @example
 * ```ts
 * import { planSite, platform, readSite } from 'astroplatform';
 *
 * declare const value: unknown;
 * const { manifests } = platform(planSite(readSite(value, 'site.yaml'), 'site.yaml'));
 * ```
 */
export function platform(plan: Plan): Manifests {
  const app = newTree();
  addPlatform(app, plan);
  return manifestsOf(app, plan.site.name, plan.site.cluster);
}

/** Adds the platform to a tree: one construct per capability, so that an object's path says what it is for. */
export function addPlatform(app: Construct, plan: Plan): void {
  const { site } = plan;
  const { services, sessions } = site.namespaces;
  const chart = new Chart(app, 'platform', { disableResourceNameHashes: true });

  const addons = new Addons(chart, 'addons', plan);
  new Priorities(chart, 'priorities', plan);
  const pools = new Construct(chart, 'pools');
  new Machines(pools, 'machines', plan);
  new Karpenter(pools, 'karpenter', plan);
  addons.gpuOperatorNeeds(new Gpus(pools, 'gpus', plan));
  const discovery = new NodeDiscovery(pools, 'discovery', plan);
  // Who plays with a cluster plays with its numbers too.
  const nodeCheck = site.cluster.disposable ? undefined : new NodeCheck(pools, 'check', plan);
  nodeCheck?.node.addDependency(discovery);
  const arc = new Arc(chart, 'arc', {
    prefix: site.name,
    arc: site.arc,
    namespaces: [services, sessions, ...site.arc.namespaces],
  });
  const scratch = new Scratch(chart, 'scratch', { prefix: site.name, scratch: site.scratch });
  const redis = new Redis(chart, 'redis', plan);
  const databases = new Databases(chart, 'databases', plan);
  const ingress = new Ingress(chart, 'ingress', plan);
  const others = companions(chart, plan, { databases, arc, ingress });
  const sessionsPart = new Construct(chart, 'sessions');
  const files = new SessionFiles(sessionsPart, 'files', sessions);
  const password = new ManagedSecret(sessionsPart, 'redis-password', {
    namespace: sessions,
    name: 'session-redis',
    keys: { password: [REDIS_PASSWORDS.session] },
  });
  const runtime = new SessionRuntime(sessionsPart, 'runtime', plan);
  const templates = sessionTemplates(plan.sessionTypes, {
    userStorage: { claimName: arc.claimIn(sessions), subPath: ARC_SUBPATH },
    scratch,
    configMaps: {
      scripts: files.launchScripts.name,
      desktopStartup: files.desktop.name,
      accounts: files.usersGroups.name,
    },
    redis: {
      host: redis.host,
      port: redis.port,
      user: 'session',
      password: { secretName: password.name, key: 'password' },
      image: site.images.redis,
    },
    imagePullPolicy: site.sessions.imagePullPolicy,
    pullSecrets: site.images.pullSecrets,
    priorityClassName: plan.priorities.interactive.name,
    ...(runtime.className !== undefined && { runtimeClassName: runtime.className }),
    placement: placementOn(plan, 'sessions'),
    volumes: site.sessions.volumes.map(({ claim, ...volume }) => ({ ...volume, name: claim, claimName: claim })),
    route: {
      entryPoint: site.ingress.entryPoints.https,
      ...(ingress.sessionsTlsSecret && { tlsSecretName: ingress.sessionsTlsSecret }),
      middlewares: { compression: ingress.compression, 'forwarded-proto': ingress.forwardedProto },
      everywhere: [],
    },
    labels: { 'app.kubernetes.io/managed-by': 'skaha' },
    podAnnotations: sessionAnnotations(site),
    site: { domain: plan.hosts.platform, tapServices: tapServicesJson(site.sessions.tapServices) },
  });
  const queues = plan.queues && new Queues(chart, 'queues', plan.queues);
  const metrics = metricsOf(chart, plan, redis);
  const skaha = new Skaha(sessionsPart, 'skaha', { plan, redis, templates, ...(metrics && { metrics }) });
  if (queues) {
    skaha.node.addDependency(queues);
    metrics?.node.addDependency(queues);
  }
  skaha.deployment.node.addDependency(redis, ...others.before);
  ingress.serve(SKAHA_PATH, skaha);
  const harbor = harborOf(site);
  const registry =
    harbor && new Harbor(chart, 'registry', { plan, harbor, database: databases.for('harbor'), ingress });
  const imageList =
    plan.hosts.harbors.length > 0 ? new ImageList(chart, 'image-list', plan, redis, registry) : undefined;
  const { labeller } = site.imageList;
  const labels =
    imageList && labeller !== undefined ? new LabelImages(chart, 'image-labels', plan, labeller) : undefined;
  const appliedBy = site.registry.content?.appliedBy;
  const content =
    plan.registryContent && appliedBy?.kind === 'job'
      ? new RegistryContent(chart, 'registry-content', {
          plan,
          content: plan.registryContent,
          job: appliedBy,
          harbor: registry,
        })
      : undefined;
  const login = loginService(chart, 'login', plan, databases);
  if (login) ingress.serveLogin({ ...plan.login, service: login });
  const portal = plan.portal && new Portal(chart, 'portal', plan, plan.portal);
  if (portal && plan.portal) ingress.serve(plan.portal.path, portal);
  const storageUi = plan.storageUi && new StorageUi(chart, 'storage-ui', plan, plan.storageUi);
  if (storageUi && plan.storageUi) ingress.serve(plan.storageUi.path, storageUi);
  // Pages come after what they show.
  portal?.deployment.node.addDependency(skaha.deployment);
  storageUi?.deployment.node.addDependency(...others.before);
  const sftp =
    site.services.sftp.kind === 'embedded'
      ? new Sftp(chart, 'sftp', { plan, config: site.services.sftp, claimName: arc.claimIn(services) })
      : undefined;
  // Whoever mounts a folder of /arc that is not there has kubelet make it, with the mode of a volume.
  sftp?.deployment.node.addDependency(...others.before);
  const monitors = new PodMonitors(
    chart,
    'monitors',
    plan,
    [databases, registry, login].flatMap((part) => part?.metrics ?? []),
  );
  const snapshots = new VolumeSnapshots(chart, 'snapshots', plan);
  new Quota(chart, 'quota', plan, scratch);
  new Network(chart, 'network', {
    plan,
    edges: [
      { from: 'sessions', to: redis },
      ...[
        skaha,
        imageList,
        labels,
        content,
        nodeCheck,
        databases,
        others,
        login,
        metrics,
        portal,
        storageUi,
        sftp,
        registry,
        monitors,
        snapshots,
      ].flatMap((part) => part?.edges ?? []),
    ],
    sessionPorts: servedPorts(plan),
  });
  new Admission(chart, 'admission', {
    plan,
    sessionSecret: password.name,
    initContainers: INIT_CONTAINERS,
    ...(runtime.className !== undefined && { runtimeClass: runtime.className }),
    claims: [
      { name: arc.claimIn(sessions), subPath: ARC_SUBPATH },
      ...site.sessions.volumes.map(({ claim, readOnly }) => ({ name: claim, readOnly })),
    ],
    ...(scratch.storageClassName !== undefined && {
      scratch: { storageClass: scratch.storageClassName, size: scratch.perSession },
    }),
  });
  new Maintenance(chart, 'maintenance', site);
  new Observability(chart, 'observability', plan);
  new Namespaces(chart, 'namespaces', plan);
  new SecretStore(chart, 'secret-store', site);
  new Protection(chart, 'protection', site);
}

function metricsOf(chart: Chart, plan: Plan, redis: Redis): Metrics | undefined {
  const { metrics } = plan.site.services;
  if (metrics.kind === 'none' || !plan.queues) return undefined;
  return new Metrics(chart, 'metrics', { plan, queues: plan.queues, redis, cacheSeconds: metrics.cacheSeconds });
}

const servedPorts = ({ sessionTypes }: Plan) =>
  Object.fromEntries(Object.entries(sessionTypes).map(([name, { web }]) => [name, web ? [web.port] : []]));
