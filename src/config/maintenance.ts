import * as z from 'zod';
import { Sentence } from './names';

const Message = Sentence.default(
  'the platform is under maintenance: no session can be started, please try again later',
);

/** A time in which work is done on the cluster. It begins and ends when the change of the site is delivered. */
export const Maintenance = z.discriminatedUnion('mode', [
  /** None: sessions start. */
  z.strictObject({ mode: z.literal('none') }),
  /** No session starts, a desktop's further applications neither; what runs is left alone, and what waits in a queue waits on. */
  z.strictObject({
    mode: z.literal('block'),
    /** What whoever is refused a session is told. */
    message: Message,
  }),
  /** No session starts, and those that run are stopped by their queues; they start anew when the maintenance is over. Needs `queues`. */
  z.strictObject({
    mode: z.literal('drain'),
    /** What whoever is refused a session is told. */
    message: Message,
  }),
]);
export type Maintenance = z.infer<typeof Maintenance>;
