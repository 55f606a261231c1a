import { limitRangeSingle } from '../../policies/objects/limit-range-single';
import type { KubeObject } from '../../src/manifest';
import { object, platform } from './objects';
import { ruleTable } from './rule-table';

const range = (name: string, namespace?: string): KubeObject =>
  object('v1', 'LimitRange', {}, { name, ...(namespace === undefined ? {} : { namespace }) });

ruleTable(limitRangeSingle, {
  valid: { 'one in each namespace': platform([range('a', 'n'), range('a', 'm'), range('a')]) },
  invalid: {
    'two in one namespace': [
      platform([range('a', 'n'), range('b', 'm'), range('b', 'n'), range('c', 'n')]),
      'LimitRange n/b: the namespace n has the LimitRange a already',
      'LimitRange n/c: the namespace n has the LimitRange a already',
    ],
  },
  notApplicable: { 'no LimitRange': platform([object('v1', 'ConfigMap')]) },
});
