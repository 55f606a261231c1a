import type { Manifests } from '../manifest';
import { type Keeper, planRotation, type RotationPlan, type RotationStep } from './rotation';

/** A robot of a Harbor whose secret is replaced, and the one that takes its place. */
export interface RobotTurn {
  readonly old: string;
  readonly next: string;
  /** Names of their secrets, as `harbor apply` takes them. */
  readonly secrets: Readonly<Record<'old' | 'next', string>>;
  /** Longest life of a session, in days. */
  readonly days: number;
  /** Where a Job applies the content: what it reads the secrets from. Absent where people apply it. */
  readonly applied?: { readonly manifests: Manifests; readonly values: Readonly<Record<'old' | 'next', string>> };
}

/** The steps in which a robot gives way to the other one of its pair. Nothing is done here. */
export function planRobotRotation(turn: RobotTurn, keeper: Keeper): RotationPlan {
  const { old, next, secrets, days } = turn;
  const step = (stage: RotationStep['stage'], text: string): RotationStep => ({ stage, text, commands: [] });
  return {
    name: secrets.old,
    steps: [
      ...given(turn, 'next', 'accept', `Give ${next} a new secret in Harbor; ${old} goes on working`, keeper),
      step('write', `Write user and secret of ${next} to wherever those of ${old} are: pull secrets, CI`),
      step(
        'roll',
        `Wait until nobody pulls as ${old}: sessions end after ${days} days at most, and images are pulled with what their pod was made with`,
      ),
      ...given(turn, 'old', 'drop', `Give ${old} a secret that nobody has`, keeper),
    ],
  };
}

/** How a robot gets another secret: of whoever applies the content, or he would put the old one back the next time. */
function given(
  { secrets, applied }: RobotTurn,
  which: 'old' | 'next',
  stage: RotationStep['stage'],
  text: string,
  keeper: Keeper,
): RotationStep[] {
  if (applied === undefined) {
    const json = `'{"${secrets[which]}": "..."}'`;
    const commands =
      keeper === 'pulumi'
        ? [`pulumi config set --secret harbor-secrets ${json}`, 'pulumi up']
        : [`HARBOR_SECRETS=${json} astroplatform harbor apply FILE`];
    return [{ stage, text, commands }];
  }
  const { steps } = planRotation(applied.manifests, applied.values[which], keeper);
  const first = { stage, text: `${text}, by the Job that applies the content`, commands: [] };
  return [first, ...steps.filter((one) => one.stage !== 'roll').map((one) => ({ ...one, stage }))];
}
