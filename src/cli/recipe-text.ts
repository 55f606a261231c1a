import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Text of one file under `assets/recipes/`, e.g. `recipeText('recipes/notebook/Dockerfile')`. In the bundled command line
 * the texts are part of the bundle.
 */
export const recipeText = (name: string): string => readFileSync(join(__dirname, '../../assets', name), 'utf8');
