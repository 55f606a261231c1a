import { platform } from '../../src/constructs/platform';
import type { ManagedSecret } from '../../src/manifest';
import type { Plan } from '../../src/plan/plan';
import { plainLayers } from './delivered';
import type { Api } from './launch/api';
import { startCluster } from './launch/cluster';
import type { ControlPlane } from './launch/control-plane';
import { fill } from './references';

/** A control plane with the nodes of a site, and its platform on it. */
export async function startPlatform(plan: Plan): Promise<ControlPlane> {
  const plane = await startCluster(plan);
  try {
    await applyPlatform(plane.api, plan);
    return plane;
  } catch (error) {
    await plane.stop();
    throw error;
  }
}

/** Applies a site in its own order; secret values are made up. */
export async function applyPlatform(api: Api, plan: Plan): Promise<void> {
  const manifests = platform(plan);
  const byOperator = plan.site.secrets.kind === 'external-secrets';
  for (const object of plainLayers(plan, manifests).flat()) {
    await api.apply(object);
    await fill(api, object);
  }
  if (!byOperator) for (const secret of manifests.secrets) await makeSecret(api, secret);
}

const makeSecret = (api: Api, { namespace, name, type, labels, keys }: ManagedSecret) =>
  api.apply({
    apiVersion: 'v1',
    kind: 'Secret',
    type,
    metadata: { namespace, name, labels },
    stringData: Object.fromEntries(Object.keys(keys).map((key) => [key, 'made up'])),
  });
