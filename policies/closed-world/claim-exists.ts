import { defineRule } from '../../src/check/rule';
import { namedExist } from '../../src/check/world/existence';

export const claimExists = defineRule({
  id: 'claim-exists',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A claim lives in one namespace. A pod that names a claim of another namespace, or none, stays Pending.',
  fix: "Name a claim of the pod's own namespace; for a claim that somebody else keeps, see sessions.volumes.",
  source: 'platform-contract.md §7 item 4; capacity-storage-network.md §3.4 S3',
  check: (platform) => namedExist(platform, ['/PersistentVolumeClaim', '/PersistentVolume']),
});
