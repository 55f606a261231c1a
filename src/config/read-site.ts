import { UsageError } from '../errors';
import { type OwnRule, takeOwnRules } from './own-rules';
import { plainDataProblems } from './plain';
import { readBy } from './problems';
import { Site, type SiteInput } from './site';

/**
 * Declares a site: gives the value its type and returns it as it is.
 *
 * @example
 * ```ts
 * import { defineSite } from 'astroplatform';
 *
 * export default defineSite({
 *   name: 'keck',
 *   domain: 'platform.keck.example.org',
 *   kubernetes: '1.34',
 *   registry: { kind: 'external', hosts: ['images.keck.example.org'] },
 *   login: { kind: 'external', issuer: 'https://iam.keck.example.org/' },
 *   pools: { nodes: { role: 'both', nodes: 3, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } } },
 *   arc: { driver: 'nfs', server: 'nfs.keck.example.org', share: '/export/arc' },
 *   sessions: { authorization: { kind: 'group', group: 'ivo://platform.keck.example.org/gms?users' } },
 * });
 * ```
 */
export const defineSite = (site: SiteWithRules): SiteWithRules => site;

/** A site as a person writes it in TypeScript: data, and rules of its own. */
export type SiteWithRules = Omit<SiteInput, 'checks'> & {
  checks?: SiteInput['checks'] & { rules?: readonly OwnRule[] };
};

/**
 * Reads a site: fills in defaults, reads units, refuses what it does not understand.
 *
 * @param input what a site file holds
 * @param file name of that file, for messages
 * @throws {UsageError} with every mistake at once
 */
export function readSite(input: unknown, file: string): Site {
  const value = takeOwnRules(input).site;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`${file}: this is not a site`, [
      {
        file,
        fact: `the file holds ${value === undefined ? 'nothing' : 'no mapping'}`,
        act: /\.[mc]?[jt]s$/.test(file)
          ? 'Export a site: export default defineSite({ ... })'
          : 'Write the keys of a site, name: and the others; init --yaml writes them to start from',
      },
    ]);
  }
  const notPlain = plainDataProblems(value);
  const { value: site, problems } = notPlain.length > 0 ? { problems: notPlain } : readBy(Site, value);
  if (site) return site;
  const { name } = value as { name?: unknown };
  const label = typeof name === 'string' && /^[\w-]{1,40}$/.test(name) ? `site "${name}"` : 'the site';
  throw new UsageError(
    `${file}: ${label} is not valid`,
    problems.map((problem) => ({ file, ...problem })),
  );
}
