import type { SessionType } from '../check/session-contract';
import { recipeText } from './recipe-text';

/** What a recipe to start from says of itself. */
export interface RecipeFacts {
  /** Name of the image, a DNS label. */
  readonly name: string;
  /** Registry that it goes to, with the project: `images.example.org/team`. */
  readonly host: string;
  readonly project: string;
  /** Whom to ask: a name or an address. */
  readonly authors: string;
  /** Address of the repository that holds the recipe. */
  readonly source: string;
}

/** A file to write. */
export interface StartingFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

/** What each recipe copies into its image. */
const COPIED: Readonly<Record<SessionType, readonly string[]>> = {
  notebook: [],
  desktop: ['vnc_startup.sh'],
  'desktop-app': ['init.sh', 'startup.sh'],
  carta: ['skaha-carta.sh'],
  contributed: ['start.sh', 'app.py'],
  firefly: [],
  headless: ['run.sh', 'process.py'],
};

/** A recipe for a type of sessions, with all that belongs beside it. It meets every requirement that can be decided. */
export function startingRecipe(type: SessionType, facts: RecipeFacts): readonly StartingFile[] {
  const copied = COPIED[type];
  const values: Readonly<Record<string, string>> = {
    NAME: facts.name,
    HOST: facts.host,
    PROJECT: facts.project,
    AUTHORS: facts.authors,
    SOURCE: facts.source,
    TYPE: type,
    FILES: copied.map((name) => `!${name}`).join('\n'),
  };
  const filled = (name: string) =>
    `${recipeText(`recipes/${name}`)
      .replace(/@([A-Z]+)@/g, (_, key: string) => values[key] ?? '')
      .trimEnd()}\n`;
  return [
    ...['Dockerfile', ...copied].map((path) => ({
      path,
      text: filled(`${type}/${path}`),
      mode: path.endsWith('.sh') ? 0o755 : 0o644,
    })),
    { path: '.dockerignore', text: filled('dockerignore'), mode: 0o644 },
    { path: 'README.md', text: filled('README.md'), mode: 0o644 },
  ];
}
