import fc from 'fast-check';
import { siteSchema } from '../../scripts/site-schema';
import type { SiteInput } from '../../src/config/site';
import { acceptedSite } from '../config/accepted-site';
import { SEED } from '../config/arbitrary-site';
import { smallSite } from '../config/small-site';
import { variantsIn, variantsOf } from '../config/variants';
import { CLOUD } from '../constructs/cloud-site';
import { SITES } from '../sites/sites';
import { judged, renamed } from './generated-site';
import { ControlPlane } from './launch/control-plane';
import { installCrds, KNOWN_GROUPS, WITHOUT_DEFINITIONS } from './launch/crds';
import { note } from './summary';

const RUNS = 40;
// Drawing and planning of a site takes longer than applying it.
jest.setTimeout(1_800_000);

/** Ways of unions and enumerations that every site of the sample together must show. */
const VARIANTS = new Set(variantsOf(siteSchema().json));

let plane: ControlPlane;
beforeAll(async () => {
  plane = await ControlPlane.start();
  // Definitions alone: what Kueue's own webhooks say is heard with the sites of stacks/, where Kueue runs.
  await installCrds(plane.api, KNOWN_GROUPS);
});
afterAll(() => plane?.stop());

test('the API server accepts every site that validation accepts, and a session of each of its types', async () => {
  const seen = new Set<string>();
  const counted = { sites: 0, objects: 0, sessionObjects: 0 };
  let run = 0;
  const accepted = acceptedSite([smallSite(), CLOUD, ...Object.values(SITES)] as SiteInput[]);
  await fc.assert(
    fc.asyncProperty(accepted, async (site) => {
      const unique = renamed(site, run++);
      fc.pre(unique !== undefined);
      const { complaints, objects, sessionObjects } = await judged(plane, unique as SiteInput);
      expect(complaints).toEqual([]);
      for (const variant of variantsIn(site, VARIANTS)) seen.add(variant);
      counted.sites += 1;
      counted.objects += objects;
      counted.sessionObjects += sessionObjects;
    }),
    { ...SEED, numRuns: RUNS },
  );
  // A kind that no site of the sample has is one that nobody has asked the API server about.
  expect([...VARIANTS].filter((variant) => !seen.has(variant))).toEqual([]);
  note({
    table: 'Generated sites',
    seed: SEED.seed,
    ...counted,
    variants: `${seen.size} of ${VARIANTS.size}`,
    'not judged': WITHOUT_DEFINITIONS.join(', '),
  });
});
