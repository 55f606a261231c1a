import { objectName } from '../../src/manifest';
import { manifestsOf, planOf, SITES } from '../sites/sites';
import { plainLayers } from './delivered';
import { ApiError } from './launch/api';
import { startCluster } from './launch/cluster';
import type { ControlPlane } from './launch/control-plane';
import { note } from './summary';

// A second engine that applies what the first one made must not be in conflict with it: a recovery by upsert, or Pulumi
// after GitOps. It is where the server fills in a field that it keeps as one value, and the object states only a part.

const site = SITES.demo as NonNullable<(typeof SITES)[string]>;
const plan = planOf(site);
const objects = plainLayers(plan, manifestsOf(site)).flat();

let plane: ControlPlane;
beforeAll(async () => {
  plane = await startCluster(plan);
});
afterAll(() => plane?.stop());

test('what one engine has made, another one applies without a conflict', async () => {
  for (const object of objects) await plane.api.create(object, { manager: 'first' });
  const conflicts: string[] = [];
  for (const object of objects) {
    try {
      await plane.api.apply(object, { manager: 'second', dryRun: true });
    } catch (error) {
      if (!(error instanceof ApiError) || error.reason !== 'Conflict') throw error;
      conflicts.push(`${objectName(object)}: ${error.said}`);
    }
  }
  expect(conflicts).toEqual([]);
  note({
    table: 'Pulumi, what exists',
    what: 'made by another engine',
    'objects before': objects.length,
    'made again': 0,
    of: objects.length,
  });
});
