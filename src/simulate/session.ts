import type { Demand } from './demand';

/** One session, from the moment somebody asks for it. */
export class Session {
  /** Index of the pool whose quota it uses; -1 while it waits. */
  pool = -1;
  /** Node that it runs on, or that its queue chose for it; -1 for none. */
  node = -1;
  admittedAt = -1;
  /** Place in the order in which pods came to the scheduler; -1 before. */
  came = -1;
  /** That place, where it is known; -1 for one behind all others. */
  turn = -1;
  /** Node that it gets where several are equally good; -1 for any of them. */
  wish = -1;
  /** Pool to look at first, because those before it were tried in vain. */
  nextPool = 0;
  /** Round of the queues in which that was. */
  triedIn = -1;

  /**
   * @param number place in the order of asking
   * @param asked time of asking
   * @param tie decides between sessions that came, or were admitted, at the same time: smaller goes first
   */
  constructor(
    readonly demand: Demand,
    readonly number: number,
    readonly asked: number,
    readonly tie: number = number,
  ) {}
}
