import type { z } from 'zod';
import { bare, constants, keysOf } from './schema-tree';

/** What to write where a schema reads: `a whole number from 1 to 16`, `one of: mig, exclusive`, `a mapping with cpu`. */
export function hintFor(schema: z.core.$ZodType): string {
  const node = bare(schema);
  const { def } = node._zod;
  switch (def.type) {
    case 'number':
      return numberHint(node as z.ZodNumber);
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object': {
      const { required } = keysOf(node);
      return required.length > 0 ? `a mapping with ${required.join(', ')}` : 'a mapping';
    }
    case 'record':
      return 'a mapping';
    case 'enum':
    case 'literal':
      return oneOf(constants(node));
    case 'union': {
      const { discriminator } = def as { discriminator?: string };
      if (discriminator) {
        const tags = tagsOf(def.options, discriminator);
        return `a mapping with ${discriminator}${tags.length === 1 ? ': ' : ', '}${oneOf(tags)}`;
      }
      return ownHint(node) ?? [...new Set(def.options.map(hintFor))].join(', or ');
    }
    default:
      return ownHint(node) ?? 'a text';
  }
}

/** `one of: a, b`; alone, the only one. */
export const oneOf = (values: readonly unknown[]): string =>
  values.length === 1 ? String(values[0]) : `one of: ${values.join(', ')}`;

/** Values of the key that tells the alternatives of a union apart. */
export function tagsOf(options: readonly z.core.$ZodType[], key: string): unknown[] {
  return options.flatMap((option) => {
    const { def } = bare(option)._zod;
    if (def.type === 'union') return tagsOf(def.options, key);
    const tag = def.type === 'object' ? def.shape[key] : undefined;
    return tag ? constants(bare(tag)) : [];
  });
}

// A schema with a message of its own says there what to write; a text that nothing admits brings it out.
function ownHint(node: z.core.$ZodType): string | undefined {
  const result = (node as z.ZodType).safeParse('\0', { error: () => '' });
  return result.error?.issues.find(({ message }) => message !== '')?.message.replace(/^write /, '');
}

function numberHint({ minValue, maxValue, isInt }: z.ZodNumber): string {
  const kind = isInt ? 'a whole number' : 'a number';
  const [low, high] = [minValue, maxValue].map((bound) =>
    bound === null || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? undefined : bound,
  );
  if (low !== undefined && high !== undefined) return `${kind} from ${low} to ${high}`;
  return low === undefined ? kind : `${kind}, at least ${low}`;
}
