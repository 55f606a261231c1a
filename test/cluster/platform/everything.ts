import { planOf, SITES } from '../sites/sites';
import { admission } from './admission';
import { answers } from './answers';
import { crowd } from './crowd';
import { maintenance } from './maintenance';
import { onPlatform } from './on-platform';
import { queueMetrics } from './queue-metrics';
import { rights } from './rights';
import { sessions } from './sessions';

describe.each(Object.keys(SITES))('site %s', (name) => {
  const on = onPlatform(planOf(SITES[name] as never));
  describe('sessions', () => sessions(on));
  describe('a crowd', () => crowd(on));
  // The site whose numbers the documentation quotes.
  if (name === 'canfar') describe('answers of fit', () => answers(on));
  if (on.plan.queues) describe('what queues measure', () => queueMetrics(on));
  describe('rights', () => rights(on));
  describe('admission', () => admission(on));
  describe('maintenance', () => maintenance(on, SITES[name] as never));
});
