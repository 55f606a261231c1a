import type fc from 'fast-check';
import { siteSchema } from '../../scripts/site-schema';
import { readSite } from '../../src/config/read-site';
import type { RegistryContent } from '../../src/config/registry-content';
import { planSite } from '../../src/plan/plan';
import type { PlannedContent } from '../../src/plan/registry-content';
import { arbitraryOf } from '../config/arbitrary-site';
import { smallSite } from '../config/small-site';
import { contradictionsOf } from './contradictions-of';

/** Content as a person writes it. */
export type ContentInput = import('zod').input<typeof RegistryContent>;

/** A content, planned as part of the small site. */
export function planned(content: ContentInput): PlannedContent {
  const site = { ...smallSite(), registry: { kind: 'external' as const, hosts: ['images.example.org'], content } };
  const { registryContent } = planSite(readSite(site, 'keck.ts'), 'keck.ts');
  if (!registryContent) throw new Error('nothing was planned');
  return registryContent;
}

/** Any content that the schema admits and that does not contradict itself; names lead to something. */
export function arbitraryContent(): fc.Arbitrary<ContentInput> {
  const content = siteSchema().json.properties?.registry?.oneOf?.[0]?.properties?.content;
  if (!content) throw new Error('the schema has moved');
  return (arbitraryOf(content) as fc.Arbitrary<ContentInput>)
    .map(repaired)
    .filter((one) => contradictionsOf(one).length === 0);
}

/** Lets names of upstreams and scanners lead to those that are declared; takes them away where there are none. */
function repaired(content: ContentInput): ContentInput {
  const upstream = Object.keys(content.upstreams ?? {})[0];
  const scanner = Object.keys(content.scanners ?? {})[0];
  const entries = <T extends object>(
    all: Record<string, T> | undefined,
    repair: (one: T, index: number) => T | undefined,
  ) =>
    Object.fromEntries(
      Object.entries(all ?? {}).flatMap(([name, one], index) => {
        const next = repair(one, index);
        return next ? [[name, next]] : [];
      }),
    ) as Record<string, T>;
  // Who applies it is no part of it.
  const { defaultScanner: _, appliedBy: __, ...rest } = content;
  return {
    ...rest,
    ...(scanner && { defaultScanner: scanner }),
    scanners: entries(content.scanners, (one, index) => ({ ...one, url: `https://scanner-${index}.example.org` })),
    replications: entries(content.replications, (one) => (upstream ? { ...one, upstream } : undefined)),
    // The grammar of addresses admits some that URL does not.
    upstreams: entries(content.upstreams, (one, index) => ({ ...one, url: `https://upstream-${index}.example.org/` })),
    projects: entries(content.projects, ({ proxyOf, scanner: chosen, ...project }) => ({
      ...project,
      webhooks: entries(project.webhooks, (one, index) => ({ ...one, address: `https://hook-${index}.example.org/a` })),
      ...(proxyOf !== undefined && upstream && { proxyOf: upstream }),
      ...(chosen !== undefined && scanner && { scanner }),
    })),
  };
}
