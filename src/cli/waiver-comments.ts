import type { Waiver } from '../check/rule';
import { parseWaivers } from '../check/waiver-file';

/** `astroplatform: allow RULE -- reason (owner, until 2027-01-31)` */
const ALLOW = /^astroplatform:\s*allow\s+(\S+)\s*(?:--\s*(.*?)\s*\(([^()]*?),?\s*until\s+([^()\s]+)\s*\))?\s*$/;

/**
 * The waivers that a recipe holds in its comments: `# astroplatform: allow RULE -- reason (owner, until 2027-01-31)`.
 *
 * @throws {UsageError} for a waiver without reason, owner or end
 */
export function waiversIn(
  comments: readonly { readonly text: string; readonly line: number }[],
  file: string,
): readonly Waiver[] {
  return comments
    .filter(({ text }) => text.length < 1000 && /^astroplatform:(?!\s*builds\s)/.test(text))
    .flatMap(({ text, line }) => {
      const [, rule, reason, owner, expires] = ALLOW.exec(text) ?? [];
      return parseWaivers(JSON.stringify([{ rule, reason, owner, expires, subject: file }]), `${file}:${line}`);
    });
}
