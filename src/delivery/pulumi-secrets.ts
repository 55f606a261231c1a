import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import * as pulumi from '@pulumi/pulumi';
import { RandomPassword } from '@pulumi/random';
import { PrivateKey } from '@pulumi/tls';
import { UsageError } from '../errors';
import type { ManagedSecret, SecretForm, SecretSource } from '../manifest';
import { describeSupplied, FORMS, formOf, hasForm, patternOf } from './secret-form';
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
  const passwords = new Map<string, RandomPassword>();
  for (const { name, source } of uses) {
    const value = given.get(name);
    if (source.kind === 'rsa') {
      const halves = value === undefined ? newPair(name, source.bits) : givenPair(name, value);
      for (const [part, half] of Object.entries(halves)) values.set(`${name}.${part}`, half);
    } else if (value !== undefined) {
      values.set(name, pulumi.secret(value));
    } else if (source.kind === 'generated') {
      const password = new RandomPassword(`secret/${name}`, { length: source.length, special: false });
      passwords.set(name, password);
      values.set(name, pulumi.secret(password.result));
    } else if (source.kind === 'htpasswd') {
      const hash = passwords.get(source.password.name)?.bcryptHash;
      if (hash) values.set(name, pulumi.secret(pulumi.concat(`${source.user}:`, hash)));
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
    const form = source.kind === 'supplied' ? formOf(source) : undefined;
    const { value, isMalformed } = read(name, form);
    if (value !== undefined) values.set(name, value);
    const fact = form && isMalformed ? malformed(form) : value === undefined ? missing(source) : undefined;
    return fact === undefined ? [] : [{ path: name, fact, act: `Run: pulumi config set --secret ${name}` }];
  });
  if (problems.length > 0)
    throw new UsageError(`stack "${pulumi.getStack()}": values of secrets are missing or wrong`, problems);
  return values;

  /** What an output of the program will be, nobody knows yet: it is taken as it is. */
  function read(name: string, form: SecretForm | undefined) {
    const own = supplied[name];
    if (own !== undefined) return { value: own, isMalformed: typeof own === 'string' && form && !hasForm(form, own) };
    try {
      return { value: config.getSecret(name, form && { pattern: patternOf(form) }), isMalformed: false };
    } catch {
      // Without the cause: it quotes the value.
      return { value: undefined, isMalformed: true };
    }
  }

  function missing(source: SecretSource): string | undefined {
    if (source.kind === 'supplied') return `nobody supplied it: ${describeSupplied(source)}`;
    // A hash is made together with its password only: another one at each update would roll the pods.
    if (source.kind === 'htpasswd' && values.has(source.password.name))
      return `nobody supplied it, though ${source.password.name}, the password that it checks, was supplied: a line as htpasswd -nB ${source.user} prints it`;
    return undefined;
  }
}

const malformed = (form: SecretForm) => `the value ${FORMS[form].fact}: give one ${FORMS[form].words}`;

/** The parts of a key pair, base64 of the DER form. */
type Pair = Readonly<Record<Extract<SecretSource, { kind: 'rsa' }>['part'], pulumi.Output<string>>>;

function newPair(name: string, rsaBits: number): Pair {
  const pair = new PrivateKey(`secret/${name}`, { algorithm: 'RSA', rsaBits });
  return {
    private: pulumi.secret(pair.privateKeyPemPkcs8).apply(derOf),
    pkcs1: pulumi.secret(pair.privateKeyPem).apply(derOf),
    public: pulumi.secret(pair.publicKeyPem).apply(derOf),
  };
}

function givenPair(name: string, value: pulumi.Input<string>): Pair {
  const der = pulumi.secret(value);
  const part = (of: (key: KeyObject) => Buffer) => der.apply((text) => of(privateKey(name, text)).toString('base64'));
  return {
    private: der,
    pkcs1: part((key) => key.export({ format: 'der', type: 'pkcs1' })),
    public: part((key) => createPublicKey(key).export({ format: 'der', type: 'spki' })),
  };
}

function privateKey(name: string, der: string): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(der, 'base64'), format: 'der', type: 'pkcs8' });
  } catch {
    // Without the cause: it may quote what it could not read.
    const fact = 'the value is not the private half of a key pair, in base64 of its DER form (PKCS #8)';
    throw new pulumi.RunError(`stack "${pulumi.getStack()}": ${name}: ${fact}`);
  }
}

/** Base64 of the DER form: a PEM text without its frame and line breaks. */
const derOf = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '');
