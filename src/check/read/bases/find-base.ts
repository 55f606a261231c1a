import type { Container } from '../../facts';
import { formatImageReference, type ImageReference, parseImageReference } from '../../view/image-reference';
import { type KnownBase, knownBase, unknownBase } from '../recipe/base';
import { KNOWN_BASES } from './known-bases';

/** Bases on bases deeper than this lead in a circle. */
const DEEPEST = 10;

/**
 * What is known of a base from its name alone.
 *
 * @param own bases that a site adds; they come before ours
 */
export function findBase(image: ImageReference, own: readonly KnownBase[] = []): Container {
  const reference = formatImageReference(image);
  const found = lookUp(image, own, DEEPEST);
  return found ? knownBase(found, reference) : unknownBase(`the base ${reference} is not among the known bases`);
}

function lookUp(
  { host, repository, tag = 'latest' }: ImageReference,
  own: readonly KnownBase[],
  depth: number,
): KnownBase | undefined {
  const base = [...own, ...KNOWN_BASES].find(
    (one) => one.repository === `${host}/${repository}` && (one.tags === undefined || one.tags.test(tag)),
  );
  const found = base && ofRelease(base, tag);
  const below = base?.on === undefined || depth === 0 ? undefined : parseImageReference(base.on);
  const known = below && lookUp(below, own, depth - 1);
  return found && known ? onTop(found, known) : found;
}

/** A base whose tag names the release of its distribution. */
function ofRelease(base: KnownBase, tag: string): KnownBase {
  const version = base.distribution?.version ?? base.release?.exec(tag)?.[1];
  return base.distribution && version !== undefined
    ? { ...base, distribution: { ...base.distribution, version } }
    : base;
}

/** A base with all that is known of the one below it. */
function onTop(base: KnownBase, below: KnownBase): KnownBase {
  const brought = new Set([
    ...(base.commands ?? []),
    ...(base.packages ?? []),
    ...(base.libraries ?? []),
    ...(base.readable ?? []),
    ...Object.keys(base.files ?? {}),
  ]);
  const gone = new Set(base.lacks);
  const both = (key: 'commands' | 'packages' | 'libraries' | 'readable' | 'empty') =>
    [...(below[key] ?? []), ...(base[key] ?? [])].filter((one) => !gone.has(one));
  return {
    ...below,
    ...base,
    env: { ...below.env, ...base.env },
    files: { ...below.files, ...base.files },
    commands: both('commands'),
    packages: both('packages'),
    libraries: both('libraries'),
    readable: both('readable'),
    empty: both('empty'),
    lacks: [...(below.lacks ?? []).filter((one) => !brought.has(one)), ...gone],
    // It may set variables that nobody listed.
    wholeEnv: false,
  };
}
