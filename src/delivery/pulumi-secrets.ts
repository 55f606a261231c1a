import * as pulumi from '@pulumi/pulumi';
import { RandomPassword } from '@pulumi/random';
import { PrivateKey } from '@pulumi/tls';
import { UsageError } from '../errors';
import type { ManagedSecret, SecretSource } from '../manifest';
import { type SourceUse, sourcesOf } from './secret-sources';

/** Values of supplied sources by name. */
export type SuppliedValues = Readonly<Record<string, pulumi.Input<string>>>;

/** Gives the value of a source, marked secret. */
export type Values = (source: SecretSource) => pulumi.Output<string>;

/**
 * Makes the values that the secrets of a site are composed of: random ones and key pairs as resources, so that they stay
 * the same from one update to the next, and supplied ones from the program or the stack's configuration.
 *
 * Missing supplied values are one {@link UsageError} that names them all.
 */
export function secretValues(secrets: readonly ManagedSecret[], supplied: SuppliedValues): Values {
  const uses = sourcesOf(secrets);
  const given = suppliedValues(uses, supplied);
  const values = new Map<string, pulumi.Output<string>>();
  for (const { name, source } of uses) {
    if (source.kind === 'generated') {
      const password = new RandomPassword(`secret/${name}`, { length: source.length, special: false });
      values.set(name, pulumi.secret(password.result));
    } else if (source.kind === 'rsa') {
      const pair = new PrivateKey(`secret/${name}`, { algorithm: 'RSA', rsaBits: source.bits });
      values.set(`${name}.private`, pulumi.secret(pair.privateKeyPemPkcs8).apply(derOf));
      values.set(`${name}.public`, pulumi.secret(pair.publicKeyPem).apply(derOf));
    }
  }
  for (const [name, value] of given) values.set(name, pulumi.secret(value));
  return (source) => {
    const value = values.get(source.kind === 'rsa' ? `${source.name}.${source.part}` : source.name);
    if (!value) throw new Error(`no value was made for source "${source.name}"`);
    return value;
  };
}

function suppliedValues(uses: readonly SourceUse[], supplied: SuppliedValues): Map<string, pulumi.Input<string>> {
  const config = new pulumi.Config();
  const values = new Map<string, pulumi.Input<string>>();
  const problems = uses.flatMap(({ name, source }) => {
    if (source.kind !== 'supplied') return [];
    const value = supplied[name] ?? config.getSecret(name);
    if (value !== undefined) values.set(name, value);
    const fact = `nobody supplied it: ${source.description}`;
    return value !== undefined ? [] : [{ path: name, fact, act: `Run: pulumi config set --secret ${name}` }];
  });
  if (problems.length > 0)
    throw new UsageError(`stack "${pulumi.getStack()}": values of secrets are missing`, problems);
  return values;
}

/** Base64 of the DER form: a PEM text without its frame and line breaks. */
const derOf = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '');
