import { type KubeObject, objectName } from '../../src/manifest';
import { poolLabels } from '../../src/plan/capacity';
import { until } from './launch/wait';
import type { OnPlatform } from './on-platform';
import { note } from './summary';
import { workloadOf } from './workload';

const Gi = 2 ** 30;

/** Sessions of every type and size: started with the service's own token, admitted, and bound to the right nodes. */
export function sessions(on: OnPlatform): void {
  const { plan } = on;
  const { site } = plan;
  const web = Object.entries(plan.sessionTypes).flatMap(([type, one]) => (one.web ? [type] : []));

  afterEach(() => on.service.endAll());

  test('every service of the platform finds a node', async () => {
    const pods = await until('all pods of the platform run', async () => {
      const all = await on.plane.api.list(`/api/v1/namespaces/${site.namespaces.services}/pods`);
      return all.length > 0 && all.every(({ status }) => status.phase === 'Running') && all;
    });
    const pools = poolsOf('services', 'both');
    for (const pod of pods) {
      // This one asks about nodes, and runs on any: those of the services may be what is missing.
      if (pod.metadata.labels?.['app.kubernetes.io/name'] === 'check-nodes') continue;
      expect([pod.metadata.name, pools]).toEqual([pod.metadata.name, expect.arrayContaining([await poolOf(pod)])]);
    }
  });

  test.each(Object.keys(plan.sessionTypes))('a %s session runs on a node for sessions', async (type) => {
    const desktop = type === 'desktop-app' ? await on.service.launch(on.service.prepare('desktop')) : undefined;
    const id = desktop && String(desktop.job.metadata.labels?.['canfar.net/id']);
    const session = await on.service.launch(on.service.prepare(type, id ? { id } : {}), desktop);
    expect(session.warnings).toEqual([]);
    const pod = await on.service.running(session);
    const pool = await poolOf(pod);
    expect(poolsOf('sessions', 'both').filter((one) => !site.pools[one]?.gpu)).toContain(pool);
    expect(session.others.map(({ kind }) => kind).sort()).toEqual(
      web.includes(type) ? expect.arrayContaining(['IngressRoute', 'Service']) : [],
    );
    // Where there are queues nothing runs beside them: the Job came suspended, and the queue of its type let it in.
    const queue = plan.queues?.types[type]?.queue.clusterQueue ?? 'none';
    const admission = plan.queues && (await workloadOf(on, session.job)).status?.admission;
    expect([session.job.spec.suspend, admission?.clusterQueue ?? 'none']).toEqual([plan.queues !== undefined, queue]);
    note({ table: 'Sessions bound', site: site.name, session: type, queue, pool, node: pod.spec.nodeName });
  });

  test('the largest session on offer finds room', async () => {
    const { cpu, memory } = plan.offers.largest;
    const size = { cores: cpu / 1000, ram: memory / Gi };
    const session = await on.service.launch(on.service.prepare('headless', { requests: size, limits: size }));
    const pod = await on.service.running(session);
    note({
      table: 'Sessions bound',
      site: site.name,
      session: `headless, ${size.cores} cores, ${size.ram} GiB`,
      pool: await poolOf(pod),
      node: pod.spec.nodeName,
    });
  });

  const gpus = plan.offers.gpus;
  (gpus.length > 0 ? test.each([...gpus]) : test.skip.each([0]))(
    'a session with %d GPU runs on a GPU node',
    async (count) => {
      const session = await on.service.launch(on.service.prepare('notebook', { gpus: count }));
      const pod = await on.service.running(session);
      const pool = await poolOf(pod);
      expect(site.pools[pool]?.gpu).toBeDefined();
      note({
        table: 'Sessions bound',
        site: site.name,
        session: `notebook, ${count} GPU`,
        pool,
        node: pod.spec.nodeName,
      });
    },
  );

  test('a session is listed, prolonged and ended by its labels, and takes all that it owns with it', async () => {
    const session = await on.service.launch(on.service.prepare('contributed'));
    const pod = await on.service.running(session);
    const labels = session.job.metadata.labels ?? {};
    const selector = ['id', 'username', 'kind'].map((key) => `canfar.net/${key}=${labels[`canfar.net/${key}`]}`).join();
    expect((await on.service.jobs(selector)).map(nameOf)).toEqual([nameOf(session.job)]);
    expect((await on.service.pods(selector)).map(nameOf)).toEqual([nameOf(pod)]);
    const longer = { spec: { activeDeadlineSeconds: session.job.spec.activeDeadlineSeconds + 60 } };
    const path = `${on.service.jobsPath}/${nameOf(session.job)}`;
    await on.service.api.must('PATCH', path, longer, 'application/merge-patch+json');
    await on.service.end(selector);
    for (const object of [session.job, pod, ...session.others]) {
      await until(`${objectName(object)} is gone`, async () => (await on.plane.api.get(object)) === undefined);
    }
  });

  const poolsOf = (...roles: readonly string[]) =>
    Object.entries(site.pools).flatMap(([pool, { role }]) => (roles.includes(role) ? [pool] : []));

  /** Which pool the node of a pod belongs to, judged by the labels of the node. */
  const poolOf = async ({ spec }: KubeObject): Promise<string> => {
    const node = await on.plane.api.get({ apiVersion: 'v1', kind: 'Node', metadata: { name: spec.nodeName } });
    const found = Object.keys(site.pools).find((pool) =>
      Object.entries(poolLabels(site, pool)).every(([key, value]) => node.metadata.labels[key] === value),
    );
    if (found === undefined) throw new Error(`${spec.nodeName} belongs to no pool`);
    return found;
  };
}

const nameOf = ({ metadata }: KubeObject) => metadata.name;
