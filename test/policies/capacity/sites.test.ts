import { imageRoom } from '../../../policies/capacity/image-room';
import { memoryOvercommit } from '../../../policies/capacity/memory-overcommit';
import type { SiteInput } from '../../../src/config/site';
import { planOf, SITES } from '../../sites/sites';
import { ruleTable } from '../rule-table';

const site = (name: string, change: Partial<SiteInput> = {}) => ({
  plan: planOf({ ...(SITES[name] as SiteInput), ...change }),
});
const sessions = (SITES.canfar as SiteInput).sessions;

ruleTable(memoryOvercommit, {
  valid: {
    'scratch space ends the number of sessions': site('canfar'),
    'a laptop': site('demo'),
    'usual sizes': site('srcnet'),
    'as much as was declared': site('canfar', {
      scratch: { kind: 'emptyDir', perSession: '1Gi' },
      sessions: { ...sessions, flexible: { limit: { cpu: 16, memory: '192Gi' }, overcommit: 50 } },
    }),
  },
  invalid: {
    'a session may take most of a node': [
      site('canfar', {
        scratch: { kind: 'emptyDir', perSession: '1Gi' },
        sessions: { ...sessions, flexible: { limit: { cpu: 16, memory: '192Gi' } } },
      }),
      'sessions.flexible: 59 sessions fit a node of pools.cpu and may grow to 11328Gi, 47.4 times the 239Gi that it has for them; sessions.flexible.overcommit is 8',
      'sessions.flexible: 95 sessions fit a node of pools.gpu and may grow to 18240Gi, 18.3 times the 998Gi that it has for them; sessions.flexible.overcommit is 8',
    ],
  },
});

ruleTable(imageRoom, {
  valid: { 'ten sessions and 48Gi': site('canfar'), 'a laptop': site('demo') },
  invalid: {
    'sessions take the whole disk': [
      site('canfar', { scratch: { kind: 'emptyDir', perSession: '128Gi' } }),
      'scratch.perSession: 16 sessions of 128Gi leave 0Gi for images on a node of pools.cpu',
      'scratch.perSession: 16 sessions of 128Gi leave 0Gi for images on a node of pools.gpu',
    ],
  },
  notApplicable: { 'scratch space on volumes': site('srcnet') },
});
