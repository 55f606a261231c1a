import type { SiteInput } from '../../../src/config/site';
import { planOf } from '../../sites/sites';
import { admission } from '../admission';
import { answers } from '../answers';
import { crowd } from '../crowd';
import { maintenance } from '../maintenance';
import { onPlatform } from '../on-platform';
import { queueMetrics } from '../queue-metrics';
import { rights } from '../rights';
import { sessions } from '../sessions';

/** All that is asked of a platform on a control plane. Each site has a file of its own, so that they run side by side. */
export function everything(site: SiteInput): void {
  const on = onPlatform(planOf(site));
  describe('sessions', () => sessions(on));
  describe('a crowd', () => crowd(on));
  // The site whose numbers the documentation quotes.
  if (site.name === 'canfar') describe('answers of fit', () => answers(on));
  if (on.plan.queues) describe('what queues measure', () => queueMetrics(on));
  describe('rights', () => rights(on));
  describe('admission', () => admission(on));
  describe('maintenance', () => maintenance(on, site));
}
