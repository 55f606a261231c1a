import type { SiteInput } from '../../src/config/site';
import { platform } from '../../src/constructs/platform';
import type { KubeObject } from '../../src/manifest';
import { objectName } from '../../src/manifest';
import type { Plan } from '../../src/plan/plan';
import { isAccepted } from '../config/accepted-site';
import { plan as planOf } from '../config/small-site';
import { plainLayers } from './delivered';
import type { Api } from './launch/api';
import type { ControlPlane } from './launch/control-plane';
import { provideObjects } from './launch/provided';
import { SessionService } from './session-service';

/** What the API server said about one site. */
export interface Heard {
  /** Refusals and remarks, each with its object; none when all is well. */
  readonly complaints: readonly string[];
  /** Objects that it has judged. */
  readonly objects: number;
  /** Objects of sessions that it has judged. */
  readonly sessionObjects: number;
}

/** The site under names that no other has, as long as before where they were long; `undefined` when it does not bear that. */
export function renamed(site: SiteInput, run: number): SiteInput | undefined {
  const own = (name: string, most: number) => {
    const end = `-${run.toString(36)}x`;
    return `${name.slice(0, most - end.length)}${end}`;
  };
  const { services = 'skaha-system', sessions = 'skaha-workload' } = site.namespaces ?? {};
  const namespaces = { services: own(services, 63), sessions: own(sessions, 63) };
  // Claims cannot change, and those of two sites would meet in a namespace that both name.
  const arc = {
    ...site.arc,
    ...(site.arc.namespaces && { namespaces: site.arc.namespaces.map((name) => own(name, 63)) }),
  };
  const other = { ...site, name: own(site.name, 20), namespaces, arc };
  return isAccepted(other) ? other : undefined;
}

/** Applies a site, tries a session of each type, and takes away what could meet another site. */
export async function judged(plane: ControlPlane, site: SiteInput): Promise<Heard> {
  const plan = planOf(site);
  const { api } = plane;
  const layers = plainLayers(plan, platform(plan));
  // A site under maintenance starts no session, and its sessions are asked about next.
  const isClosed = ({ kind, metadata }: KubeObject) =>
    kind === 'ValidatingAdmissionPolicyBinding' && metadata.name === `${plan.site.name}-maintenance`;
  const complaints: string[] = [];
  try {
    const provided = await provideObjects(api, plan.provides).catch((error) => error);
    if (provided instanceof Error) complaints.push(`what its cluster has: ${provided.message}`);
    for (const layer of layers) {
      complaints.push(
        ...(
          await Promise.all(
            layer.map((object) => complaintsOf(object, () => api.apply(object, { dryRun: isClosed(object) }))),
          )
        ).flat(),
      );
    }
    const objects = layers.flat().length;
    if (complaints.length > 0) return { complaints, objects, sessionObjects: 0 };
    const sessions = await sessionsOf(plane, plan);
    return { complaints: sessions.complaints, objects, sessionObjects: sessions.tried };
  } finally {
    await takeAway(api, layers.flat());
  }
}

async function sessionsOf(plane: ControlPlane, plan: Plan): Promise<{ complaints: string[]; tried: number }> {
  const service = await SessionService.connect(plane, plan);
  const objects: KubeObject[] = [];
  for (const type of Object.keys(plan.sessionTypes)) {
    const { users, groups } = plan.site.sessions.lowestIds;
    const image = `${plan.hosts.images[0]}/skaha/astroml:24.07`;
    const asked = { image, uid: users + 42, groups: [groups + 1, groups + 2] };
    const { job, service: web, routes } = service.prepare(type, asked);
    for (const made of [job, web, ...routes]) if (made) objects.push(service.placed(made as KubeObject));
  }
  const asking = objects.map((object) => complaintsOf(object, () => service.api.create(object, { dryRun: true })));
  return { complaints: (await Promise.all(asking)).flat(), tried: objects.length };
}

async function complaintsOf(object: KubeObject, ask: () => Promise<{ readonly warnings: readonly string[] }>) {
  try {
    const { warnings } = await ask();
    return warnings.map((warning) => `${objectName(object)}: warning: ${warning}`);
  } catch (error) {
    return [`${objectName(object)}: ${(error as Error).message}`];
  }
}

/** Deletes what is not in namespaces of the site's own, whose names no later run has. */
async function takeAway(api: Api, objects: readonly KubeObject[]): Promise<void> {
  const own = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  const foreign = objects.filter(
    ({ kind, metadata }) => kind !== 'Namespace' && (metadata.namespace === undefined || !own.has(metadata.namespace)),
  );
  await Promise.all(foreign.map((object) => api.delete(object).catch(() => undefined)));
}
