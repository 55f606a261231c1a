import type { SiteInput } from '../../src/config/site';
import canfar from '../../stacks/canfar';
import demo from '../../stacks/demo';
import srcnet from '../../stacks/srcnet';

const { content } = canfar.registry;

/** The sites of `stacks/` with a Harbor of their own, each in another way. */
export const HARBOR_SITES = {
  // The smallest: one pod of each part, images on a volume.
  demo: { ...demo, registry: { kind: 'harbor', storage: { kind: 'filesystem', size: '100Gi' } } },
  // The largest: several pods of each part, so that nothing of it may be one pod's alone; TLS inside.
  canfar: {
    ...canfar,
    registry: {
      kind: 'harbor',
      hosts: ['quay.example.org'],
      replicas: 3,
      storage: { kind: 's3', bucket: 'harbor', endpoint: 'https://rgw.example.org:8443', folder: 'images' },
      redis: { kind: 'external', host: 'redis.example.org', addresses: ['192.0.2.16/28'] },
      login: { kind: 'oidc', adminGroup: '/platform/admins', scopes: ['groups'] },
      scanner: { kind: 'trivy', replicas: 2, storage: { storageClass: 'rbd', size: '200Gi' } },
      internalTls: { kind: 'cert-manager' },
      version: '2.15.2',
      upgrade: { from: '2.13.4', backup: 'snapshot of 2026-11-28 in the vault, images by versions of the bucket' },
      ...(content && {
        content: { ...content, appliedBy: { kind: 'job', image: 'docker.io/example/astroplatform:0.1.0' } },
      }),
    },
    databases: { kind: 'cloudnative-pg', instances: 3, storage: { storageClass: 'rbd' } },
    // Of its volumes, which are all of the operator or caches, nobody makes any.
    snapshots: { kind: 'none' },
  },
  // Without all that can be left out; PostgreSQL and certificates are kept by others.
  srcnet: {
    ...srcnet,
    registry: {
      kind: 'harbor',
      host: 'registry.src.example.net',
      hosts: ['images.example.org'],
      storage: { kind: 'swift', authUrl: 'https://keystone.example.net:5000/v3', user: 'harbor', container: 'images' },
      login: { kind: 'local' },
      scanner: { kind: 'none' },
      metrics: false,
    },
    databases: { kind: 'external', host: 'db.example.net', authority: 'db-authority', addresses: ['192.0.2.7/32'] },
  },
} as const satisfies Record<string, SiteInput>;
