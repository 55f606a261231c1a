import { readFileSync } from 'node:fs';
import { type Problem, UsageError } from '../errors';
import type { Io } from './io';

/** Who asks a Harbor, and the secrets of what it is to hold. */
export interface HarborSecrets {
  readonly user: string;
  readonly password: string;
  /** By name, e.g. `robot/skaha/puller`. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** Nobody has so many secrets. */
const LARGEST = 1_048_576;

/**
 * Reads credentials from the environment (`HARBOR_USERNAME`, `HARBOR_PASSWORD`, and `HARBOR_SECRETS` as JSON), or all of
 * them as one JSON object (`username`, `password`, `secrets`) from a file descriptor. Never from arguments, which every
 * user of a machine can read.
 *
 * @throws {UsageError} that quotes nothing of what was read
 */
export function readHarborSecrets(descriptor: string | undefined, env: Io['env']): HarborSecrets {
  const given = descriptor === undefined ? fromEnvironment(env) : fromDescriptor(descriptor);
  const { username = 'admin', password, secrets = {} } = given;
  const problems: Problem[] = [];
  if (!isText(username) || /[:\p{Cc}]/u.test(username)) problems.push({ path: 'username', fact: 'is no user name' });
  if (!isText(password))
    problems.push({
      path: descriptor === undefined ? 'HARBOR_PASSWORD' : 'password',
      fact: 'is missing',
      act: 'Give the password of an administrator of the Harbor, or the secret of a robot that is for content',
    });
  const entries = Object.entries(typeof secrets === 'object' && secrets !== null ? secrets : { secrets: undefined });
  for (const [name, text] of entries) if (!isText(text)) problems.push({ path: name, fact: 'is no text' });
  if (problems.length > 0) throw new UsageError('harbor: credentials are not complete', problems);
  return { user: username as string, password: password as string, secrets: new Map(entries as [string, string][]) };
}

type Given = Readonly<Record<'username' | 'password' | 'secrets', unknown>>;

function fromEnvironment({
  HARBOR_USERNAME: username,
  HARBOR_PASSWORD: password,
  HARBOR_SECRETS: text,
}: Io['env']): Given {
  return { username, password, secrets: text ? parsed(text, 'HARBOR_SECRETS') : undefined };
}

function fromDescriptor(descriptor: string): Given {
  if (!/^[3-9]$|^[1-9]\d{1,3}$/.test(descriptor))
    throw new UsageError('harbor: credentials cannot be read', [
      {
        path: '--secrets-fd',
        fact: 'is no number of a file that is open',
        act: 'Write e.g. --secrets-fd 3 3<secrets.json',
      },
    ]);
  let text: string;
  try {
    text = readFileSync(Number(descriptor), 'utf8');
  } catch (error) {
    throw new UsageError('harbor: credentials cannot be read', [
      {
        path: '--secrets-fd',
        fact: `nothing can be read there (${(error as NodeJS.ErrnoException).code})`,
        act: 'Write e.g. --secrets-fd 3 3<secrets.json',
      },
    ]);
  }
  if (text.length > LARGEST)
    throw new UsageError('harbor: credentials cannot be read', [
      { path: '--secrets-fd', fact: 'is larger than 1 MiB' },
    ]);
  return parsed(text, '--secrets-fd') as Given;
}

function parsed(text: string, path: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Not the parser's message: it quotes what it read.
  }
  throw new UsageError('harbor: credentials cannot be read', [{ path, fact: 'is no JSON object' }]);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
