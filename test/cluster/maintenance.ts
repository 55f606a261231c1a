import type { SiteInput } from '../../src/config/site';
import type { KubeObject } from '../../src/manifest';
import { manifestsOf } from '../sites/sites';
import { until } from './launch/wait';
import type { OnPlatform } from './on-platform';
import type { Session } from './session-service';
import { note } from './summary';
import { workloadOf } from './workload';

type Declared = NonNullable<SiteInput['maintenance']>;

const MESSAGE = 'the switches are replaced until 18:00 UTC';

/** Work on the cluster: what becomes of sessions that run, that wait, and that somebody wants to start. */
export function maintenance(on: OnPlatform, site: SiteInput): void {
  const queued = site.queues?.kind === 'kueue';

  afterEach(async () => {
    await deliver({ mode: 'none' });
    await on.service.endAll();
  });

  /** Objects that a mode changes. */
  const objectsOf = (maintenance: Declared): KubeObject[] =>
    manifestsOf({ ...site, maintenance })
      .manifests.filter(({ id }) => /^platform\/(?:maintenance|queues\/cluster-queue-)/.test(id))
      .map(({ object }) => object);
  const policy = objectsOf({ mode: 'block' }).filter(({ kind }) => kind.startsWith('ValidatingAdmissionPolicy'));

  /** Delivers a mode as every engine would. */
  async function deliver(maintenance: Declared): Promise<void> {
    for (const object of objectsOf(maintenance)) await on.plane.api.apply(object);
    if (maintenance.mode === 'none') await forget(...policy);
    else await until('new sessions are refused', async () => /denied request/.test(await refusal()));
  }

  async function forget(...objects: readonly KubeObject[]): Promise<void> {
    for (const object of objects.toReversed()) await on.plane.api.delete(object);
    await until('new sessions are admitted', async () => (await refusal()) === '');
  }

  const refusal = () =>
    on.service.api.create(on.service.placed(on.service.prepare('notebook').job as KubeObject), { dryRun: true }).then(
      () => '',
      (error: Error) => error.message,
    );
  const jobOf = async ({ job }: Session) => (await on.plane.api.get(job)) as KubeObject;

  test('block: whoever wants to start a session is told why, and a session that runs goes on and is prolonged', async () => {
    const session = await on.service.launch(on.service.prepare('notebook'));
    const pod = await on.service.running(session);
    await deliver({ mode: 'block', message: MESSAGE });
    expect(await refusal()).toMatch(new RegExp(`403 Forbidden: .*denied request: ${MESSAGE}$`));
    const path = `${on.service.jobsPath}/${session.job.metadata.name}`;
    const longer = { spec: { activeDeadlineSeconds: session.job.spec.activeDeadlineSeconds + 60 } };
    await on.service.api.must('PATCH', path, longer, 'application/merge-patch+json');
    // A pod that is lost comes back: the Job is there already.
    await on.plane.api.delete(pod);
    await until('the session has another pod', async () => {
      const [now] = await on.service.pods(`job-name=${session.job.metadata.name}`);
      return now?.status.phase === 'Running' && now.metadata.uid !== pod.metadata.uid;
    });
    expect((await jobOf(session)).metadata.uid).toBe(session.job.metadata.uid);
    note({ table: 'Maintenance', site: on.plan.site.name, mode: 'block', 'new sessions': 'refused', running: 'go on' });
  });

  (queued ? test : test.skip)('block: what waits in a queue waits on, and starts afterwards', async () => {
    await deliver({ mode: 'block', message: MESSAGE });
    // It was there before: whoever came then was not refused.
    await forget(...policy);
    const session = await on.service.launch(on.service.prepare('notebook'));
    const { cluster, said } = await until('Kueue has seen it', async () => {
      const { status } = await workloadOf(on, session.job);
      const condition = status?.conditions?.find(({ type }: { readonly type: string }) => type === 'QuotaReserved');
      return condition && { cluster: condition.status, said: String(condition.message) };
    });
    expect([cluster, said]).toEqual(['False', expect.stringMatching(/inactive|stopped/)]);
    expect((await jobOf(session)).spec.suspend).toBe(true);
    await deliver({ mode: 'none' });
    await on.service.running(session);
  });

  (queued ? test : test.skip)('drain: sessions are stopped, and start again when it is over', async () => {
    const session = await on.service.launch(on.service.prepare('notebook'));
    await on.service.running(session);
    await deliver({ mode: 'drain', message: MESSAGE });
    await until('its pod is gone', async () => (await on.service.pods()).length === 0, { seconds: 60 });
    expect((await jobOf(session)).spec.suspend).toBe(true);
    await deliver({ mode: 'none' });
    await on.service.running(session);
    expect((await jobOf(session)).metadata.uid).toBe(session.job.metadata.uid);
    note({ table: 'Maintenance', site: on.plan.site.name, mode: 'drain', 'new sessions': 'refused', running: 'stop' });
  });
}
