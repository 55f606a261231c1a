/** A plain Kubernetes object: data only, no Pulumi `Output`, no secret value. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [key: string]: unknown;
  };
  // biome-ignore lint/suspicious/noExplicitAny: the shape below metadata belongs to the kind
  readonly [key: string]: any;
}

/**
 * The waist of the project: one Kubernetes object as every engine, rule, test and diff sees it.
 *
 * Their order says nothing; `dependsOn` does.
 */
export interface Manifest {
  /** Construct path, e.g. `platform/sessions/skaha/deployment`. Stable: it becomes the Pulumi resource name. */
  readonly id: string;
  /** The capability that the object belongs to: the construct directly under the chart. */
  readonly capability: string;
  readonly object: KubeObject;
  /** Ids of the manifests and managed secrets that must exist first. */
  readonly dependsOn: readonly string[];
  /** Holds data or the objects of others: never deleted by an engine without an explicit order. */
  readonly protect: boolean;
  /** Watches over all others: delivered after them, so that whoever deletes in that order meets it to the end. @default false */
  readonly last?: boolean;
  /** Ids that this object had in earlier releases, newest first. */
  readonly renamedFrom: readonly string[];
}

/** What replacing a value takes beyond writing it and restarting whoever reads it. Texts for people, who know no value. */
export interface Rotation {
  /** It cannot be replaced, and this is why. */
  readonly never?: string;
  /** Before it is written: how the other side is brought to take the new value beside the old one. */
  readonly accept?: string;
  /** When it is written, and nobody reads it yet: how the other side is brought to take it. */
  readonly apply?: string;
  /** When nobody sends the old value any more: how the other side is brought to forget it. */
  readonly drop?: string;
  /** What people notice. */
  readonly notice?: string;
}

/** A random text of letters and digits. */
export interface GeneratedText {
  readonly kind: 'generated';
  readonly name: string;
  /** Characters. */
  readonly length: number;
  readonly alphabet: 'alphanumeric';
  readonly rotation?: Rotation;
}

/**
 * What a value must look like for whoever reads it. `url`, `unquoted`, `json`: it stands beside others, in an address, in a
 * setting without quotation marks, or in JSON. `client`, `bearer`, `base64`, `google-key`: what its reader takes at all, the
 * secret of an OAuth client, a bearer token, a key in base64, a key of a service account of Google. `line`: nobody asks for more.
 */
export type SecretForm = 'line' | 'url' | 'unquoted' | 'json' | 'client' | 'bearer' | 'base64' | 'google-key';

/** Where one secret value comes from. The value itself is never in a manifest, a file or a log. */
export type SecretSource =
  /** A random text. `name` is unique in the site, e.g. `redis-session`. */
  | GeneratedText
  /**
   * One half of an RSA key pair: base64 of the DER form (SPKI or PKCS #8). `pkcs1` is the private half once more, in the
   * older form that some programs insist on.
   */
  | {
      readonly kind: 'rsa';
      readonly name: string;
      readonly bits: 2048 | 4096;
      readonly part: 'public' | 'private' | 'pkcs1';
      readonly rotation?: Rotation;
    }
  /** A line of an htpasswd file, `user:hash`, by which a server checks a password that it does not know: bcrypt. */
  | { readonly kind: 'htpasswd'; readonly name: string; readonly user: string; readonly password: GeneratedText }
  /** A text that a person puts into the secret store. */
  | {
      readonly kind: 'supplied';
      readonly name: string;
      readonly description: string;
      /** What it must look like, so that whoever reads it reads what was written. @default line */
      readonly form?: SecretForm;
      readonly rotation?: Rotation;
    };

/** The text of one key: literal pieces and sources, in order. */
export type SecretText = readonly (string | SecretSource)[];

/**
 * A Secret by intent: its name, its keys, and how each value comes to be. Each engine lowers it in its own way; the
 * name and the keys are the same everywhere, so workloads do not care.
 */
export interface ManagedSecret {
  /** Construct path. */
  readonly id: string;
  readonly capability: string;
  readonly namespace: string;
  readonly name: string;
  /** Kubernetes Secret type. `Opaque` unless a consumer demands another. */
  readonly type: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly keys: Readonly<Record<string, SecretText>>;
  readonly dependsOn: readonly string[];
  /** Data cannot be read without its values: never deleted by an engine without an explicit order. @default false */
  readonly protect?: boolean;
  /** Ids that this Secret had in earlier releases, newest first. @default none */
  readonly renamedFrom?: readonly string[];
}

/**
 * A chart of somebody else by intent: which one, in what version, with which values. Each engine asks the tool that it
 * has for charts to install it; nobody templates it here.
 */
export interface ChartRelease {
  /** Construct path. */
  readonly id: string;
  readonly capability: string;
  /** Name of the release. */
  readonly name: string;
  readonly namespace: string;
  /** Name of the chart in its repository. */
  readonly chart: string;
  /** Address of the repository: `https://...` with an index, or `oci://...`. */
  readonly repository: string;
  /** Pinned version, as the repository writes it. */
  readonly version: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** API versions whose kinds it defines, e.g. `cert-manager.io/v1`: their objects come after it. */
  readonly apis: readonly string[];
  /** Whether these definitions are in the folder of a chart that Helm reads once and never updates. */
  readonly definitionsApart: boolean;
  readonly dependsOn: readonly string[];
  /** Its definitions hold the objects of others, its drivers the mounts of pods: never deleted without an explicit order. */
  readonly protect: boolean;
}

/** Everything that a site declares, engine-neutral: what constructs make, engines deliver and rules read. */
export interface Manifests {
  /** Site name. */
  readonly site: string;
  readonly manifests: readonly Manifest[];
  readonly secrets: readonly ManagedSecret[];
  /** Charts of add-ons. @default none */
  readonly charts?: readonly ChartRelease[];
}

/** `apps/v1 Deployment skaha-system/skaha`: how messages name an object. */
export function objectName(object: KubeObject): string {
  const { name, namespace } = object.metadata;
  return `${object.kind} ${namespace ? `${namespace}/` : ''}${name}`;
}
