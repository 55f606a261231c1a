import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { groupOf } from '../../../src/kube/reference';
import type { KubeObject } from '../../../src/manifest';
import { toYaml } from '../../../src/yaml';
import { freePorts } from '../../free-ports';
import type { Api } from './api';
import { binary } from './binaries';
import { toolFolder } from './build';
import type { ControlPlane } from './control-plane';
import { applyCrds, parseObjects } from './crds';
import { requiredModuleFolder } from './go';
import { until } from './wait';

const NAMESPACE = 'kueue-system';
const ACCOUNT = { name: 'kueue-controller-manager', namespace: NAMESPACE };
const SERVICE = 'kueue-webhook-service';
const CERTIFICATE: KubeObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'kueue-webhook-server-cert', namespace: NAMESPACE },
};

/**
 * Runs Kueue as its own manifests install it: its rights, its webhooks, its certificate; only its pod is a process here.
 */
export async function startKueue(plane: ControlPlane): Promise<void> {
  const { api } = plane;
  const [port = 0, metrics = 0] = await freePorts(2);
  const objects = await manifests();
  const crds = objects.filter(({ kind }) => kind === 'CustomResourceDefinition');
  const first = objects.filter(({ kind }) => kind === 'Namespace');
  const rest = objects.filter((object) => !crds.includes(object) && !first.includes(object));
  for (const object of first) await api.apply(object);
  await applyCrds(
    api,
    crds.map((crd) => at(port, crd)),
  );
  for (const object of rest) await api.apply(object.metadata.name === SERVICE ? LOOPBACK : at(port, object));

  const folder = join(plane.home.path, 'kueue');
  mkdirSync(folder);
  const config = objects.find(({ kind, data }) => kind === 'ConfigMap' && data['controller_manager_config.yaml']);
  writeFileSync(join(folder, 'config.yaml'), toYaml(configured(config, { port, metrics, folder })));
  const program = await plane.run(
    'kueue',
    'kueue',
    `--config=${join(folder, 'config.yaml')}`,
    `--kubeconfig=${await plane.accountKubeconfig(ACCOUNT.namespace, ACCOUNT.name)}`,
    '--feature-gates=VisibilityOnDemand=false',
  );
  await deliverCertificate(api, folder);
  await until(
    'Kueue answers',
    async () => {
      program.assertAlive();
      return (await api.send('POST', `${FLAVOURS}?dryRun=All`, FLAVOUR)).status === 201;
    },
    { seconds: 90 },
  );
}

/** What Kueue measures, as Prometheus reads it: by an account that its own role lets read. */
export async function kueueMetrics({ api, home }: ControlPlane): Promise<string> {
  const { metrics } = parse(readFileSync(join(home.path, 'kueue', 'config.yaml'), 'utf8'));
  const reader = { name: 'prometheus', namespace: NAMESPACE };
  await api.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: reader });
  await api.apply({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: reader.name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'kueue-metrics-reader' },
    subjects: [{ kind: 'ServiceAccount', ...reader }],
  });
  const headers = { authorization: `Bearer ${await api.accountToken(reader.namespace, reader.name)}` };
  return new Promise((resolve, reject) => {
    // Our own process on this machine, with a certificate that it made for itself.
    const options = { headers, rejectUnauthorized: false };
    get(`https://${metrics.bindAddress}/metrics`, options, async (response) => {
      const text = (await response.toArray()).join('');
      if (response.statusCode === 200) resolve(text);
      else reject(new Error(`Kueue answers ${response.statusCode}: ${text}`));
    }).on('error', reject);
  });
}

const FLAVOURS = '/apis/kueue.x-k8s.io/v1beta2/resourceflavors';
const FLAVOUR = { apiVersion: 'kueue.x-k8s.io/v1beta2', kind: 'ResourceFlavor', metadata: { name: 'try' } };

// The API server resolves a Service of this type by name, so the webhooks stay as they are and reach our process.
const LOOPBACK: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: SERVICE, namespace: NAMESPACE },
  spec: { type: 'ExternalName', externalName: 'localhost' },
};

/** What Kueue's release applies, without its pod and without the API that only the pod could serve. */
async function manifests(): Promise<KubeObject[]> {
  const folder = await requiredModuleFolder(toolFolder('kueue'), 'sigs.k8s.io/kueue');
  const args = ['kustomize', join(folder, 'config', 'default')];
  const { stdout } = await promisify(execFile)(await binary('kubectl'), args, { maxBuffer: 64 * 2 ** 20 });
  return parseObjects(stdout).filter(
    ({ kind, metadata }) => !['Deployment', 'APIService'].includes(kind) && !metadata.name.includes('visibility'),
  );
}

/** The same object, with its webhooks at our port. */
function at(port: number, object: KubeObject): KubeObject {
  if (groupOf(object.apiVersion) === 'apiextensions.k8s.io' && !object.spec.conversion) return object;
  return JSON.parse(JSON.stringify(object), (key, value) =>
    key === 'service' && value?.name === SERVICE ? { ...value, port } : value,
  );
}

interface Ports {
  readonly port: number;
  readonly metrics: number;
  readonly folder: string;
}

/** The configuration of the release, on our ports, with the numbers and the sharing that a site expects (kueue-values.ts). */
function configured(config: KubeObject | undefined, { port, metrics, folder }: Ports): object {
  return {
    ...parse(config?.data['controller_manager_config.yaml']),
    namespace: NAMESPACE,
    health: { healthProbeBindAddress: '0' },
    metrics: { bindAddress: `127.0.0.1:${metrics}`, enableClusterQueueResources: true },
    webhook: { host: '127.0.0.1', port, certDir: folder },
    leaderElection: { leaderElect: false },
    // Tests ask for much in little time.
    clientConnection: { qps: 500, burst: 1000 },
    fairSharing: { preemptionStrategies: ['LessThanOrEqualToFinalShare', 'LessThanInitialShare'] },
  };
}

/** What kubelet does for the pod: writes the Secret that Kueue made for itself into the folder that it reads. */
async function deliverCertificate(api: Api, folder: string): Promise<void> {
  const data = await until('Kueue has made its certificate', async () => (await api.get(CERTIFICATE)).data, {
    seconds: 60,
  });
  for (const [name, value] of Object.entries(data as Record<string, string>)) {
    writeFileSync(join(folder, name), Buffer.from(value, 'base64'), { mode: 0o600 });
  }
}
