import { fitsTag } from '../../src/plan/tag-glob';
import { changed, complaints, plan } from '../config/small-site';

const site = (content: unknown) => changed('registry', { kind: 'external', hosts: ['images.example.org'], content });
const retention = (fields: object) => ({ tags: { retention: { keep: ['latest'], ...fields } } });

test('labels of all session types are there, and projects have the tag policy of the content', () => {
  const { registryContent } = plan(site({ tags: { immutable: ['v*'] }, projects: { a: {}, b: { tags: {} } } }));
  expect(registryContent?.host).toBe('images.example.org');
  expect(Object.keys(registryContent?.labels ?? {})).toEqual([
    ...['notebook', 'desktop', 'desktop-app', 'carta', 'contributed', 'firefly', 'headless'],
  ]);
  expect(registryContent?.projects.map(({ name, tags: { immutable } }) => [name, immutable])).toEqual([
    ['a', ['v*']],
    ['b', ['20??.??', '20??.??.*', 'git-*']],
  ]);
});

test('a site without content plans none', () => {
  expect(plan(site(undefined)).registryContent).toBeUndefined();
});

test('the host of the content is a Harbor of the site', () => {
  const registry = (fields: object) => changed('registry', { kind: 'external', hosts: ['a.org', 'b.org'], ...fields });
  expect(plan(registry({ harbors: ['b.org'], content: {} })).registryContent?.host).toBe('b.org');
  expect(complaints(registry({ harbors: ['b.org'], content: { host: 'a.org' } }))).toEqual([
    'registry.content.host: registry.harbors does not list a.org. Add it there, or name one of them: b.org.',
  ]);
  expect(complaints(registry({ harbors: [], content: {} }))).toEqual([
    'registry.content: there is no Harbor to hold it: registry.harbors is empty. Name the Harbor there.',
  ]);
});

test.each<[title: string, content: unknown, ...lines: string[]]>([
  [
    'an upstream that is not declared',
    {
      projects: { a: { proxyOf: 'hub' } },
      replications: { r: { direction: 'push', upstream: 'quay' } },
      upstreams: { x: { type: 'harbor', url: 'https://x.org/' } },
    },
    'registry.content.projects.a.proxyOf: registry.content.upstreams has no "hub"; known: x. Declare it there, or name another.',
    'registry.content.replications.r.upstream: registry.content.upstreams has no "quay"; known: x. Declare it there, or name another.',
  ],
  [
    'a scanner that is not declared',
    { projects: { a: { scanner: 'Trivy' } }, defaultScanner: 'clair' },
    'registry.content.defaultScanner: registry.content.scanners has no "clair"; known: Trivy. Declare it there, or name another.',
  ],
  [
    'a scanner twice, and the one that is there',
    { scanners: { a: { url: 'https://s.org/' }, b: { url: 'https://s.org' }, Trivy: { url: 'https://t.org' } } },
    'registry.content.scanners.b.url: registry.content.scanners.a has this address too. Declare each scanner once.',
    'registry.content.scanners.Trivy: this scanner comes with Harbor, which does not let it be changed. Choose another name.',
  ],
  [
    'images that are copied into a proxy cache, every minute',
    {
      upstreams: { x: { type: 'harbor', url: 'https://x.org/' } },
      projects: { cache: { proxyOf: 'x' } },
      replications: { r: { direction: 'pull', upstream: 'x', into: 'cache', schedule: '* * * * *' } },
    },
    'registry.content.replications.r.into: registry.content.projects.cache is a proxy cache, and takes images from its upstream only. Name another project.',
    'registry.content.replications.r.schedule: "* * * * *" is every minute, which Harbor does not take for a replication. Write e.g. */30 * * * *.',
  ],
  [
    'a tag that moves and is immutable',
    { tags: { immutable: ['*'] }, projects: { a: { tags: { immutable: ['d[a-f]v'] } } } },
    'registry.content.tags.immutable[0]: "*" fits "latest", which every push moves. Write a narrower pattern.',
    'registry.content.projects.a.tags.immutable[0]: "d[a-f]v" fits "dev", which every push moves. Write a narrower pattern.',
  ],
  [
    'tags that are cleaned up and kept for ever',
    retention({ newest: { 'git-*': 10 }, pushedWithin: { latest: 3 } }),
    'registry.content.tags.retention.newest.git-*: registry.content.tags.immutable keeps all of these tags for ever. Take the pattern away from the one or from the other.',
    'registry.content.tags.retention.pushedWithin.latest: registry.content.tags.retention.keep keeps all of these tags for ever. Take the pattern away from the one or from the other.',
  ],
  [
    'more rules than Harbor takes',
    retention({ newest: Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`t${index}`, 1])) }),
    'registry.content.tags.retention: these are 16 rules, and Harbor takes 15. Join patterns that are treated alike.',
  ],
])('%s', (_, content, ...lines) => {
  expect(complaints(site(content))).toEqual(lines);
});

test.each<[pattern: string, fits: string[], not: string[]]>([
  ['20??.??', ['2026.11'], ['2026-11', '2026.1', '2026.11.1', 'x2026.11']],
  ['git-*', ['git-', 'git-a1b2'], ['git', 'agit-a']],
  ['[a-f][0-9]', ['a1', 'f9'], ['g1', 'A1', 'a', 'a11']],
  ['*', ['', 'anything'], []],
  ['v1.0', ['v1.0'], ['v1x0']],
])('the pattern %s', (pattern, fits, not) => {
  expect([fits, not].map((tags) => tags.filter((tag) => fitsTag(pattern, tag)))).toEqual([fits, []]);
});
