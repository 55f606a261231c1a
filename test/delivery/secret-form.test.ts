import { execFileSync } from 'node:child_process';
import { FORMS, hasForm } from '../../src/delivery/secret-form';
import type { SecretForm } from '../../src/manifest';

const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));

/** What cannot stand in a value, by what reads it. */
const REFUSED: Readonly<Record<SecretForm, string>> = {
  url: ' !"#$%&\'()*+,/:;<=>?@[\\]^`{|}',
  // Blanks and quotes end a value of libpq, backslashes change it there and in Java, `${...}` in Quarkus and Tomcat.
  unquoted: ' "$\'\\`',
  json: '"\\',
};

test.each(Object.keys(FORMS) as SecretForm[])('%s: signs that would not come out as they went in', (form) => {
  expect(PRINTABLE.filter((sign) => !hasForm(form, `a${sign}b`)).join('')).toBe(REFUSED[form]);
  for (const value of ['', 'a\nb', 'a\n', 'naïve', 'a\tb', 'a\0b'])
    expect([value, hasForm(form, value)]).toEqual([value, false]);
});

test.each(Object.keys(FORMS) as SecretForm[])('%s: the script of a laptop says the same', (form) => {
  const refuses = (value: string) => {
    try {
      execFileSync('grep', ['-Eqx', FORMS[form].pattern], { input: value, env: { ...process.env, LC_ALL: 'C' } });
      return false;
    } catch {
      return true;
    }
  };
  expect(PRINTABLE.filter((sign) => refuses(`a${sign}b`)).join('')).toBe(REFUSED[form]);
  expect(refuses('naïve')).toBe(true);
});
