import { nodeCheckRights } from '../../../policies/accounts/node-check-rights';
import { type Case, caseTable } from '../case-table';
import { platformOf } from '../platform-subject';
import { object, site, without } from '../site-subject';

const rules = (...verbs: string[]) =>
  site(
    'canfar',
    object('ClusterRole canfar-check-nodes', (draft) => {
      draft.rules[0].verbs = verbs;
    }),
  );

const cases: Case[] = [
  [nodeCheckRights, 'a site', site('canfar'), 'pass'],
  [nodeCheckRights, 'nodes that nobody compares', platformOf([]), 'not-applicable'],
  [
    nodeCheckRights,
    'a right that is missing',
    rules('get'),
    ['it may not: /nodes list', 'it does not use the right: /nodes get'],
  ],
  [nodeCheckRights, 'a right too many', rules('list', 'delete'), ['it does not use the right: /nodes delete']],
  [
    nodeCheckRights,
    'no binding',
    site('canfar', without('ClusterRoleBinding canfar-check-nodes')),
    ['it may not: /nodes list'],
  ],
];

caseTable(cases);
