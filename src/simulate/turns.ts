import type { FlavourChoice } from './flavour-choice';
import type { Quotas } from './quotas';
import type { Session } from './session';
import { comesBefore } from './waiting-line';

/** A session at the head of its team's queue, and what the queue could do for it. */
export interface Candidate {
  readonly session: Session;
  choice: FlavourChoice;
}

/**
 * Whose turn it is: who would not use what others are promised, then the team that would be least far beyond its own,
 * then priority, then the order of asking. This is Kueue with fair sharing.
 */
export function takeTurn(quotas: Quotas, candidates: Candidate[]): Candidate {
  if (!quotas.lending || candidates.length === 1) return candidates.shift() as Candidate;
  const ranked = candidates.map((candidate) => ({ candidate, ...standing(quotas, candidate) }));
  let first = ranked[0] as (typeof ranked)[number];
  for (const one of ranked.slice(1)) {
    const sooner =
      one.borrows !== first.borrows
        ? !one.borrows
        : one.share !== first.share
          ? one.share < first.share
          : priorityOf(one) !== priorityOf(first)
            ? priorityOf(one) > priorityOf(first)
            : comesBefore(one.candidate.session, first.candidate.session);
    if (sooner) first = one;
  }
  candidates.splice(candidates.indexOf(first.candidate), 1);
  return first.candidate;
}

const priorityOf = ({ candidate }: { readonly candidate: Candidate }) => candidate.session.demand.priority;

/** How far its team would be beyond its own with the session let in. */
function standing(quotas: Quotas, { session: { demand }, choice }: Candidate) {
  const { team, request } = demand;
  if (choice.pool >= 0) quotas.addAll(team, choice.pool, request);
  const { share, borrowed } = quotas.share(team);
  if (choice.pool >= 0) quotas.removeAll(team, choice.pool, request);
  const asks = (cell: number) =>
    quotas.counted.some((one) => quotas.cell(choice.pool, one) === cell && request[one] !== 0);
  return { share, borrows: choice.pool >= 0 && borrowed.some(asks) };
}
