import type { Construct } from 'constructs';
import type { KubeObject } from '../manifest';
import { Resource } from './resource';

/** The account of one service's pods: its own, and without a token, which a pod that calls the API asks for itself. */
export const serviceAccount = (scope: Construct, metadata: KubeObject['metadata']): Resource =>
  new Resource(scope, 'service-account', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata,
    automountServiceAccountToken: false,
  });
