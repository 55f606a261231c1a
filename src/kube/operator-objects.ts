import type { KubeObject } from '../manifest';
import { groupKind } from './reference';

/** What an operator makes of an object, as far as others of the platform meet it; what else it makes only the operator knows. */
interface Operated {
  readonly pod: KubeObject;
  readonly services: readonly KubeObject[];
  /** Ports on which the operator, and the pods of one object among each other, ask the pods. */
  readonly asked: readonly number[];
}

type Make = (object: KubeObject) => Operated;

const PORTS = { postgresql: 5432, metrics: 9187, status: 8000 };

/** Servers of CloudNativePG, and a Service for each of their roles. */
const cnpgCluster: Make = ({ metadata: { name, namespace }, spec }) => {
  const labels = { 'cnpg.io/cluster': name };
  const place = { ...(namespace !== undefined && { namespace }) };
  const { nodeAffinity, tolerations } = mapping(mapping(spec).affinity);
  return {
    pod: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, ...place, labels },
      spec: {
        serviceAccountName: name,
        // Each tells the API server how it is.
        automountServiceAccountToken: true,
        affinity: { nodeAffinity },
        tolerations,
        containers: [
          {
            name: 'postgres',
            ports: Object.entries(PORTS).map(([port, containerPort]) => ({ name: port, containerPort })),
          },
        ],
      },
    },
    services: ['rw', 'ro', 'r'].map((role) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `${name}-${role}`, ...place },
      spec: { selector: labels, ports: [{ name: 'postgres', port: PORTS.postgresql }] },
    })),
    asked: [PORTS.postgresql, PORTS.status],
  };
};

const MAKERS: Readonly<Record<string, Make>> = { 'postgresql.cnpg.io/Cluster': cnpgCluster };

/** What an operator makes of an object; `undefined` when none does. */
export function operatedBy(object: KubeObject): Operated | undefined {
  const key = groupKind(object);
  return Object.hasOwn(MAKERS, key) ? MAKERS[key]?.(object) : undefined;
}

/** The same as a list of objects. */
export function operatorObjects(object: KubeObject): readonly KubeObject[] {
  const made = operatedBy(object);
  return made ? [made.pod, ...made.services] : [];
}

const mapping = (value: unknown) =>
  (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
