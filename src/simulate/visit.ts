import type { Seconds } from '../config/units';
import type { Demand } from './demand';
import { Session } from './session';

/** A session of a simulation: it also knows how long it will last, and what became of it. */
export class Visit extends Session {
  /** Time at which it first ran; -1 while it has not. */
  placedAt: Seconds = -1;
  /** Times that it was let in; what was planned for an earlier time does not count any more. */
  runs = 0;
  ended = false;

  constructor(
    demand: Demand,
    number: number,
    asked: Seconds,
    /** Index of the stream that it belongs to. */
    readonly stream: number,
    readonly length: Seconds,
  ) {
    super(demand, number, asked);
  }
}
