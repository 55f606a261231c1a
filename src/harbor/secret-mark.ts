import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** Cost of the hash (N of scrypt): slow enough that nobody guesses a password from it. */
export const HASH_COST = 2 ** 14;

const MARK = / ?\[secret ([0-9a-f]{16})\.([0-9a-f]{32})\]$/;
const derive = promisify(scrypt) as (
  text: string,
  salt: string,
  length: number,
  options: { N: number },
) => Promise<Buffer>;

// Harbor gives no secret back. So the hash of the one that was set stands in the description of what it belongs to, and
// whoever applies the content next can tell whether his is another.

/** A description without the mark. */
export const unmarked = (description: string): string => description.replace(MARK, '');

/** Whether a description bears a mark at all. */
export const isMarked = (description: string): boolean => MARK.test(description);

/** A description with the mark of a secret. */
export async function marked(description: string, secret: string, cost: number): Promise<string> {
  const salt = randomBytes(8).toString('hex');
  const hash = await derive(secret, salt, 16, { N: cost });
  return `${unmarked(description)} [secret ${salt}.${hash.toString('hex')}]`.trimStart();
}

/** Whether a description bears the mark of this secret. */
export async function bearsMarkOf(description: string, secret: string, cost: number): Promise<boolean> {
  const [, salt, hash] = MARK.exec(description) ?? [];
  if (salt === undefined || hash === undefined) return false;
  return timingSafeEqual(await derive(secret, salt, 16, { N: cost }), Buffer.from(hash, 'hex'));
}
