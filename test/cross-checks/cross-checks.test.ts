import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../../policies/index';
import { readSite } from '../../src/config/read-site';
import { planSite } from '../../src/plan/plan';
import { problems } from '../config/small-site';
import { SMALL } from '../plan/sample';
import { object } from '../policies/site-subject';
import { IMPOSSIBLE, POSSIBLE } from './impossible';
import { JUDGED, OF_SITES, saidOf, saidOfObjects, saidOfSite } from './judged';
import { REFUSED } from './refused';

// Every way in which numbers of such platforms are known to disagree, with a configuration that does, and what refuses it.

const page = readFileSync(join(__dirname, '../../docs/capacity.md'), 'utf8');
const rows = [...page.matchAll(/^\| (?<check>[QKGSN]\d.*?) \| (?<held>.*) \|$/gm)].map(({ groups }) => groups ?? {});
const ids = (letter: string, count: number) => Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
const ALL = [...ids('Q', 10), ...ids('K', 20), ...ids('G', 8), ...ids('S', 9), ...ids('N', 7)];

const OBJECTS = [
  [
    'N1',
    'a pod that its namespace does not admit',
    'pod-security-level',
    object('Deployment skaha-system/skaha', ({ spec }) => {
      spec.template.spec.volumes.push({ name: 'cvmfs', hostPath: { path: '/cvmfs' } });
    }),
    /hostPath|restricted|volume/i,
  ],
  [
    'N2',
    'an image from elsewhere',
    'image-registry',
    object('Deployment skaha-system/skaha', ({ spec }) => {
      spec.template.spec.containers[0].image = 'quay.io/a/b:1';
    }),
    /quay\.io/,
  ],
] as const;

describe('is refused with both places', () => {
  test.each(REFUSED)('%s: %s', (_, __, change, places) => {
    const found = problems(() => planSite(readSite({ ...SMALL, ...change }, 'keck.yaml'), 'keck.yaml'));
    const texts = found.map(({ path, fact, act }) => `${path}: ${fact}. ${act}`);
    expect(texts).toEqual(expect.arrayContaining([expect.stringContaining(places[0])]));
    const line = texts.find((text) => text.startsWith(places[0]));
    expect(line).toContain(places[1]);
  });
});

describe('cannot be written', () => {
  test.each(IMPOSSIBLE)('%s: %s', (_, __, key, site) => {
    const found = problems(() => readSite(site, 'keck.yaml'));
    expect(found.map(({ path }) => path)).toEqual([key]);
  });

  test.each(POSSIBLE)('what these are made of can', (site) => {
    expect(problems(() => planSite(readSite(site, 'keck.yaml'), 'keck.yaml'))).toEqual([]);
  });
});

describe('is found in manifests, whoever made them', () => {
  test.each(JUDGED)('%s: %s (%s)', (_, __, rule, changes, said) => {
    expect(saidOf(rule, [])).toEqual([]);
    expect(saidOf(rule, changes)).toEqual(expect.arrayContaining([expect.stringMatching(said)]));
  });

  test.each(OF_SITES)('%s: %s (%s)', (_, __, rule, change, said) => {
    expect(saidOfSite(rule, {})).toEqual([]);
    expect(saidOfSite(rule, change)).toEqual(expect.arrayContaining([expect.stringMatching(said)]));
  });

  test.each(OBJECTS)('%s: %s (%s)', (_, __, rule, change, said) => {
    expect(saidOfObjects(rule, (platform) => platform)).toEqual([]);
    expect(saidOfObjects(rule, change)).toEqual(expect.arrayContaining([expect.stringMatching(said)]));
  });
});

describe('the table of docs/capacity.md', () => {
  const shown: readonly (readonly [check: string, ...unknown[]])[] = [
    ...REFUSED,
    ...IMPOSSIBLE,
    ...JUDGED,
    ...OF_SITES,
    ...OBJECTS,
  ];
  const listed = (text: string): readonly string[] => text.match(/\b[QKGSN]\d+\b/g) ?? [];

  test('has all 54 checks, once each', () => {
    expect(ALL).toHaveLength(54);
    expect(rows.flatMap(({ check = '' }) => listed(check)).sort()).toEqual([...ALL].sort());
  });

  test.each(ALL)('%s has a bad configuration here, and what the table says of it is what refuses it', (id) => {
    const cases = shown.filter(([check]) => check === id);
    expect(cases.length).toBeGreaterThan(0);
    const held = rows.find(({ check = '' }) => listed(check).includes(id))?.held ?? '';
    if (REFUSED.some(([check]) => check === id)) expect(held).toMatch(/error/);
    if (IMPOSSIBLE.some(([check]) => check === id)) expect(held).toMatch(/cannot be written/);
    for (const [check, , rule] of [...JUDGED, ...OF_SITES, ...OBJECTS])
      if (check === id) expect(held).toContain(`\`${rule}\``);
  });

  test('names rules that exist', () => {
    const named = rows.flatMap(({ held = '' }) =>
      [...held.matchAll(/rules? ((?:`[\w-]+`(?:, )?)+)/g)].flatMap(([, list = '']) => list.match(/[\w-]+/g) ?? []),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(rules.map(({ id }) => id)).toEqual(expect.arrayContaining(named));
  });
});
