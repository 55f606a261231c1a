import { UNRESOLVED } from '../view/field';

/**
 * A resource's properties as a preview hands them to a policy, made into plain data.
 *
 * Touching a value that is not known yet throws, and an exception that escapes switches the whole policy off. Here each
 * such value becomes a mark of its own: rules that need it cannot decide, and everything beside it is judged as usual.
 */
export function readPreview(properties: unknown): unknown {
  if (typeof properties !== 'object' || properties === null) return properties;
  if (Array.isArray(properties))
    return Array.from({ length: properties.length }, (_, index) => read(properties, index));
  return Object.fromEntries(Object.keys(properties).map((key) => [key, read(properties, key)]));
}

function read(holder: object, key: string | number): unknown {
  try {
    return readPreview((holder as Record<string | number, unknown>)[key]);
  } catch (error) {
    if (error instanceof Error && error.constructor.name === 'UnknownValueError') return UNRESOLVED;
    throw error;
  }
}
