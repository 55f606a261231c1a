import type { Provides } from '../../src/plan/provides';

/** A cluster that has nothing but Kubernetes. */
export const NOTHING: Provides = {
  kubernetes: '1.34',
  domain: 'cluster.local',
  nodes: [],
  entryPoints: [],
  ingressClasses: [],
  storageClasses: [],
  apis: [],
  namespaces: [],
  secrets: [],
  secretKeys: {},
  secretStores: [],
  issuers: [],
  priorityClasses: [],
  claims: [],
  objects: [],
  disposable: false,
};
