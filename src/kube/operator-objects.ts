import type { KubeObject } from '../manifest';
import { groupKind } from './reference';
import { MOST_PODS } from './stateful-claims';

/** What an operator makes of an object, as far as others of the platform meet it; what else it makes only the operator knows. */
interface Operated {
  readonly pod: KubeObject;
  readonly services: readonly KubeObject[];
  /** Ports on which the operator, and the pods of one object among each other, ask the pods. */
  readonly asked: readonly number[];
  /** Claims with the data of its pods. */
  readonly claims: OperatedClaims;
}

/** Claims that an operator makes, and takes away again: one that is lost comes back under a name with another number. */
interface OperatedClaims {
  /** What all their names begin with. */
  readonly prefix: string;
  /** Their first names. */
  readonly names: readonly string[];
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
    claims: { prefix: `${name}-`, names: firstNames(name, mapping(spec).instances) },
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

/** A server counts from one; a number with a nought too many must not fill the memory. */
const firstNames = (cluster: string, servers: unknown) =>
  Array.from({ length: Math.min(Number.isSafeInteger(servers) ? Math.max(Number(servers), 0) : 1, MOST_PODS) }).map(
    (_, index) => `${cluster}-${index + 1}`,
  );

const mapping = (value: unknown) =>
  (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
