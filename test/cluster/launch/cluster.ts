import type { Plan } from '../../../src/plan/plan';
import { ControlPlane } from './control-plane';
import { addNodes } from './nodes';
import { provide } from './provided';
import { startProvisioner } from './provisioner';

/** A control plane with the nodes of a site, and with what the site says its cluster has; the platform is not there yet. */
export async function startCluster(plan: Plan): Promise<ControlPlane> {
  const plane = await ControlPlane.start();
  try {
    await Promise.all([addNodes(plane, plan), provide(plane, plan)]);
    startProvisioner(plane);
    return plane;
  } catch (error) {
    await plane.stop();
    throw error;
  }
}
