import type { KubeObject, ManagedSecret, SecretSource } from '../manifest';
import { FORMS, formOf } from './secret-form';
import { piecesOf, sourcesOf } from './secret-sources';

/** Secrets that the External Secrets Operator makes from a store. */
export interface ExternalSecrets {
  readonly kind: 'external-secrets';
  /** Store that exists in the cluster. */
  readonly store: { readonly kind: 'ClusterSecretStore' | 'SecretStore'; readonly name: string };
  /** API version that the operator serves. @default 'external-secrets.io/v1' */
  readonly apiVersion?: string;
}

/** One value that somebody puts into the store. */
export interface StoreEntry {
  /** Name of the entry: `<site>/<source>`. */
  readonly key: string;
  /** Field of the entry: `value`, or `private` and `public` of a key pair. */
  readonly property: string;
  readonly source: SecretSource;
}

/**
 * What the store must hold for a site, in the order of first use: an entry `<site>/<source>` per source with the field
 * `value`; a key pair has the fields `private` and `public`, each base64 of the DER form.
 */
export function storeEntries(site: string, secrets: readonly ManagedSecret[]): readonly StoreEntry[] {
  sourcesOf(secrets); // refuses a name with two meanings
  const entries = secrets.flatMap(({ keys }) =>
    Object.values(keys).flatMap((text) => text.filter(isSource).map(storedOf)),
  );
  const byPlace = new Map(entries.map((source) => [`${site}/${source.name}#${propertyOf(source)}`, source]));
  return [...byPlace.values()].map((source) => ({
    key: `${site}/${source.name}`,
    property: propertyOf(source),
    source,
  }));
}

/**
 * Lowers a managed secret to an ExternalSecret that makes a Secret of the same name, type, labels and keys.
 *
 * Fields that the operator would fill in are written out, so that a GitOps engine sees no difference afterwards.
 */
export function externalSecret(
  site: string,
  secret: ManagedSecret,
  { store, apiVersion }: ExternalSecrets,
): KubeObject {
  const { namespace, name, type, labels, keys } = secret;
  const hasLabels = Object.keys(labels).length > 0;
  const templates = Object.entries(keys).map(([key, text]) => [key, piecesOf(text).map(templated).join('')]);
  return {
    apiVersion: apiVersion ?? 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace, ...(hasLabels ? { labels } : {}) },
    spec: {
      // Redis and the session service read their Secrets at start. A value that changed under them by itself would shut
      // every new session out, so a new value comes when somebody asks for it, and restarts them.
      refreshPolicy: 'OnChange',
      refreshInterval: '1h',
      secretStoreRef: { kind: store.kind, name: store.name },
      target: {
        name,
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        template: {
          engineVersion: 'v2',
          mergePolicy: 'Replace',
          type,
          ...(hasLabels ? { metadata: { labels } } : {}),
          data: Object.fromEntries(templates),
        },
      },
      data: storeEntries(site, [secret]).map(({ key, property, source }) => ({
        secretKey: variableOf(source),
        remoteRef: { key, property, conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' },
      })),
    },
  };
}

/** What is in the store: of a line of an htpasswd file, the password from which the operator makes it. */
const storedOf = (source: SecretSource): SecretSource => (source.kind === 'htpasswd' ? source.password : source);

const isSource = (piece: string | SecretSource): piece is SecretSource => typeof piece !== 'string';
const propertyOf = (source: SecretSource) => (source.kind === 'rsa' ? source.part : 'value');
const variableOf = (source: SecretSource) => (source.kind === 'rsa' ? `${source.name}.${source.part}` : source.name);

/**
 * A piece of text as the Go template that yields it. Braces that could open an action, also together with the action
 * that follows, are written as a quoted text.
 */
function templated(piece: string | SecretSource): string {
  // Trimmed: a line end that came into the store with the value would end a line of the file too.
  if (isSource(piece)) {
    const value = `index . "${variableOf(storedOf(piece))}" | trim`;
    // Functions of the operator's templates (sprig): this one is bcrypt.
    if (piece.kind === 'htpasswd') return `{{ htpasswd "${piece.user}" (${value}) }}`;
    return piece.kind === 'supplied' ? `${judged(piece, value)}{{ ${value} }}` : `{{ ${value} }}`;
  }
  return piece.replace(/\{{2,}|\{$/g, (braces) => `{{ "${braces}" }}`);
}

/**
 * Ends the template where a value that somebody put into the store has not its form: the operator says so in the status of
 * the ExternalSecret, and leaves the Secret as it was. What it says is what the template says, never the value.
 */
function judged(source: Extract<SecretSource, { kind: 'supplied' }>, value: string): string {
  const { pattern, fact, words } = FORMS[formOf(source)];
  const message = `${source.name}: the value ${fact}. Give one ${words}`;
  return `{{ if not (regexMatch ${JSON.stringify(`^(?:${pattern})$`)} (${value})) }}{{ fail ${JSON.stringify(message)} }}{{ end }}`;
}
