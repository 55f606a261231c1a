import type { SiteInput } from '../../src/config/site';
import { smallSite } from '../config/small-site';

/** A site that runs every service itself that it can. */
export const wholeSite = (changes: Partial<SiteInput> = {}): SiteInput => ({
  ...smallSite(),
  arc: {
    driver: 'cephfs',
    clusterID: 'arc-cluster',
    fsName: 'arc',
    rootPath: '/volumes/arc',
    nodeStageSecret: { name: 'csi-cephfs-node', namespace: 'ceph-csi' },
    backup: { kind: 'storage', where: 'ceph fs snap-schedule, daily, kept 30 days' },
  },
  // No node mounts the folder of /arc for both.
  pools: {
    services: { role: 'services', nodes: 3, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } },
    nodes: { role: 'sessions', nodes: 3, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } },
  },
  services: {
    ivoaRegistry: {
      kind: 'embedded',
      entries: { 'ivo://platform.keck.example.org/gms': 'https://gms.keck.example.org:8444/gms/capabilities' },
    },
    posixMapper: { kind: 'embedded' },
    storage: { kind: 'embedded', admin: { name: 'admin', uid: 10_000 }, quota: '25Gi' },
  },
  ingress: { tls: { kind: 'cert-manager', issuer: { name: 'letsencrypt' } } },
  ...changes,
});
