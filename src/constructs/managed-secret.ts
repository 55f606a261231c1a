import { Construct } from 'constructs';
import type { GeneratedText, SecretText } from '../manifest';
import { checksum } from './config-files';

/** What a Secret is to hold. */
export interface ManagedSecretProps {
  readonly namespace: string;
  readonly name: string;
  /** Kubernetes Secret type. @default 'Opaque' */
  readonly type?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly keys: Readonly<Record<string, SecretText>>;
  /** Data cannot be read without its values: never deleted without an explicit order. @default false */
  readonly protect?: boolean;
  /** Construct paths that this Secret had in earlier releases, newest first. @default none */
  readonly renamedFrom?: readonly string[];
}

const MANAGED_SECRET = Symbol.for('astroplatform.ManagedSecret');

/**
 * A Secret by intent. No value is ever part of the tree: each engine makes or fetches the values where it delivers.
 *
 * @example
 * ```ts
 * const password = generated('portal-session');
 * const secret = new ManagedSecret(this, 'secret', { namespace: 'portal', name: 'portal', keys: { password: [password] } });
 * env: [{ name: 'SESSION_SECRET', valueFrom: secret.env('password') }]
 * ```
 */
export class ManagedSecret extends Construct {
  constructor(
    scope: Construct,
    id: string,
    readonly props: ManagedSecretProps,
  ) {
    super(scope, id);
    Object.defineProperty(this, MANAGED_SECRET, { value: true });
  }

  static isManagedSecret(construct: unknown): construct is ManagedSecret {
    return typeof construct === 'object' && construct !== null && MANAGED_SECRET in construct;
  }

  get name(): string {
    return this.props.name;
  }

  /**
   * Changes with what the Secret is made of, not with its values, which nobody knows here. As an annotation of a pod
   * template it rolls pods that read the Secret once.
   */
  get checksum(): string {
    return checksum(JSON.stringify(this.props.keys, withoutRotation));
  }

  /** What a container writes under `valueFrom` to read one key. */
  env(key: string): { secretKeyRef: { name: string; key: string } } {
    if (!(key in this.props.keys)) throw new Error(`Secret ${this.name} has no key "${key}"`);
    return { secretKeyRef: { name: this.name, key } };
  }
}

/** How a value is replaced says nothing about what it is. */
const withoutRotation = (key: string, value: unknown) =>
  key === 'rotation' && !Array.isArray(value) ? undefined : value;

/** A random text of letters and digits. `name` is unique in the site. */
export const generated = (name: string, length = 32): GeneratedText => ({
  kind: 'generated',
  name,
  length,
  alphabet: 'alphanumeric',
});
