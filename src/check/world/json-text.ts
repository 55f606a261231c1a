import { Undecided } from '../undecided';
import { Field } from '../view/field';

/**
 * A text of JSON as a field, so that what it says can be read like a manifest.
 *
 * @param path where the text stands, for messages
 * @throws Undecided where it is no JSON
 */
export function jsonText(text: string, path: string): Field {
  try {
    return Field.of(JSON.parse(text), path);
  } catch {
    throw new Undecided(`${path} is no JSON`);
  }
}
