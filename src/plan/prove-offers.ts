import { type Answer, emptySituation, type Question, wouldFit } from './fit';
import { largestOffer } from './offers';
import type { Plan } from './plan';
import { quotaBook } from './quota-room';

/** One size on offer, and what becomes of it on empty nodes. */
export interface OfferProof {
  readonly question: Question;
  /** `largest` stands for every smaller size: whatever has room for it has room for them. */
  readonly size: 'largest' | 'usual' | 'fixed';
  readonly answer: Answer;
}

/**
 * Proves that every size of every session type on offer starts somewhere once the nodes are empty.
 *
 * All conditions are upper bounds on single resources, so the largest size with each number of GPUs proves all sizes
 * below it.
 */
export function proveOffers(plan: Plan): OfferProof[] {
  const situation = emptySituation(plan);
  const quota = plan.queues && quotaBook(plan.queues);
  return Object.entries(plan.sessionTypes).flatMap(([type, { resources, owner }]) => {
    const gpus = owner === 'desktop' ? [0] : [0, ...plan.offers.gpus];
    return gpus.flatMap((count) => {
      const sizes = resources
        ? ([['fixed', {}]] as const)
        : ([
            ['largest', largestOffer(plan.offers, count)],
            ['usual', {}],
          ] as const);
      return sizes.map(([size, asked]) => {
        const question = { type, ...asked, gpus: count };
        return { question, size, answer: wouldFit(plan, question, situation, quota) };
      });
    });
  });
}
