import fc from 'fast-check';
import { parse } from 'yaml';
import type { SiteInput } from '../../src/config/site';
import { UsageError } from '../../src/errors';
import { toYaml } from '../../src/yaml';
import { SEED } from '../config/arbitrary-site';
import { HOSTILE_TEXTS } from '../config/hostile-texts';
import { textsOf, withValue } from '../config/small-site';
import { manifestsOf, SITES } from './sites';

/** A site with texts at places where those of `stacks/` have defaults. */
const talkative: SiteInput = {
  ...(SITES.canfar as SiteInput),
  name: 'talkative',
  hosts: { sessions: 'sessions-of.example.org' },
  authority: 'authority.example.org',
  namespaces: { services: 'services-of', sessions: 'sessions-of' },
  services: {
    groups: 'ivo://science.example.org/gms',
    storage: { kind: 'external', id: 'ivo://storage.example.org/vault' },
  },
  snapshots: { kind: 'none' },
  scratch: { kind: 'provisioned', provisioner: 'driver.example.org', parameters: { 'class-key': 'class-value' } },
  sessions: {
    ...(SITES.canfar as SiteInput).sessions,
    define: { notebook: { env: { GREETING: 'good-morning' }, args: ['first-argument', '${skaha.sessionid}'] } },
    tapServices: [{ label: 'archive-label', url: 'https://tap.example.org/tap' }],
    volumes: [{ claim: 'claimed-volume', mountPath: '/mounted-here' }],
  },
  cluster: { provides: { storageClasses: ['rbd'] }, privateServices: [{ cidr: '10.20.30.0/24' }] },
  ingress: {
    className: 'class-of',
    namespace: 'edge-of',
    tls: { kind: 'secrets', platform: 'tls-one', sessions: 'tls-two' },
  },
  imageList: { schedule: '7 3 * * *' },
};

// Harmless to the grammar of some key, and something else than a text to YAML, JSON, CEL or a shell.
const TRICKY = [
  ...['on', 'off', 'y', 'n', 'null', 'true', '0', '007', '1e3', '0x1f', '0b1', '1-2-3', '2027-06-30', 'nan', 'inf'],
  ...['a.b', '1.0', '1.2.3', '1e3.0', 'null.true', '0.0.0.0'],
  ...[
    'https://a.b/%20~:@&=+,-_',
    'https://1.2/',
    'ivo://1.2/3.4~-_',
    'ivo://a/b?c/d:e~f',
    '/1.0/_-',
    '/null',
    '10.0.0.0/8',
  ],
  ...[
    'a.b/1:1',
    'a.b/c:1.0_-x',
    '*/7 * * * 0',
    '0 0 1-3,5 * *',
    'it\'s "quoted" & <tagged> \\ back',
    "a, b; c | d > e # f: 'g'",
  ],
];

/** What a text becomes on its way, where it is not carried over as it is. */
const forms = (text: string) =>
  [
    text,
    text.replace(/^ivo:\/\//, '').replaceAll('/', '~'), // an identifier as a storage address
    ...(text.includes('/') ? text.split(':').slice(-1) : []), // the version of an image
  ].map(unquoted);

/** Without the signs that YAML and JSON inside a text put around others where they need it. */
const unquoted = (text: string) => text.replace(/["'\\]/g, '');

/**
 * Every text of the manifests with its place, the two texts in question replaced by a sign. Two sites that differ in one
 * text only must give the same: then it is everywhere where the other one was, whole, and changed nothing else.
 */
function fingerprint(objects: readonly unknown[], texts: readonly string[]): string[] {
  const found = [...new Set(texts.flatMap(forms))].filter((form) => form !== '').sort((a, b) => b.length - a.length);
  const pattern = new RegExp(found.map((form) => form.replace(/[\^$.*+?()[\]{}|]/g, '\\$&')).join('|'), 'g');
  return objects
    .flatMap((object) => [...textsOf(object)].map(({ path, text }) => `${path.join(' ')}: ${unquoted(text)}`))
    .filter((line) => !line.includes('checksum')) // these, and eight digits at the end of a name, follow from contents
    .map((line) => line.replace(/-[0-9a-f]{8}$/, '').replace(pattern, '\u0001'))
    .sort();
}

function rendered(site: SiteInput): unknown[] | undefined {
  try {
    return manifestsOf(site).manifests.map(({ object }) => object);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

test('any text that a site may hold comes out as the same text in the manifests, wherever it was', () => {
  const sites = new Map(
    [talkative, ...Object.values(SITES)].map((site) => [
      site.name,
      { site, before: rendered(site) ?? [], texts: [...textsOf(site)] },
    ]),
  );
  expect([...sites.values()].every(({ before }) => before.length > 20)).toBe(true);
  const changes = fc.record({
    name: fc.constantFrom(...sites.keys()),
    choice: fc.nat(),
    hostile: fc.constantFrom(...TRICKY, ...HOSTILE_TEXTS.filter((text) => text !== '')),
  });
  const through = new Set<string>();
  fc.assert(
    fc.property(changes, ({ name, choice, hostile }) => {
      const { site, before, texts } = sites.get(name) as NonNullable<ReturnType<typeof sites.get>>;
      const { path, text } = texts[choice % texts.length] as (typeof texts)[number];
      const after = rendered(withValue(site, path, hostile));
      if (!after) return;
      through.add(path.join('.'));
      const known = new Set(before.map((object) => JSON.stringify(object)));
      for (const object of after) if (!known.has(JSON.stringify(object))) expect(parse(toYaml(object))).toEqual(object);
      expect([path, fingerprint(after, [text, hostile])]).toEqual([path, fingerprint(before, [text, hostile])]);
    }),
    { ...SEED, numRuns: 450 },
  );
  expect([...through].length).toBeGreaterThan(15);
});
