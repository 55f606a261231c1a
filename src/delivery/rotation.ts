import { didYouMean } from '../did-you-mean';
import { UsageError } from '../errors';
import { readReferences } from '../kube/references';
import type { KubeObject, ManagedSecret, Manifests, Rotation } from '../manifest';
import { shellQuoted } from './bootstrap-script';
import { suppliedVariable } from './bootstrap-secrets';
import { type SourceUse, sourcesOf } from './secret-sources';

/** Who keeps the values of a site: the engine, or the store that it reads. */
export type Keeper = 'bootstrap' | 'external-secrets' | 'pulumi';

/** One step of replacing a value. */
export interface RotationStep {
  /** Where in the order: the other side takes the new value, it is written, whoever reads it reads it again, the old one is forgotten. */
  readonly stage: 'accept' | 'write' | 'roll' | 'drop';
  readonly text: string;
  /** For a shell; none has a value in it. */
  readonly commands: readonly string[];
}

/** How one value is replaced. */
export interface RotationPlan {
  readonly name: string;
  readonly steps: readonly RotationStep[];
  /** What people notice. */
  readonly notice?: string;
}

/** Names of the values of a site, each with how it comes to be, and why it is never replaced where it is not. */
export const rotatable = ({ secrets }: Manifests) =>
  sourcesOf(secrets).map(({ name, source }) => {
    const rotation = rotationOf(source);
    const never = rotation.never ?? keptReason(rotation, holdersOf(secrets, name));
    return { name, kind: source.kind, ...(never !== undefined && { never }) };
  });

/**
 * The steps that replace one value while the platform runs, in the order in which nobody sends what the other side does not
 * take: the new value is accepted, written, read, and only then the old one dropped (harbor-oidc-registry.md §2.4). Nothing
 * is done here.
 *
 * @throws {UsageError} for a name that is not there, and for a value that must not change, with the reason
 */
export function planRotation(manifests: Manifests, name: string, keeper: Keeper): RotationPlan {
  const uses = sourcesOf(manifests.secrets);
  const use = uses.find((one) => one.name === name);
  if (!use)
    throw new UsageError(`secrets: there is no secret "${name}"`, [
      {
        fact: 'the site has no value of this name',
        act: didYouMean(
          name,
          uses.map((one) => one.name),
        ),
      },
    ]);
  const rotation = rotationOf(use.source);
  const holders = holdersOf(manifests.secrets, name);
  const never = rotation.never ?? keptReason(rotation, holders);
  if (never !== undefined)
    throw new UsageError(`secrets: "${name}" is not replaced`, [{ path: name, fact: never, act: 'Keep it as it is' }]);
  const { accept, apply, drop, notice } = rotation;
  return {
    name,
    steps: [
      ...(accept === undefined ? [] : [step('accept', accept)]),
      write(manifests.site, use, holders, keeper),
      ...(apply === undefined ? [] : [step('accept', apply)]),
      ...rolls(manifests, holders),
      ...(drop === undefined ? [] : [step('drop', drop)]),
    ],
    ...(notice !== undefined && { notice }),
  };
}

const step = (stage: RotationStep['stage'], text: string, commands: readonly string[] = []): RotationStep => ({
  stage,
  text,
  commands,
});

const rotationOf = (source: SourceUse['source']): Rotation => ('rotation' in source ? (source.rotation ?? {}) : {});

const holdersOf = (secrets: readonly ManagedSecret[], name: string): ManagedSecret[] =>
  secrets.filter(({ keys }) =>
    Object.values(keys).some((text) => text.some((piece) => typeof piece !== 'string' && isNamed(piece, name))),
  );

/** Whoever protects a Secret says that data cannot be read without it; how to replace a value of it all the same is then stated with the value. */
function keptReason(rotation: Rotation, holders: readonly ManagedSecret[]): string | undefined {
  const kept = holders.find(({ protect }) => protect === true);
  if (kept === undefined || Object.keys(rotation).length > 0) return undefined;
  return `it is in Secret ${kept.namespace}/${kept.name}, and what was encrypted with the values of that one cannot be read with others`;
}

/** A line of an htpasswd file follows the password that it checks. */
const isNamed = (source: SourceUse['source'], name: string): boolean =>
  source.name === name || (source.kind === 'htpasswd' && source.password.name === name);

function write(
  site: string,
  { name, source }: SourceUse,
  holders: readonly ManagedSecret[],
  keeper: Keeper,
): RotationStep {
  const places = holders.map(({ namespace, name: secret }) => `${namespace}/${secret}`).join(', ');
  const isSupplied = source.kind === 'supplied';
  switch (keeper) {
    case 'bootstrap':
      return step('write', `Write the new value into ${places}`, [
        `${isSupplied ? `${suppliedVariable(name)}=... ` : ''}sh bootstrap-secrets.sh --rotate ${shellQuoted(name)}`,
      ]);
    case 'external-secrets':
      return step(
        'write',
        `Put ${isSupplied ? 'the new value' : 'a new value'} into the store at ${site}/${name} (secret-store.md says what it looks like), and have it read`,
        holders.map(
          ({ namespace, name: secret }) =>
            `kubectl annotate externalsecret ${secret} --namespace ${namespace} --overwrite astroplatform.io/rotated="$(date +%s)"`,
        ),
      );
    case 'pulumi':
      return step(
        'write',
        isSupplied
          ? `Give the new value to the stack, which writes it into ${places}`
          : `Let the stack make a new value, which it writes into ${places}. One that was given (pulumi config) is given anew instead`,
        isSupplied ? [`pulumi config set --secret ${name}`, 'pulumi up'] : [`pulumi up --replace '**::secret/${name}'`],
      );
  }
}

/** Workloads that read a Secret at their start, those that check the value before those that send it. */
function rolls({ manifests }: Manifests, holders: readonly ManagedSecret[]): RotationStep[] {
  const readers = manifests
    .map(({ object }) => object)
    .filter((object) => object.kind in ROLLS && readsOneOf(object, holders))
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  return readers.map((object) => {
    const { name, namespace = '' } = object.metadata;
    const where = `${name} --namespace ${namespace}`;
    return ROLLS[object.kind]?.(where, `${object.kind} ${namespace}/${name}`) ?? step('roll', '');
  });
}

const ORDER = ['Job', 'StatefulSet', 'Deployment', 'CronJob'];
const restart = (resource: string) => (where: string, title: string) =>
  step('roll', `Restart ${title}`, [
    `kubectl rollout restart ${resource} ${where}`,
    `kubectl rollout status ${resource} ${where}`,
  ]);
const ROLLS: Readonly<Record<string, (where: string, title: string) => RotationStep>> = {
  Job: (where, title) =>
    step(
      'roll',
      `Run ${title} again: it brings the value to where it is checked. Delete it, and deliver the site once more`,
      [`kubectl delete job ${where}`],
    ),
  StatefulSet: restart('statefulset'),
  Deployment: restart('deployment'),
  CronJob: (_, title) => step('roll', `${title} reads it at its next run`),
};

const readsOneOf = (object: KubeObject, holders: readonly ManagedSecret[]): boolean =>
  readReferences(object).references.some(
    ({ group, kind, name, namespace }) =>
      group === '' &&
      kind === 'Secret' &&
      holders.some((secret) => secret.name === name && secret.namespace === namespace),
  );
