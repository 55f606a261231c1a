import fc from 'fast-check';
import { siteSchema } from '../../scripts/site-schema';
import type { SiteInput } from '../../src/config/site';
import { acceptedSite, sitesShowing } from '../config/accepted-site';
import { SEED } from '../config/arbitrary-site';
import { smallSite } from '../config/small-site';
import { variantsIn, variantsOf } from '../config/variants';
import { CLOUD } from '../constructs/cloud-site';
import { ALL_SITES } from '../sites/sites';
import { type Heard, judged, renamed } from './generated-site';
import { ControlPlane, NOTHING_RUNS } from './launch/control-plane';
import { installCrds, OPERATOR_GROUPS } from './launch/crds';
import { note } from './summary';

const RUNS = Number(process.env.SITES ?? 40);
// Sites that are judged at once: most of the time each waits for the server.
const AT_ONCE = 3;
// How long a smaller site is looked for after a refusal.
const MINUTES = 2;
jest.setTimeout(1_800_000);

const terminal = { web: { port: 7681, path: '/session/terminal/${skaha.sessionid}/' } };
const BASES: readonly SiteInput[] = [
  smallSite(),
  {
    ...smallSite(),
    sessions: {
      ...smallSite().sessions,
      define: { terminal: { ...terminal, probes: { startup: { kind: 'tcp' } } } },
    },
  },
  CLOUD,
  // What has a chart for the operator of GPUs.
  { ...CLOUD, cluster: { ...CLOUD.cluster, gpus: { kind: 'operator', install: 'helm', driver: '580.82.07' } } },
  ...Object.values(ALL_SITES),
];

const SCHEMA = siteSchema().json;
/** Words that the schema has so that validation can say why not. */
const REFUSED = ['cluster.cni: flannel', 'pools.*.gpu.sharing.strategy: mixed'];
/** Ways of unions and enumerations that all sites together must show. What a registry holds is no object. */
const VARIANTS = new Map(
  [...variantsOf(SCHEMA)].filter(([text, { path }]) => !path.startsWith('registry.content') && !REFUSED.includes(text)),
);

const drawn = acceptedSite(BASES);
let sample: readonly SiteInput[];
let plane: ControlPlane;
beforeAll(async () => {
  sample = fc.sample(drawn, { ...SEED, numRuns: RUNS });
  plane = await ControlPlane.start(NOTHING_RUNS);
  // Definitions alone: what Kueue's own webhooks say is heard with the sites of stacks/, where Kueue runs.
  await installCrds(plane.api, OPERATOR_GROUPS);
  // Pods of sites without nodes would only wait.
  await plane.kill('kube-scheduler');
});
afterAll(() => plane?.stop());

const accepted: SiteInput[] = [];
const heard: Heard[] = [];
let runs = 0;

/** What the server has against a site; `undefined` when it cannot be asked, because no other names fit the site. */
async function against(site: SiteInput): Promise<readonly string[] | undefined> {
  const unique = renamed(site, runs++);
  if (!unique) return undefined;
  const answer = await judged(plane, unique);
  heard.push(answer);
  return answer.complaints;
}

test('the API server accepts every site that validation accepts, and a session of each of its types', async () => {
  const left = [...sample.entries()];
  const refused = new Map<number, readonly string[]>();
  const judge = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, site] = next;
      const complaints = await against(site);
      if (complaints?.length === 0) accepted.push(site);
      else if (complaints) refused.set(index, complaints);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, judge));
  const [first] = refused.keys();
  if (first === undefined) {
    // A site whose names bear no suffix cannot be judged beside others; there must not be many.
    expect(heard.length).toBeGreaterThan(RUNS * 0.9);
    return;
  }
  const smaller = fc.asyncProperty(drawn, async (site) => expect((await against(site)) ?? []).toEqual([]));
  const small = await fc.check(smaller, { ...SEED, path: `${first}`, interruptAfterTimeLimit: MINUTES * 60_000 });
  const all = [...refused].flatMap(([index, complaints]) => complaints.map((one) => `site ${index}: ${one}`));
  throw new Error(`${all.join('\n')}\n\nsmaller than site ${first}:\n${fc.defaultReportMessage(small)}`);
});

test('so it does with every way of every union and enumeration', async () => {
  // A refusal of the sample says more, and is mended first.
  expect(accepted.length).toBeGreaterThan(RUNS * 0.9);
  const shown = new Set(accepted.flatMap((site) => [...variantsIn(site)]));
  const isLeft = (text: string) => !shown.has(text);
  const missing = new Map([...VARIANTS].filter(([text]) => isLeft(text)));
  for (const site of sitesShowing(missing, SCHEMA, [...BASES, ...accepted])) {
    expect([await against(site), site]).toEqual([[], site]);
    for (const one of variantsIn(site)) shown.add(one);
  }
  // A way that no site has is one that nobody has asked the API server about.
  expect([...VARIANTS.keys()].filter(isLeft)).toEqual([]);
  const sum = (key: 'objects' | 'sessionObjects') => heard.reduce((total, one) => total + one[key], 0);
  note({
    table: 'Generated sites',
    seed: SEED.seed,
    sites: heard.length,
    objects: sum('objects'),
    'objects of sessions': sum('sessionObjects'),
    ways: VARIANTS.size,
  });
});
