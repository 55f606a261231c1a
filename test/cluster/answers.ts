import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNodes } from '../../src/cli/read-nodes';
import { readPods } from '../../src/cli/read-pods';
import { situationOf } from '../../src/cli/situation';
import type { KubeObject } from '../../src/manifest';
import { type Question, type Situation, wouldFit } from '../../src/plan/fit';
import { ApiError } from './launch/api';
import { until } from './launch/wait';
import type { OnPlatform } from './on-platform';
import { settled } from './settled';
import { note } from './summary';

const Gi = 2 ** 30;
const LARGEST = { cpu: 16_000, memory: 192 * Gi };

/** What `fit` says about a site of production size, and what the cluster makes of it. */
export function answers(on: OnPlatform): void {
  const { plan } = on;
  const [mine, other] = plan.queues?.teams ?? [];
  if (!mine || !other) throw new Error('the site has no second team');

  afterEach(() => on.service.endAll());

  const prepare = ({ type, cpu, memory, gpus }: Question) => {
    const usual = plan.offers.request;
    const size = { cores: (cpu ?? usual.cpu) / 1000, ram: (memory ?? usual.memory) / Gi };
    return on.service.prepare(type, { requests: size, limits: size, ...(gpus && { gpus }) });
  };
  const say = (question: string, answer: { readonly verdict: string; readonly atOnce: number }, run: number) =>
    note({
      table: 'Answers of fit',
      site: plan.site.name,
      question,
      fit: answer.verdict,
      'at once': answer.atOnce,
      run,
    });

  test.each<[string, Question]>([
    ['16 cores, 192 GiB', { type: 'headless', ...LARGEST }],
    ['a slice of a GPU', { type: 'notebook', cpu: 4000, memory: 32 * Gi, gpus: 1 }],
  ])('%s: as many run at once as it says', async (name, question) => {
    const answer = wouldFit(plan, question);
    expect(answer.verdict).toBe('fits');
    for (let count = 0; count < answer.atOnce + 3; count++) await on.service.launch(prepare(question));
    const found = await settled(on);
    say(name, answer, found.run);
    expect(found).toEqual({ let: answer.atOnce, run: answer.atOnce });
  });

  test.each<[string, Question]>([
    ['two slices', { type: 'notebook', cpu: 4000, memory: 32 * Gi, gpus: 2 }],
    ['512 GiB', { type: 'notebook', cpu: 4000, memory: 512 * Gi }],
  ])('%s: never, and the cluster never starts it', async (name, question) => {
    const answer = wouldFit(plan, question);
    expect(answer.verdict).toBe('never');
    const launched = on.service.launch(prepare(question)).catch((error: unknown) => error);
    if (!((await launched) instanceof ApiError)) expect(await settled(on)).toEqual({ let: 0, run: 0 });
    say(name, answer, 0);
  });

  test('a team beyond its share: it gets what others leave, to the last node', async () => {
    const question: Question = { type: 'headless', ...LARGEST };
    const alone = wouldFit(plan, { ...question, team: other.team });
    const share = Math.floor((other.pools.cpu?.nominal.memory ?? 0) / LARGEST.memory);
    expect(alone.atOnce).toBeGreaterThan(share);
    for (let count = 0; count < 40; count++) await on.service.launch(prepare({ ...question, type: 'notebook' }));
    await settled(on);
    const answer = wouldFit(plan, { ...question, team: other.team }, await situation());
    expect(answer.verdict).toBe('fits');
    const names: string[] = [];
    for (let count = 0; count < answer.atOnce + 3; count++) {
      const job = elsewhere(prepare(question).job as KubeObject, other);
      await on.plane.api.create(job);
      names.push(job.metadata.name);
    }
    const run = await settledElsewhere();
    say(`16 cores, 192 GiB, team ${other.team}, promised ${share}, beside 40 of ${mine.team}`, answer, run);
    for (const name of names)
      await on.plane.api.delete({
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name, namespace: other.namespace },
      });
    expect(run).toBe(answer.atOnce);
  });

  /** The state of the cluster, read as `fit --nodes --running` reads it. */
  async function situation(): Promise<Situation> {
    const folder = on.plane.home.folder('situation');
    const io = { cwd: folder, stdin: (async function* () {})() };
    for (const what of ['nodes', 'pods'])
      writeFileSync(
        join(folder, `${what}.json`),
        JSON.stringify((await on.plane.api.must('GET', `/api/v1/${what}`)).body),
      );
    return situationOf(plan, await readNodes('nodes.json', io), await readPods('pods.json', io));
  }

  async function settledElsewhere(): Promise<number> {
    let [last, since] = [-1, Date.now()];
    return until(
      `the sessions of ${other?.team} have settled`,
      async () => {
        const pods = await on.plane.api.list(`/api/v1/namespaces/${other?.namespace}/pods`);
        const run = pods.filter(({ status }) => status.phase === 'Running').length;
        if (run !== last) [last, since] = [run, Date.now()];
        return Date.now() - since > 5_000 && { run };
      },
      { seconds: 120, every: 500 },
    ).then(({ run }) => run);
  }
}

/** The Job as the session service of another namespace would send it, without the claims that only ours has. */
function elsewhere(
  job: KubeObject,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): KubeObject {
  const { template } = job.spec;
  const claims = new Set<string>(
    template.spec.volumes
      .filter((volume: { persistentVolumeClaim?: object }) => volume.persistentVolumeClaim)
      .map((volume: { name: string }) => volume.name),
  );
  const without = (of: readonly { name: string }[] = []) => of.filter((one) => !claims.has(one.name));
  const bare = (containers: readonly { volumeMounts?: { name: string }[] }[] = []) =>
    containers.map((container) => ({ ...container, volumeMounts: without(container.volumeMounts) }));
  const { serviceAccountName: _, ...spec } = template.spec;
  return {
    ...job,
    metadata: {
      ...job.metadata,
      namespace,
      labels: { ...job.metadata.labels, 'kueue.x-k8s.io/queue-name': name },
    },
    spec: {
      ...job.spec,
      template: {
        ...template,
        spec: {
          ...spec,
          volumes: without(template.spec.volumes),
          containers: bare(template.spec.containers),
          initContainers: bare(template.spec.initContainers),
        },
      },
    },
  };
}
