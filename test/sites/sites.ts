import { readSite } from '../../src/config/read-site';
import type { SiteInput } from '../../src/config/site';
import { platform } from '../../src/constructs/platform';
import { planSite } from '../../src/plan/plan';
import canfar from '../../stacks/canfar';
import demo from '../../stacks/demo';
import srcnet from '../../stacks/srcnet';
import { LAPTOP } from './laptop-site';

/** The sites of `stacks/`, by name. */
export const SITES: Readonly<Record<string, SiteInput>> = { demo, canfar, srcnet };

/** The sites of `stacks/`, and one that has every part: what is true of any site is true of these. */
export const ALL_SITES: Readonly<Record<string, SiteInput>> = { ...SITES, laptop: LAPTOP };

/** Plan of a site. */
export const planOf = (site: SiteInput) => planSite(readSite(site, `stacks/${site.name}.ts`), `stacks/${site.name}.ts`);

/** Manifests of a site. */
export const manifestsOf = (site: SiteInput) => platform(planOf(site));
