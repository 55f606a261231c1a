import { calibrate, startStage } from './calibration/calibrate';
import type { ControlPlane } from './launch/control-plane';
import { note } from './summary';

/** How many: `SCENARIOS=200` plays all that docs/capacity.md speaks of. */
const SCENARIOS = Number(process.env.SCENARIOS ?? 20);
/** Seed of the first. */
const FIRST = Number(process.env.FIRST_SEED ?? 1);
/** Or these alone: `SEEDS=70,108`. A failure names the one that it comes from. */
const SEEDS =
  process.env.SEEDS?.split(',').map(Number) ?? Array.from({ length: SCENARIOS }, (_, index) => FIRST + index);
/** Scenarios that stand on the cluster at a time. */
const ABREAST = 40;

describe('sites and sessions of chance: closed form and simulation come to the same as Kueue and the scheduler', () => {
  // A control plane for each batch: taking sessions away costs as much as starting them.
  let plane: ControlPlane | undefined;
  beforeEach(async () => {
    plane = await startStage();
  }, 1_800_000);
  afterEach(() => plane?.stop());

  const batches = Array.from({ length: Math.ceil(SEEDS.length / ABREAST) }, (_, batch) =>
    SEEDS.slice(batch * ABREAST, (batch + 1) * ABREAST),
  );

  test.each(batches.map((seeds) => [seeds[0], seeds.at(-1), seeds] as const))(
    'seeds %d to %d',
    async (_, __, seeds) => {
      const started = Date.now();
      const rehearsals = await calibrate(plane as ControlPlane, seeds, (progress) =>
        process.stderr.write(`${Math.round((Date.now() - started) / 1000)} s: ${progress}\n`),
      );
      const sum = (of: 'sessions' | 'admitted' | 'placed' | 'pending' | 'answers' | 'moved') =>
        rehearsals.reduce((all, { compared }) => all + compared[of], 0);
      note({
        table: 'Calibration',
        scenarios: rehearsals.length,
        'sessions compared': sum('sessions'),
        'let in': sum('admitted'),
        run: sum('placed'),
        wait: sum('pending'),
        'answers of fit': sum('answers'),
        'on another node': sum('moved'),
        disagreements: rehearsals.flatMap(({ disagreements }) => disagreements).length,
        seconds: Math.round((Date.now() - started) / 1000),
      });
      expect(rehearsals.flatMap(({ disagreements }) => disagreements)).toEqual([]);
    },
    // On two cores that others use too; alone it is a few minutes.
    7_200_000,
  );
});
