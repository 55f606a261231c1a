import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChartRows } from '../../scripts/parity/chart-rows';
import { CHARTS } from '../../scripts/parity/chart-table';
import { differences } from '../../scripts/parity/compare-charts';
import { type JsonSchema, siteSchema } from '../../scripts/site-schema';
import { wholeSite } from '../constructs/whole-site';
import { manifestsOf, SITES } from '../sites/sites';

const all = [...Object.values(SITES), wholeSite()].map(manifestsOf);
const made = new Set(
  all.flatMap(({ manifests, secrets }) => [
    ...manifests.map(({ object }) => `${object.kind} ${object.metadata.name}`),
    ...secrets.map(({ name }) => `Secret ${name}`),
  ]),
);
const rows = CHARTS.flatMap(({ title, rows: parts }) => parts.map((row) => ({ title: `${title}: ${row.what}`, row })));

test.each(rows)('$title: what is said to be here is here', ({ row }) => {
  expect((row.objects ?? []).filter((object) => !made.has(object))).toEqual([]);
  expect((row.keys ?? []).filter((key) => !isKey(siteSchema().json, key.split('.')))).toEqual([]);
  if (row.verdict !== 'same') expect(row.why).toMatch(/.{20}/);
  if (row.verdict !== 'left out') expect([...(row.objects ?? []), ...(row.keys ?? [])]).not.toEqual([]);
});

function isKey(schema: JsonSchema, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  const below = [schema, ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap(
    (one) => one.properties?.[key] ?? [],
  );
  return below.some((one) => isKey(one, rest));
}

describe('a chart beside its table', () => {
  const folder = mkdtempSync(join(tmpdir(), 'charts-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'own/templates'), { recursive: true });
  writeFileSync(join(folder, 'own/Chart.yaml'), 'version: 1.2.0\n');
  writeFileSync(join(folder, 'own/values.yaml'), 'image: { tag: x }\nextra: []\n');
  writeFileSync(join(folder, 'own/templates/service.yaml'), 'kind: Service\n');
  writeFileSync(join(folder, 'own/templates/_helpers.tpl'), 'kind: None\n');
  const table = (covers: string[], version = '1.2.0'): ChartRows => ({
    title: 'own',
    folder: 'own',
    version,
    rows: [{ what: 'it', covers, verdict: 'same' }],
  });

  test('says what one has and the other has not', () => {
    expect(differences(folder, table(['service.yaml', 'image', 'extra']))).toEqual([]);
    expect(differences(folder, table(['image.tag', 'gone.yaml'], '1.1.0'))).toEqual([
      'own: version 1.2.0 was not compared, but 1.1.0',
      'own: nothing is said of service.yaml',
      'own: nothing is said of extra',
      'own: there is no gone.yaml',
    ]);
    expect(differences(folder, { ...table([]), folder: 'other' })).toEqual([
      `other: there is no chart in ${join(folder, 'other')}`,
    ]);
  });
});
