import type { RegistryContent } from '../config/registry-content';
import type { Site } from '../config/site';
import type { TagPolicy } from '../config/tag-policy';
import type { Problem } from '../errors';
import { planHosts } from './hosts';
import { fitsTag } from './tag-glob';

/** Scanner that Harbor brings along. */
export const BUILT_IN_SCANNER = 'Trivy';
/** Rules that one retention policy of Harbor can have (goharbor/harbor:src/server/v2.0/handler/retention.go). */
const MOST_RULES = 15;
/** Tags that each push moves. */
const MOVING = ['latest', 'dev'];

/** What the content of the registry says in two places that cannot both be. */
export function* contentProblems(site: Site): Generator<Problem> {
  const { content } = site.registry;
  if (!content) return;
  const { harbors } = planHosts(site);
  if (harbors.length === 0)
    yield {
      path: 'registry.content',
      fact: 'there is no Harbor to hold it: registry.harbors is empty',
      act: 'Name the Harbor there',
    };
  else if (content.host !== undefined && !harbors.includes(content.host))
    yield {
      path: 'registry.content.host',
      ...(site.registry.kind === 'harbor'
        ? { fact: `the Harbor of this site is ${harbors[0]}`, act: 'Leave it out: the content is that of this Harbor' }
        : {
            fact: `registry.harbors does not list ${content.host}`,
            act: `Add it there, or name one of them: ${harbors.join(', ')}`,
          }),
    };
  const builtIn = site.registry.kind === 'harbor' && site.registry.scanner.kind === 'none' ? [] : [BUILT_IN_SCANNER];
  yield* contradictionsIn(content, builtIn);
  const { appliedBy } = content;
  const registry = appliedBy.kind === 'job' ? appliedBy.image.split('/')[0] : undefined;
  if (registry !== undefined && !site.images.registries.includes(registry))
    yield {
      path: 'registry.content.appliedBy.image',
      fact: `images.registries does not list ${registry}`,
      act: 'Add it there, or take the image from a registry that is listed',
    };
}

/**
 * What a content says in two places that cannot both be, whoever declares it.
 *
 * @param builtIn scanners that are there without being declared
 */
export function* contradictionsIn(
  content: RegistryContent,
  builtIn: readonly string[] = [BUILT_IN_SCANNER],
): Generator<Problem> {
  yield* nameProblems(content, builtIn);
  yield* tagProblems('registry.content.tags', content.tags);
  for (const [name, { tags }] of Object.entries(content.projects))
    if (tags) yield* tagProblems(`registry.content.projects.${name}.tags`, tags);
}

/** Names that nothing has. */
function* nameProblems(content: RegistryContent, builtIn: readonly string[]): Generator<Problem> {
  const known = {
    upstreams: Object.keys(content.upstreams),
    scanners: [...Object.keys(content.scanners), ...builtIn],
  };
  const uses: (readonly [path: string, name: string | undefined, among: keyof typeof known])[] = [
    ...Object.entries(content.projects).flatMap(([name, { proxyOf, scanner }]) => [
      [`projects.${name}.proxyOf`, proxyOf, 'upstreams'] as const,
      [`projects.${name}.scanner`, scanner, 'scanners'] as const,
    ]),
    ...Object.entries(content.replications).map(
      ([name, { upstream }]) => [`replications.${name}.upstream`, upstream, 'upstreams'] as const,
    ),
    ['defaultScanner', content.defaultScanner, 'scanners'],
  ];
  for (const [path, name, among] of uses) {
    if (name === undefined || known[among].includes(name)) continue;
    const names = known[among].join(', ') || 'none';
    yield {
      path: `registry.content.${path}`,
      fact: `registry.content.${among} has no "${name}"; known: ${names}`,
      act: 'Declare it there, or name another',
    };
  }
  yield* scannerProblems(content);
  for (const [name, replication] of Object.entries(content.replications)) {
    const { into = '' } = replication;
    if (replication.direction === 'pull' && content.projects[into]?.proxyOf)
      yield {
        path: `registry.content.replications.${name}.into`,
        fact: `registry.content.projects.${into} is a proxy cache, and takes images from its upstream only`,
        act: 'Name another project',
      };
    if (replication.schedule?.startsWith('* '))
      yield {
        path: `registry.content.replications.${name}.schedule`,
        fact: `"${replication.schedule}" is every minute, which Harbor does not take for a replication`,
        act: 'Write e.g. */30 * * * *',
      };
  }
}

function* scannerProblems({ scanners }: RegistryContent): Generator<Problem> {
  const all = Object.entries(scanners);
  for (const [index, [name, { url }]] of all.entries()) {
    const [other] = all.slice(0, index).find(([, one]) => sameUrl(one.url, url)) ?? [];
    if (other)
      yield {
        path: `registry.content.scanners.${name}.url`,
        fact: `registry.content.scanners.${other} has this address too`,
        act: 'Declare each scanner once',
      };
    if (name === BUILT_IN_SCANNER)
      yield {
        path: `registry.content.scanners.${name}`,
        fact: 'this scanner comes with Harbor, which does not let it be changed',
        act: 'Choose another name',
      };
  }
}

/** Harbor takes a final slash off. */
const sameUrl = (a: string, b: string) => a.replace(/\/+$/, '') === b.replace(/\/+$/, '');

function* tagProblems(path: string, { immutable, retention }: TagPolicy): Generator<Problem> {
  for (const [index, pattern] of immutable.entries()) {
    const moving = MOVING.find((tag) => fitsTag(pattern, tag));
    if (moving)
      yield {
        path: `${path}.immutable[${index}]`,
        fact: `"${pattern}" fits "${moving}", which every push moves`,
        act: 'Write a narrower pattern',
      };
  }
  if (!retention) return;
  const { keep, newest, pushedWithin, pulledWithin } = retention;
  const limited = { newest, pushedWithin, pulledWithin };
  for (const [key, patterns] of Object.entries(limited)) {
    for (const pattern of Object.keys(patterns)) {
      const other = [
        ['immutable', immutable],
        ['retention.keep', keep],
      ] as const;
      const [where] = other.find(([, all]) => all.includes(pattern)) ?? [];
      if (where)
        yield {
          path: `${path}.retention.${key}.${pattern}`,
          fact: `${path}.${where} keeps all of these tags for ever`,
          act: 'Take the pattern away from the one or from the other',
        };
    }
  }
  const rules = 1 + Object.values(limited).reduce((sum, patterns) => sum + Object.keys(patterns).length, 0);
  if (rules > MOST_RULES)
    yield {
      path: `${path}.retention`,
      fact: `these are ${rules} rules, and Harbor takes ${MOST_RULES}`,
      act: 'Join patterns that are treated alike',
    };
}
