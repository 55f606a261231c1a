import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { amountAt } from '../../src/check/view/amount';
import { manifestFault } from '../../src/check/world/faults';
import { limitRangesOf } from '../../src/check/world/limit-range';
import { type World, worldOf } from '../../src/check/world/world';
import { UNIT } from '../../src/quantity';

const FILE = 'k8s-resources.json';
const Gi = 2n ** 30n;

export const resourcesFile = defineRule({
  id: 'resources-file',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'Web pages offer users the sizes of this file; one that the LimitRange does not allow is refused when it is chosen.',
  fix: 'Write whole numbers: options that the LimitRange allows, and defaults that are among them.',
  source:
    'platform-contract.md §2.1, §7 item 12; skaha-verified.md §2 item 12; capacity-storage-network.md §3.4 Q3, S9',
  check: (platform) => {
    const world = worldOf(platform);
    const holders = platform.manifests.filter(
      ({ object }) => object.kind === 'ConfigMap' && object.data?.[FILE] !== undefined,
    );
    if (holders.length === 0) return notApplicable;
    const perUser = world.service?.variables.get('skaha.maxusersessions')?.value;
    return fail(
      holders.flatMap((holder): Fault[] =>
        factsOf(String(holder.object.data[FILE]), maximaOf(world), perUser).map((fact) =>
          manifestFault(holder, `data["${FILE}"]`, fact),
        ),
      ),
    );
  },
});

interface Sizes {
  readonly default?: unknown;
  readonly defaultRequest?: unknown;
  readonly defaultLimit?: unknown;
  readonly options?: unknown;
}

/** What the LimitRange allows, in the units of the file; none where there is no LimitRange. */
type Maxima = Readonly<Record<'cores' | 'memoryGB' | 'gpus', number | undefined>>;

function factsOf(text: string, maxima: Maxima, perUser: string | undefined): string[] {
  let file: Readonly<Record<string, unknown>>;
  try {
    file = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    return [`it is not JSON: ${(error as Error).message}`];
  }
  const gpus = (file.gpus as Sizes | undefined)?.options;
  return [
    ...(['cores', 'memoryGB'] as const).flatMap((what) => sizeFacts(what, (file[what] ?? {}) as Sizes, maxima[what])),
    ...optionFacts('gpus', gpus, maxima.gpus),
    ...(isCount(file.maxInteractiveSessions) ? [] : ['maxInteractiveSessions is not a whole number']),
    ...(perUser === undefined || perUser === String(file.maxInteractiveSessions)
      ? []
      : [`maxInteractiveSessions is ${file.maxInteractiveSessions}, and the session service allows ${perUser}`]),
  ];
}

function sizeFacts(what: string, sizes: Sizes, max: number | undefined): string[] {
  const { options } = sizes;
  const listed = Array.isArray(options) ? options : [];
  const defaults = ['default', 'defaultRequest', 'defaultLimit'] as const;
  return [
    ...optionFacts(what, options, max),
    ...(listed.length > 0 ? [] : [`${what}.options is empty`]),
    ...defaults.filter((one) => !listed.includes(sizes[one])).map((one) => `${what}.${one} is not among the options`),
  ];
}

function optionFacts(what: string, options: unknown, max: number | undefined): string[] {
  if (!Array.isArray(options)) return [`${what}.options is not a list`];
  return [
    ...options
      .filter((option) => !isCount(option))
      .map((option) => `${what}.options has ${JSON.stringify(option)}, which is no whole number`),
    ...options
      .filter((option) => isCount(option) && max !== undefined && option > max)
      .map((option) => `${what}.options has ${option}, and the LimitRange allows ${max}`),
  ];
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

function maximaOf(world: World): Maxima {
  const [range] = limitRangesOf(world);
  const max = range?.limits.items()[0]?.get('max');
  const whole = (resource: string, unit: bigint) => {
    const amount = max && amountAt(max.get(resource));
    return amount === undefined ? undefined : Number(amount / (unit * UNIT));
  };
  return {
    cores: whole('cpu', 1n),
    memoryGB: whole('memory', Gi),
    gpus: max?.exists ? (whole('nvidia.com/gpu', 1n) ?? 0) : undefined,
  };
}
