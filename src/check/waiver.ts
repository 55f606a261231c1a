import { type Result, type RuleFacts, severityOf, type Waiver } from './rule';

/** A waiver that covers nothing, and one whose time is over, are findings of their own, under these rules. */
export const waiverRules: { readonly unused: RuleFacts; readonly expired: RuleFacts } = {
  unused: {
    id: 'waiver-unused',
    topic: 'waivers',
    severity: 'warning',
    why: 'A waiver that covers nothing will silently cover the next mistake.',
    fix: 'Remove the waiver, or correct its rule and subject.',
    source: 'design.md §6',
  },
  expired: {
    id: 'waiver-expired',
    topic: 'waivers',
    severity: 'warning',
    why: 'What was accepted until a date is not accepted any more.',
    fix: 'Cure the finding and remove the waiver, or renew it with a new date and reason.',
    source: 'design.md §6',
  },
};

/** What became of the waivers of a run. */
export interface Waived {
  /** The results, those that a waiver covers with its note. */
  readonly results: readonly Result[];
  /** One per unused or expired waiver. */
  readonly findings: readonly Result[];
}

/**
 * Puts waivers on the results that they cover: failures and undecided verdicts of their rule, on their subject. The last
 * day of a waiver counts.
 *
 * @param today `YYYY-MM-DD`
 * @param lent waivers that cover too, and about which nothing is said
 * @param judged whether a rule was asked about anything at all; a waiver is unused only where its rule was asked
 */
export function applyWaivers(
  results: readonly Result[],
  waivers: readonly Waiver[],
  today: string,
  judged: (rule: string) => boolean,
  lent: readonly Waiver[] = [],
): Waived {
  const used = new Set<Waiver>();
  const covered = results.map((result) => {
    const waiver = [...waivers, ...lent].find((candidate) => candidate.expires >= today && covers(candidate, result));
    if (waiver === undefined) return result;
    used.add(waiver);
    const { reason, owner, expires } = waiver;
    return { ...result, waiver: { reason, owner, expires } };
  });
  const findings = waivers.flatMap((waiver, index) => {
    const name = waiverName(waiver, index);
    if (waiver.expires < today) return [finding(waiverRules.expired, name, `has expired on ${waiver.expires}`, waiver)];
    if (used.has(waiver) || !judged(waiver.rule)) return [];
    return [finding(waiverRules.unused, name, 'covers no finding', waiver)];
  });
  return { results: covered, findings };
}

function covers(waiver: Waiver, { rule, verdict, subject, place }: Result): boolean {
  if (waiver.rule !== rule || (verdict !== 'fail' && verdict !== 'unknown')) return false;
  return waiver.subject === undefined || waiver.subject === subject || waiver.subject === place?.object;
}

/** A waiver as findings name it: by its place among the others. */
const waiverName = ({ rule, subject }: Waiver, index: number) =>
  `waivers[${index}] (${rule}${subject === undefined ? '' : ` on ${subject}`})`;

const finding = (rule: RuleFacts, subject: string, what: string, { owner, reason }: Waiver): Result => ({
  subject,
  kind: 'site',
  rule: rule.id,
  verdict: 'fail',
  severity: severityOf(rule),
  message: `the waiver of ${owner} ("${reason}") ${what}`,
  fix: rule.fix,
});
