import { type Answer, fail } from '../rule';
import { eachOf } from '../undecided';
import type { PodView } from '../view/pod-spec';
import { BASELINE } from './baseline';
import type { Control } from './control';
import { RESTRICTED } from './restricted';

/** Levels of the Pod Security Standards, from the one that allows all to the one that allows least. */
export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

const CONTROLS: Readonly<Record<PodSecurityLevel, readonly Control[]>> = {
  privileged: [],
  baseline: BASELINE,
  restricted: [...BASELINE, ...RESTRICTED],
};

/** Oldest and newest Kubernetes that the platform targets; between them every change of the standards is one-way. */
const TARGETS = ['1.31', '1.36'];

/**
 * Judges a pod by a level of the Pod Security Standards as the API server's own admission does. (It lets a Windows pod
 * state Linux capabilities and seccomp profiles at the level "restricted"; its validation refuses such pods anyway.)
 *
 * @param version Kubernetes version whose policy is in force, e.g. `1.34`; absent: the pod must satisfy all versions
 * that the platform targets
 * @example
 * ```ts
 * podSecurity(pod, 'baseline', '1.34'); // { verdict: 'fail', faults: [{ message: 'container "x" is privileged', ... }] }
 * ```
 */
export function podSecurity(pod: PodView, level: PodSecurityLevel, version?: string): Answer {
  const minors = (version === undefined ? TARGETS : [version]).map(minorOf);
  const answer = eachOf(CONTROLS[level], (control) => minors.flatMap((minor) => control(pod, minor)));
  if (answer.verdict !== 'fail') return answer;
  // Versions agree on most, and "restricted" repeats some of "baseline".
  return fail([...new Map(answer.faults.map((fault) => [`${fault.place?.path} ${fault.message}`, fault])).values()]);
}

/** The strictest level that a pod is known to satisfy. */
export function podSecurityLevel(pod: PodView, version?: string): PodSecurityLevel {
  const levels = ['restricted', 'baseline'] as const;
  return levels.find((level) => podSecurity(pod, level, version).verdict === 'pass') ?? 'privileged';
}

function minorOf(version: string): number {
  const minor = /^v?1\.(\d{1,3})(?:\.|$)/.exec(version)?.[1];
  if (minor === undefined) throw new RangeError(`"${version}" is not a Kubernetes version`);
  return Number(minor);
}
