import { rules as builtIn } from '../../policies/index';
import type { Result, Rule, Severity, Waiver } from '../check/rule';
import { runRules, type Subject } from '../check/run';
import type { Profile } from '../check/session-contract';
import type { ContainerDemands } from './container-demands';
import { kindOf } from './container-kind';
import { readSubjects } from './container-subjects';
import type { Io } from './io';
import type { SearchedRepositories } from './repository-recipes';
import { parseSessionTypes } from './session-types';

/** How containers, requests and registries are to be judged. */
export interface ContainerCheck {
  /** Words of `--type`. */
  readonly types: readonly string[];
  readonly gpu: boolean;
  readonly profile: Profile;
  readonly target?: string;
  readonly buildArg?: readonly string[];
  readonly plainHttp: boolean;
  /** Whether "could not decide" fails; what an image only promises is then no proof either. */
  readonly strict: boolean;
  readonly demands: ContainerDemands;
  readonly rules: readonly Rule[];
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  readonly waivers: readonly Waiver[];
  /** Those of the site that containers are for: what they cover of other subjects is not seen here. */
  readonly ofSite: readonly Waiver[];
}

/** The results of one subject, under its name. */
export interface Judged {
  readonly name: string;
  readonly results: Result[];
}

/**
 * Judges everything that is no site, each by itself.
 *
 * @throws {UsageError} when one cannot be read
 */
export async function checkContainers(names: readonly string[], check: ContainerCheck, io: Io): Promise<Judged[]> {
  const { demands, profile, gpu } = check;
  const types = parseSessionTypes(check.types, demands.contract.types);
  const today = io.now();
  const ask = asking(check, today);
  const judged: Judged[] = [];
  const searched: SearchedRepositories = new Map();
  for (const name of names) {
    if (kindOf(name) === 'image') {
      // Loaded when an image is judged: everything else needs no network.
      const { judgeImage } = require('./judge-image') as typeof import('./judge-image');
      const { plainHttp, strict: prove } = check;
      const { contract } = demands;
      const judgement = { types, gpu, profile, contract, plainHttp, prove, today, ask };
      judged.push({ name, results: await judgeImage(name, judgement, io) });
    } else {
      const { subjects, waivers } = readSubjects(name, io.cwd, { ...check, types, today, searched });
      judged.push({ name, results: ask(subjects, waivers) });
    }
  }
  return judged;
}

/** Asks all rules, as a call says. */
export const asking =
  ({ rules, severities, waivers, ofSite, profile }: ContainerCheck, today: Date) =>
  (subjects: readonly Subject[], own: readonly Waiver[] = []): Result[] =>
    runRules([...builtIn, ...rules], subjects, {
      severities,
      waivers: [...waivers, ...own],
      lent: ofSite,
      profile,
      today: today.toISOString().slice(0, 10),
    });
