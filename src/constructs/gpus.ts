import { Construct } from 'constructs';
import type { GpuSoftware } from '../config/gpu';
import type { Site } from '../config/site';
import { migLayouts, NVIDIA_API, pluginSettings } from '../plan/gpu-software';
import type { Plan } from '../plan/plan';
import { toYaml } from '../yaml';
import { ConfigFiles } from './config-files';
import { Resource } from './resource';

type Operator = Extract<GpuSoftware, { kind: 'operator' }>;

/** What makes GPUs of nodes into something that sessions can ask for: the GPU Operator's settings, and device classes. */
export class Gpus extends Construct {
  constructor(scope: Construct, id: string, { site }: Plan) {
    super(scope, id);
    const pools = Object.entries(site.pools).filter(([, { gpu }]) => gpu !== undefined);
    const { gpus } = site.cluster;
    if (gpus.kind === 'operator' && pools.length > 0) this.operator(site, gpus);
    const classes = new Set<string>();
    for (const [name, { gpu }] of pools) {
      if (gpu?.sharing.mode !== 'dra') continue;
      const { deviceClass = `${site.name}-${name}`, driver } = gpu.sharing;
      if (classes.has(deviceClass)) continue;
      classes.add(deviceClass);
      new Resource(this, `class-${name}`, {
        apiVersion: 'resource.k8s.io/v1',
        kind: 'DeviceClass',
        metadata: { name: deviceClass },
        spec: {
          // The session service asks for the name of the device plugin; the scheduler makes the claim.
          extendedResourceName: 'nvidia.com/gpu',
          selectors: [
            { cel: { expression: `device.driver == '${driver}' && device.attributes['${driver}'].type == 'gpu'` } },
          ],
        },
      });
    }
  }

  private operator(site: Site, gpus: Operator): void {
    const { namespace } = gpus;
    const settings = pluginSettings(site);
    const plugin = new ConfigFiles(this, 'device-plugin', {
      namespace,
      name: `${site.name}-device-plugin`,
      files: Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, toYaml(value)])),
    });
    const layouts = new ConfigFiles(this, 'mig-layouts', {
      namespace,
      name: `${site.name}-mig-layouts`,
      files: { 'config.yaml': toYaml(migLayouts(site)) },
    });
    const spec = operatorSpec(site, gpus, plugin.name, layouts.name);
    if (gpus.install === 'helm')
      new ConfigFiles(this, 'values', {
        namespace,
        name: `${site.name}-gpu-operator-values`,
        files: { 'values.yaml': toYaml(spec) },
      });
    else
      new Resource(this, 'policy', {
        apiVersion: NVIDIA_API,
        kind: 'ClusterPolicy',
        metadata: { name: 'cluster-policy' },
        spec,
      });
  }
}

/** What the operator is told; its chart takes the same words as values that its ClusterPolicy has as fields. */
function operatorSpec(site: Site, gpus: Operator, plugin: string, layouts: string): object {
  const { driver, toolkit, runtime, metrics } = gpus;
  const pools = Object.values(site.pools);
  const cut = pools.some(({ gpu }) => gpu?.sharing.mode === 'mig');
  // Without these, nothing of the operator would run on a node whose taint is not its own.
  const taints = new Map(
    pools
      .flatMap(({ gpu, taints }) => (gpu ? taints : []))
      .map(({ key, effect }) => [`${key} ${effect}`, { key, operator: 'Exists', effect }]),
  );
  taints.set('nvidia.com/gpu NoSchedule', { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' });
  return {
    operator: { defaultRuntime: runtime },
    daemonsets: { priorityClassName: 'system-node-critical', tolerations: [...taints.values()] },
    driver: driver === 'preinstalled' ? { enabled: false } : { enabled: true, version: driver },
    toolkit: { enabled: toolkit },
    // Sessions name no runtime class, so GPUs come to containers by CDI.
    cdi: { enabled: true, default: true },
    devicePlugin: { enabled: true, config: { name: plugin, default: 'default' } },
    gfd: { enabled: true },
    mig: { strategy: 'single' },
    migManager: { enabled: cut, config: { name: layouts, default: 'all-disabled' } },
    dcgm: { enabled: false },
    dcgmExporter: { enabled: metrics !== 'none', serviceMonitor: { enabled: metrics === 'service-monitor' } },
    nodeStatusExporter: { enabled: false },
  };
}
