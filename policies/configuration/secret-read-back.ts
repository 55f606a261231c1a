import { defineRule, fail, notApplicable } from '../../src/check/rule';
import type { ManagedSecret, SecretSource } from '../../src/manifest';

/** A key that is made of sources, with the sources in it. */
interface Use {
  readonly secret: ManagedSecret;
  readonly key: string;
  readonly source: SecretSource;
  /** Whether the key holds the value and nothing else, so that it can be read back from the cluster. */
  readonly alone: boolean;
}

export const secretReadBack = defineRule({
  id: 'secret-read-back',
  topic: 'configuration',
  on: 'platform',
  severity: 'error',
  why: 'A value that stands only inside a longer text cannot be read back from the cluster: the bootstrap script cannot run a second time, nor hand the value over. Where the texts that share a value name two, the parts do not know each other.',
  fix: 'Give the value a key that holds nothing else; where there is one, name that value.',
  source: 'platform-contract.md §7 item 6',
  check: ({ secrets }) => {
    const uses = secrets.flatMap(usesIn);
    if (uses.length === 0) return notApplicable;
    const home = new Set(uses.filter(({ alone }) => alone).map(({ source }) => source.name));
    return fail(
      uses
        .filter(({ source }) => !home.has(source.name))
        .map(({ secret, key, source: { name } }) => ({
          message: `the value ${name} stands alone in no key of a Secret`,
          place: { object: `Secret ${secret.namespace}/${secret.name}`, construct: secret.id, path: `keys["${key}"]` },
        })),
    );
  },
});

const usesIn = (secret: ManagedSecret): Use[] =>
  Object.entries(secret.keys).flatMap(([key, text]) => {
    const pieces = text.filter((piece) => piece !== '');
    return pieces
      .flatMap((piece) => (typeof piece === 'string' ? [] : withPassword(piece)))
      .map((source) => ({
        secret,
        key,
        source,
        alone: pieces.length === 1 && pieces[0] === source && isWhole(source),
      }));
  });

/** Of an RSA pair only the private half gives the other one. */
const isWhole = (source: SecretSource) => source.kind !== 'rsa' || source.part === 'private';

/** A line of an htpasswd file checks a password, which must be known too. */
const withPassword = (source: SecretSource): SecretSource[] =>
  source.kind === 'htpasswd' ? [source, source.password] : [source];
