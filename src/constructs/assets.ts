import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const texts = new Map<string, string>();

/**
 * Text of one file under `assets/`, e.g. `asset('scripts/list-images.sh')`. Throws when there is no such file.
 *
 * Read from the disk once; in the bundled command line the texts are part of the bundle.
 */
export function asset(name: string): string {
  let text = texts.get(name);
  if (text === undefined) {
    text = readFileSync(join(__dirname, '../../assets', name), 'utf8');
    texts.set(name, text);
  }
  return text;
}
