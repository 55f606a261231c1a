import { readSite } from '../../src/config/read-site';
import type { SiteInput } from '../../src/config/site';
import { planSite } from '../../src/plan/plan';

/** A site that is as small as it can be, for tests that change one thing of it. */
export const SMALL: SiteInput = {
  name: 'keck',
  domain: 'science.example.org',
  kubernetes: '1.34',
  registry: { kind: 'external', hosts: ['images.example.org'] },
  login: { kind: 'external', issuer: 'https://iam.example.org/' },
  pools: { cpu: { role: 'both', nodes: 4, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } } },
  arc: {
    driver: 'nfs',
    server: 'nfs.example.org',
    share: '/export/arc',
    backup: { kind: 'storage', where: 'snapshots of the server' },
  },
  scratch: { kind: 'emptyDir', perSession: '50Gi' },
  sessions: { authorization: { kind: 'group', group: 'ivo://science.example.org/gms?platform-users' } },
};

/** Plan of the small site with changes. */
export const planOf = (change: Partial<SiteInput> = {}) =>
  planSite(readSite({ ...SMALL, ...change }, 'keck.yaml'), 'keck.yaml');
