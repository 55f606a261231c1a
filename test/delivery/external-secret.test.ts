import fc from 'fast-check';
import { externalSecret, storeEntries } from '../../src/delivery/external-secret';
import { storeList } from '../../src/delivery/store-list';
import type { SecretForm, SecretSource } from '../../src/manifest';
import { checking, platform, secret } from './fixture';

const options = { kind: 'external-secrets', store: { kind: 'SecretStore', name: 'vault' } } as const;
const generated = (name: string): SecretSource => ({ kind: 'generated', name, length: 8, alphabet: 'alphanumeric' });
const key = (part: 'public' | 'private'): SecretSource => ({ kind: 'rsa', name: 'pair', bits: 2048, part });

/** What Go's text/template makes of the actions that we write; any other action is an error. */
function evaluate(template: string, values: Record<string, string>): string {
  let text = '';
  let rest = judgedBy(template, values);
  for (let open = rest.indexOf('{{'); open >= 0; open = rest.indexOf('{{')) {
    const action = /^\{\{ (?:index \. "([^"\\]*)" \| trim|"([^"\\]*)") \}\}/.exec(rest.slice(open));
    if (!action) throw new Error(`not an action: ${rest.slice(open, open + 40)}`);
    text += rest.slice(0, open) + (action[1] === undefined ? action[2] : values[action[1]]);
    rest = rest.slice(open + action[0].length);
  }
  return text + rest;
}

/** Fails as the template does where a value has not its form, and leaves those actions out. */
const judgedBy = (template: string, values: Record<string, string>) =>
  template.replace(
    /\{\{ if not \(regexMatch ("(?:[^"\\]|\\.)*") \(index \. "([^"\\]*)" \| trim\)\) \}\}\{\{ fail ("(?:[^"\\]|\\.)*") \}\}\{\{ end \}\}/g,
    (_, pattern, name, message) => {
      const form = String(JSON.parse(pattern)).replace('[]', '[\\]').replaceAll('[:cntrl:]', String.raw`\x00-\x1f\x7f`);
      if (!new RegExp(form).test(values[name] ?? '')) throw new Error(JSON.parse(message));
      return '';
    },
  );

test('a value that somebody put into the store without its form ends the template, which does not say it', () => {
  const source = (form?: SecretForm): SecretSource => ({
    kind: 'supplied',
    name: 'given',
    description: 'a secret',
    ...(form && { form }),
  });
  const made = (form: SecretForm | undefined, given: string) => {
    const keys = { k: ['{"a": "', source(form), '"}'] };
    return evaluate(externalSecret('x', secret('s', { keys }), options).spec.target.template.data.k, { given });
  };
  expect(made('json', "it's")).toBe('{"a": "it\'s"}');
  expect(() => made('json', 'a "quote"')).toThrow(
    /^given: the value has signs that end or change a text in JSON\. Give one without quotation marks and backslashes$/,
  );
  expect(made(undefined, 'a "quote"')).toBe('{"a": "a "quote""}');
  expect(() => made(undefined, 'a\nb')).toThrow('given: the value has signs that no line has');
  expect(() => made('google-key', '{"type": "authorized_user"}')).toThrow('whose type is service_account');
});

test('the template gives the text back, whatever braces the literals hold (property)', () => {
  const literal = fc.string({
    unit: fc.constantFrom('{', '}', '{{', '"', '\\', '-', ' ', '\n', 'a', '/*', '.x'),
    maxLength: 8,
  });
  const piece = fc.oneof(literal, fc.constantFrom(generated('a'), generated('b-c')));
  const values: Record<string, string> = { a: 'VALUE-A', 'b-c': '{{ value of b }}' };
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (text) => {
      const template = externalSecret('x', secret('s', { keys: { k: text } }), options).spec.target.template.data.k;
      const wanted = text.map((one) => (typeof one === 'string' ? one : values[one.name])).join('');
      expect(evaluate(template, values)).toBe(wanted);
    }),
    { seed: 20261120, numRuns: 2000 },
  );
});

test('keeps name, type, labels and keys, and asks the store for each source once', () => {
  const keys = {
    one: [generated('a')],
    both: [generated('a'), ':', generated('b')],
    'tls.key': [key('private')],
    'tls.pub': [key('public')],
  };
  const given = secret('s', { name: 'n', namespace: 'ns', type: 'kubernetes.io/tls', labels: { app: 'x' }, keys });
  const object = externalSecret('canfar', given, { ...options, apiVersion: 'external-secrets.io/v1beta1' });
  expect(object).toMatchObject({
    apiVersion: 'external-secrets.io/v1beta1',
    metadata: { name: 'n', namespace: 'ns', labels: { app: 'x' } },
    spec: {
      secretStoreRef: { kind: 'SecretStore', name: 'vault' },
      target: { name: 'n', template: { type: 'kubernetes.io/tls', metadata: { labels: { app: 'x' } } } },
    },
  });
  expect(Object.keys(object.spec.target.template.data)).toEqual(Object.keys(keys));
  expect(
    object.spec.data.map((entry: { secretKey: string; remoteRef: object }) => [entry.secretKey, entry.remoteRef]),
  ).toEqual(
    [
      ['a', 'canfar/a', 'value'],
      ['b', 'canfar/b', 'value'],
      ['pair.private', 'canfar/pair', 'private'],
      ['pair.public', 'canfar/pair', 'public'],
    ].map(([name, entry, property]) => [name, expect.objectContaining({ key: entry, property })]),
  );
  for (const { secretKey } of object.spec.data)
    expect(JSON.stringify(object.spec.target.template.data)).toContain(`"${secretKey}\\"`);
});

test('lists what a person puts into the store', () => {
  expect(storeEntries('demo', platform.secrets).map(({ key, property }) => `${key} ${property}`)).toEqual([
    'demo/redis-skaha value',
    'demo/redis-session value',
    'demo/callback-token public',
    'demo/callback-token private',
    'demo/registry-robot value',
  ]);
});

test('a line of an htpasswd file is made by the operator, of the password that the store has', () => {
  const [login] = checking.secrets;
  if (!login) throw new Error('no secret');
  const { template } = externalSecret('demo', login, options).spec.target;
  expect(template.data).toEqual({
    passwd: '{{ htpasswd "registry" (index . "registry-password" | trim) }}',
    password: '{{ index . "registry-password" | trim }}',
  });
  expect(storeEntries('demo', checking.secrets).map(({ key, property }) => `${key} ${property}`)).toEqual([
    'demo/registry-password value',
    'demo/callback-token private',
    'demo/callback-token pkcs1',
  ]);
  expect(storeList('demo', checking.secrets)).toContain(
    "openssl rsa -traditional -in key.pem -outform DER | base64 | tr -d '\\n' # pkcs1\n",
  );
  expect(storeList('demo', platform.secrets)).not.toContain('pkcs1');
});
