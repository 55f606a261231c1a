import type { Plan } from '../plan';
import { capacityPanels } from './capacity-panels';
import type { Dashboard } from './dashboard';
import { measuredParts } from './part-panels';
import { platformPanels, storagePanels } from './platform-panels';
import { queuePanels } from './queue-panels';
import { sessionPanels } from './session-panels';
import { termsOf } from './terms';

/** The dashboards of a site. A page about something that the site does not have is left out. */
export function dashboardsOf(plan: Plan): readonly Dashboard[] {
  const terms = termsOf(plan.site);
  return [
    { name: 'sessions', title: 'Sessions', panels: sessionPanels(terms) },
    { name: 'capacity', title: 'Capacity', panels: capacityPanels(plan, terms) },
    ...(plan.queues ? [{ name: 'queues', title: 'Queues', panels: queuePanels(plan.queues) }] : []),
    { name: 'storage', title: 'Storage', panels: storagePanels(terms) },
    { name: 'platform', title: 'Platform', panels: platformPanels(plan, terms) },
    ...measuredParts(plan, terms).map(({ page }) => page),
  ];
}
