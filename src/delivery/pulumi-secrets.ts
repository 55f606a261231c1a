import { createPrivateKey, createPublicKey } from 'node:crypto';
import * as pulumi from '@pulumi/pulumi';
import { RandomPassword } from '@pulumi/random';
import { PrivateKey } from '@pulumi/tls';
import { UsageError } from '../errors';
import type { ManagedSecret, SecretSource } from '../manifest';
import { type SourceUse, sourcesOf } from './secret-sources';

/** Values of sources by name. That of a key pair is its private half: base64 of the DER form, as its Secret holds it. */
export type SuppliedValues = Readonly<Record<string, pulumi.Input<string>>>;

/** Gives the value of a source, marked secret. */
export type Values = (source: SecretSource) => pulumi.Output<string>;

/**
 * Makes the values that the secrets of a site are composed of: random ones and key pairs as resources, so that they stay
 * the same from one update to the next, and supplied ones from the program or the stack's configuration.
 *
 * A value that is given for a random source or a key pair is taken, and none is made: so a platform that was delivered
 * otherwise keeps its passwords. Missing supplied values are one {@link UsageError} that names them all.
 */
export function secretValues(secrets: readonly ManagedSecret[], supplied: SuppliedValues): Values {
  const uses = sourcesOf(secrets);
  const given = givenValues(uses, supplied);
  const values = new Map<string, pulumi.Output<string>>();
  for (const { name, source } of uses) {
    const value = given.get(name);
    if (source.kind === 'rsa') {
      const { privateDer, publicDer } = value === undefined ? newPair(name, source.bits) : givenPair(name, value);
      values.set(`${name}.private`, privateDer).set(`${name}.public`, publicDer);
    } else if (value !== undefined) {
      values.set(name, pulumi.secret(value));
    } else if (source.kind === 'generated') {
      const password = new RandomPassword(`secret/${name}`, { length: source.length, special: false });
      values.set(name, pulumi.secret(password.result));
    }
  }
  return (source) => {
    const value = values.get(source.kind === 'rsa' ? `${source.name}.${source.part}` : source.name);
    if (!value) throw new Error(`no value was made for source "${source.name}"`);
    return value;
  };
}

function givenValues(uses: readonly SourceUse[], supplied: SuppliedValues): Map<string, pulumi.Input<string>> {
  const config = new pulumi.Config();
  const values = new Map<string, pulumi.Input<string>>();
  const problems = uses.flatMap(({ name, source }) => {
    const value = supplied[name] ?? config.getSecret(name);
    if (value !== undefined) values.set(name, value);
    if (value !== undefined || source.kind !== 'supplied') return [];
    const fact = `nobody supplied it: ${source.description}`;
    return [{ path: name, fact, act: `Run: pulumi config set --secret ${name}` }];
  });
  if (problems.length > 0)
    throw new UsageError(`stack "${pulumi.getStack()}": values of secrets are missing`, problems);
  return values;
}

/** Both halves of a key pair, base64 of the DER form. */
interface Pair {
  readonly privateDer: pulumi.Output<string>;
  readonly publicDer: pulumi.Output<string>;
}

function newPair(name: string, rsaBits: number): Pair {
  const pair = new PrivateKey(`secret/${name}`, { algorithm: 'RSA', rsaBits });
  return {
    privateDer: pulumi.secret(pair.privateKeyPemPkcs8).apply(derOf),
    publicDer: pulumi.secret(pair.publicKeyPem).apply(derOf),
  };
}

function givenPair(name: string, value: pulumi.Input<string>): Pair {
  const privateDer = pulumi.secret(value);
  return { privateDer, publicDer: privateDer.apply((text) => publicHalf(name, text)) };
}

function publicHalf(name: string, privateDer: string): string {
  try {
    const key = createPrivateKey({ key: Buffer.from(privateDer, 'base64'), format: 'der', type: 'pkcs8' });
    return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
  } catch {
    // Without the cause: it may quote what it could not read.
    const fact = 'the value is not the private half of a key pair, in base64 of its DER form (PKCS #8)';
    throw new pulumi.RunError(`stack "${pulumi.getStack()}": ${name}: ${fact}`);
  }
}

/** Base64 of the DER form: a PEM text without its frame and line breaks. */
const derOf = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '');
