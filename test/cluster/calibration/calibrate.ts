import { ControlPlane } from '../launch/control-plane';
import { startKueue } from '../launch/kueue';
import { startKubelets } from '../launch/nodes';
import { realSessions, settled } from './cluster-state';
import { Rehearsal } from './rehearsal';
import { scenario } from './scenario';
import { type Staged, stage } from './stage';

/** Nodes here never fail, and a hundred sites are on one cluster: nothing looks after health, and nobody waits for a turn. */
export const FLAGS = {
  'kube-apiserver': ['--disable-admission-plugins=TaintNodesByCondition', '--max-requests-inflight=2000'],
  'kube-controller-manager': [
    '--controllers=*,-node-lifecycle-controller,-taint-eviction-controller',
    ...['--kube-api-qps=500', '--kube-api-burst=1000', '--concurrent-job-syncs=16'],
  ],
  'kube-scheduler': ['--kube-api-qps=500', '--kube-api-burst=1000'],
} as const;

/** A control plane for scenarios: with Kueue, and without a site. */
export async function startStage(): Promise<ControlPlane> {
  const plane = await ControlPlane.start(FLAGS);
  try {
    await Promise.all([startKubelets(plane, { heartbeat: false }), startKueue(plane)]);
    return plane;
  } catch (error) {
    await plane.stop();
    throw error;
  }
}

/** Plays the scenarios of these seeds side by side on one cluster, and compares after each step. */
export async function calibrate(
  { api }: ControlPlane,
  seeds: readonly number[],
  tell: (progress: string) => void = () => {},
): Promise<Rehearsal[]> {
  const staged: Staged[] = [];
  for (const group of groupsOf(seeds, 8))
    staged.push(...(await Promise.all(group.map((seed) => stage(api, scenario(seed))))));
  const rehearsals = staged.map((one) => new Rehearsal(one));
  await settled(api);
  for (const group of groupsOf(rehearsals, 16)) await Promise.all(group.map((one) => one.begin(api)));
  await settled(api);
  tell(`${staged.length} scenarios staged`);
  const steps = Math.max(...rehearsals.map(({ length }) => length));
  let told = 0;
  for (let step = 0; step < steps; step++) {
    for (const group of groupsOf(rehearsals, 16)) await Promise.all(group.map((one) => one.step(api, step)));
    await settled(api);
    const real = await realSessions(api);
    for (const one of rehearsals) one.look(real, step);
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
