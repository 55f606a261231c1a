import type { GpuSoftware } from '../config/gpu';
import type { Site } from '../config/site';

/** API version of the GPU Operator's objects. */
export const NVIDIA_API = 'nvidia.com/v1';

const MIG_LABEL = 'nvidia.com/mig.config';
const PLUGIN_LABEL = 'nvidia.com/device-plugin.config';

/** Name under which the settings of a pool's GPUs are kept. */
export const settingsName = (site: Site, pool: string): string => `${site.name}-${pool}`;

/** Labels by which the GPU Operator chooses how the GPUs of a node are shared out; none without the operator. */
export function softwareLabels(site: Site, pool: string): Readonly<Record<string, string>> {
  const mode = site.pools[pool]?.gpu?.sharing.mode;
  if (mode === undefined || site.cluster.gpus.kind !== 'operator') return {};
  const name = settingsName(site, pool);
  switch (mode) {
    case 'mig':
      return { [MIG_LABEL]: name };
    case 'timeSlicing':
    case 'mps':
      return { [PLUGIN_LABEL]: name };
    case 'dra':
      // The driver hands out the devices; the device plugin would hand them out a second time.
      return { 'nvidia.com/gpu.deploy.device-plugin': 'false' };
    default:
      return {};
  }
}

/** Layouts of GPUs that are cut, as nvidia-mig-parted reads them. */
export function migLayouts(site: Site): object {
  const off = { 'all-disabled': [{ devices: 'all', 'mig-enabled': false }] };
  const layouts = Object.entries(site.pools).flatMap(([name, { gpu }]) =>
    gpu?.sharing.mode === 'mig'
      ? [
          [
            settingsName(site, name),
            [
              {
                devices: 'all',
                'mig-enabled': true,
                'mig-devices': { [gpu.sharing.profile]: gpu.sharing.slicesPerGpu },
              },
            ],
          ],
        ]
      : [],
  );
  return { version: 'v1', 'mig-configs': { ...off, ...Object.fromEntries(layouts) } };
}

/** Settings of the device plugin by name: those of every pool whose sessions take turns, and `default` for all others. */
export function pluginSettings(site: Site): Readonly<Record<string, object>> {
  const shared = Object.entries(site.pools).flatMap(([name, { gpu }]) => {
    if (gpu?.sharing.mode !== 'timeSlicing' && gpu?.sharing.mode !== 'mps') return [];
    const resources = [{ name: 'nvidia.com/gpu', replicas: gpu.sharing.replicas }];
    const sharing =
      gpu.sharing.mode === 'mps'
        ? { mps: { renameByDefault: false, resources } }
        : // A second turn would be of the same GPU: whoever asks for two is refused, not given less than it looks.
          { timeSlicing: { renameByDefault: false, failRequestsGreaterThanOne: true, resources } };
    return [[settingsName(site, name), { version: 'v1', flags: { migStrategy: 'none' }, sharing }] as const];
  });
  return { default: { version: 'v1', flags: { migStrategy: 'single' } }, ...Object.fromEntries(shared) };
}

type Operator = Extract<GpuSoftware, { kind: 'operator' }>;

/** ConfigMaps that the operator reads. */
export const operatorConfigs = ({ name }: Site) => ({
  plugin: `${name}-device-plugin`,
  layouts: `${name}-mig-layouts`,
});

/** What the operator is told; its chart takes the same words as values that its ClusterPolicy has as fields. */
export function operatorValues(site: Site, gpus: Operator): Readonly<Record<string, unknown>> {
  const { plugin, layouts } = operatorConfigs(site);
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
