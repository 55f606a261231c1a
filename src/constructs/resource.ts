import { ApiObject, type ApiObjectProps, Chart } from 'cdk8s';
import { type Construct, Node } from 'constructs';
import type { KubeObject } from '../manifest';
import type { Backup } from './backup';

/** What engines must know about an object beyond its fields. */
export interface Intent {
  /** Holds data or the objects of others: never deleted without an explicit order. @default false */
  readonly protect?: boolean;
  /** How its data come back when they are lost; written on what is protected. @default nobody knows */
  readonly backup?: Backup | undefined;
  /** Watches over all others: delivered after them. @default false */
  readonly last?: boolean;
  /** Construct paths that this object had in earlier releases, newest first. @default none */
  readonly renamedFrom?: readonly string[];
}

const RESOURCE = Symbol.for('astroplatform.Resource');

/** One Kubernetes object with an explicit name, and the intent that goes with it. */
export class Resource extends ApiObject {
  constructor(
    scope: Construct,
    id: string,
    /** The object as it was declared, before patches and labels. */
    readonly declared: KubeObject,
    readonly intent: Intent = {},
  ) {
    const labels = {
      'app.kubernetes.io/managed-by': 'astroplatform',
      'app.kubernetes.io/component': capabilityOf(scope),
      ...declared.metadata.labels,
    };
    const metadata = { ...declared.metadata, labels };
    super(scope, id, { ...declared, metadata } as ApiObjectProps);
    // A chart puts its own namespace on every object that names none, those of the whole cluster too.
    Object.assign(this.metadata, { namespace: declared.metadata.namespace });
    Object.defineProperty(this, RESOURCE, { value: true });
  }

  /** Whether a construct is a Resource; works across two copies of the package, unlike `instanceof`. */
  static isResource(construct: unknown): construct is Resource {
    return typeof construct === 'object' && construct !== null && RESOURCE in construct;
  }
}

/** The capability that a construct belongs to: the construct directly under the chart. */
export function capabilityOf(construct: Construct): string {
  const { scopes } = Node.of(construct);
  const chart = scopes.findIndex(Chart.isChart);
  return Node.of(scopes[chart + 1] ?? construct).id;
}
