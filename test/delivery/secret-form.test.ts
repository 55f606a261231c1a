import { execFileSync } from 'node:child_process';
import { FORMS, hasForm } from '../../src/delivery/secret-form';
import type { SecretForm } from '../../src/manifest';

const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
/** Forms in which a sign may stand wherever another does. */
type OfSigns = Exclude<SecretForm, 'base64' | 'google-key'>;

/** What cannot stand within a value, by what reads it. */
const REFUSED: Readonly<Record<OfSigns, string>> = {
  line: '',
  client: '',
  bearer: ' !"#$%&\'()*,:;<=>?@[\\]^`{|}',
  url: ' !"#$%&\'()*+,/:;<=>?@[\\]^`{|}',
  // Blanks and quotes end a value of libpq, backslashes change it there and in Java, `${...}` in Quarkus and Tomcat.
  unquoted: ' "$\'\\`',
  json: '"\\',
};
const GOOGLE = '{"type": "service_account", "project_id": "p", "private_key": "-----BEGIN PRIVATE KEY-----\\nMII=\\n"}';

/** Whole values that have a form, and others that have not. */
const VALUES: Readonly<Record<SecretForm, { readonly good: readonly string[]; readonly bad: readonly string[] }>> = {
  line: { good: ['x', 'two words', 'naïve', '"\\$'], bad: [' x', 'x ', ' ', 'a\tb', 'a\rb', 'a\x7fb'] },
  client: { good: ['x', 'two words', '"\\$'], bad: [' x', 'x ', 'naïve', 'a\tb'] },
  bearer: { good: ['a-._~+/b', 'abc=='], bad: ['=', 'a=b', 'naïve', 'Bearer abc'] },
  base64: {
    good: ['YQ==', 'YWI=', 'YWJj', 'YWJjZA=='],
    bad: ['YQ', 'YQ=', 'YWJ', 'YWJj=', 'YW-_', 'YWJj YWJj', '===='],
  },
  'google-key': {
    good: [GOOGLE, '{"type":"service_account"}'],
    bad: [GOOGLE.replace('service_account', 'authorized_user'), GOOGLE.slice(1), `x${GOOGLE}`, '{}', '/etc/key.json'],
  },
  url: { good: ['Kq3-._~'], bad: ['naïve'] },
  unquoted: { good: ['Kq3-%&=#{}'], bad: ['naïve'] },
  json: { good: ["it's"], bad: ['naïve', 'a\tb'] },
};

const forms = Object.keys(FORMS) as SecretForm[];
const ofSigns = Object.keys(REFUSED) as OfSigns[];

/** As the script of a laptop judges, after it has counted lines. */
const greps = (form: SecretForm, value: string) => {
  try {
    execFileSync('grep', ['-Eqx', FORMS[form].pattern], { input: value, env: { ...process.env, LC_ALL: 'C' } });
    return true;
  } catch {
    return false;
  }
};

test.each(ofSigns)('%s: signs that would not come out as they went in', (form) => {
  expect(PRINTABLE.filter((sign) => !hasForm(form, `a${sign}b`)).join('')).toBe(REFUSED[form]);
  expect(PRINTABLE.filter((sign) => !greps(form, `a${sign}b`)).join('')).toBe(REFUSED[form]);
});

test.each(forms)('%s: values that are taken, and those that are not, by the program and by the script', (form) => {
  const { good, bad } = VALUES[form];
  for (const value of good) expect([value, hasForm(form, value), greps(form, value)]).toEqual([value, true, true]);
  for (const value of bad) expect([value, hasForm(form, value), greps(form, value)]).toEqual([value, false, false]);
  for (const value of ['', 'a\nb', 'YQ==\n', `${GOOGLE}\n`, '\n'])
    expect([value, hasForm(form, value)]).toEqual([value, false]);
});
