import { ApiObject, type ApiObjectProps } from 'cdk8s';
import type { Construct } from 'constructs';
import type { KubeObject } from '../manifest';

/** What engines must know about an object beyond its fields. */
export interface Intent {
  /** Holds data or the objects of others: never deleted without an explicit order. @default false */
  readonly protect?: boolean;
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
    const metadata = {
      ...declared.metadata,
      labels: { 'app.kubernetes.io/managed-by': 'astroplatform', ...declared.metadata.labels },
    };
    super(scope, id, { ...declared, metadata } as ApiObjectProps);
    Object.defineProperty(this, RESOURCE, { value: true });
  }

  /** Whether a construct is a Resource; works across two copies of the package, unlike `instanceof`. */
  static isResource(construct: unknown): construct is Resource {
    return typeof construct === 'object' && construct !== null && RESOURCE in construct;
  }
}
