import { Construct } from 'constructs';
import type { GpuSoftware } from '../config/gpu';
import type { Site } from '../config/site';
import { migLayouts, NVIDIA_API, operatorConfigs, operatorValues, pluginSettings } from '../plan/gpu-software';
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
    const names = operatorConfigs(site);
    new ConfigFiles(this, 'device-plugin', {
      namespace,
      name: names.plugin,
      files: Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, toYaml(value)])),
    });
    new ConfigFiles(this, 'mig-layouts', {
      namespace,
      name: names.layouts,
      files: { 'config.yaml': toYaml(migLayouts(site)) },
    });
    const spec = operatorValues(site, gpus);
    if (site.addons.gpuOperator.kind === 'chart') return;
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
