import { ControlPlane } from '../launch/control-plane';
import { startKueue } from '../launch/kueue';
import { startKubelets } from '../launch/nodes';
import { Rehearsal } from './rehearsal';
import { scenario } from './scenario';
import { type Staged, stage } from './stage';
import { WatchedSessions } from './watched';

const TURNS = ['--enable-priority-and-fairness=false', '--max-requests-inflight=2000'];
/** Nodes here never fail, and fifty sites are on one cluster: nothing looks after health, and nobody waits for a turn. */
export const FLAGS = {
  'kube-apiserver': ['--disable-admission-plugins=TaintNodesByCondition', ...TURNS],
  'kube-controller-manager': [
    '--controllers=*,-node-lifecycle-controller,-taint-eviction-controller',
    ...['--kube-api-qps=500', '--kube-api-burst=1000', '--concurrent-job-syncs=16'],
  ],
  'kube-scheduler': ['--kube-api-qps=500', '--kube-api-burst=1000'],
} as const;

/** A control plane for scenarios: with Kueue, and without a site. */
export async function startStage(): Promise<ControlPlane> {
  // Memory is cheaper here than time, of which a quarter would go into collecting it.
  process.env.GOGC ??= '400';
  const plane = await ControlPlane.start(FLAGS);
  try {
    await Promise.all([startKubelets(plane, { heartbeat: false }), startKueue(plane)]);
    return plane;
  } catch (error) {
    await plane.stop();
    throw error;
  }
}

/** Milliseconds: queues give back what ended once in a second; a longer silence means that all is done. */
const SILENCE = 2000;
/** A machine that is busy with something else may make longer pauses, so what is not as expected is waited for. */
const PATIENCE = 10_000;

/** Plays the scenarios of these seeds side by side on one cluster, and compares after each step. */
export async function calibrate(
  { api, ended }: ControlPlane,
  seeds: readonly number[],
  tell: (progress: string) => void = () => {},
): Promise<Rehearsal[]> {
  const watched = await WatchedSessions.of(api, ended);
  const staged: Staged[] = [];
  for (const group of groupsOf(seeds, 8))
    staged.push(...(await Promise.all(group.map((seed) => stage(api, scenario(seed))))));
  tell(`${staged.length} scenarios staged`);
  const rehearsals = staged.map((one) => new Rehearsal(one));
  for (const group of groupsOf(rehearsals, 16)) await Promise.all(group.map((one) => one.begin(api)));
  await watched.silent(SILENCE);
  tell('the first have asked');
  const steps = Math.max(...rehearsals.map(({ length }) => length));
  let told = 0;
  for (let step = 0; step < steps; step++) {
    for (const group of groupsOf(rehearsals, 16)) await Promise.all(group.map((one) => one.step(api, step)));
    await watched.silent(SILENCE);
    if (!rehearsals.every((one) => one.agrees(watched.all, step))) await watched.silent(PATIENCE);
    for (const one of rehearsals) one.look(watched.all, step);
    const now = rehearsals.flatMap(({ disagreements }) => disagreements).slice(told);
    told += now.length;
    tell([`step ${step} of ${steps - 1}`, ...now.map((one) => JSON.stringify(one))].join('\n'));
  }
  return rehearsals;
}

function groupsOf<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
