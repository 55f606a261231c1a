import type { Construct } from 'constructs';
import type { ServiceSpec } from 'kubernetes-types/core/v1';
import type { KubeObject } from '../manifest';
import { Resource } from './resource';

/** A Service with one port, named `http` as that of the pods that it leads to. */
export const httpService = (
  scope: Construct,
  metadata: KubeObject['metadata'],
  labels: Readonly<Record<string, string>>,
  port: number,
): Resource =>
  new Resource(scope, 'service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      selector: labels,
      ports: [{ name: 'http', port, targetPort: 'http', protocol: 'TCP' }],
    } satisfies ServiceSpec,
  });
