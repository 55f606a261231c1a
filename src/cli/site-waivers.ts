import { dirname, resolve } from 'node:path';
import type { Waiver } from '../check/rule';
import type { LoadedSite } from './load-site';

/**
 * The waivers of a site as containers meet them: one whose subject is a file, seen from the folder of the site, covers
 * that file by whatever path the call names it.
 *
 * @param containers as the call names them
 */
export function waiversFor(containers: readonly string[], { file, site }: LoadedSite, cwd: string): readonly Waiver[] {
  const folder = dirname(resolve(cwd, file));
  return site.checks.waivers.map((waiver) => {
    const { subject } = waiver;
    if (subject === undefined || containers.includes(subject)) return waiver;
    const named = containers.find((container) => resolve(cwd, container) === resolve(folder, subject));
    return named === undefined ? waiver : { ...waiver, subject: named };
  });
}
