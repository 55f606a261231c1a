import type { SecretForm } from '../manifest';

/** What a value that somebody supplies must look like, and how that is said. */
interface Form {
  /** Of the whole value: an extended regular expression of POSIX, which is one of JavaScript too. */
  readonly pattern: string;
  /** Ends the sentence "the value has signs that ...". */
  readonly fact: string;
  /** Follows the description of the value. */
  readonly words: string;
}

/**
 * Forms by which programs read a value otherwise than it was written: pieces of addresses, of settings without quotation
 * marks, and of JSON. Most other signs than these would come out as they went in; nobody needs them in a password.
 */
export const FORMS: Readonly<Record<SecretForm, Form>> = {
  url: {
    pattern: '[A-Za-z0-9._~-]+',
    fact: 'mean something in an address',
    words: 'of letters, digits and - . _ ~',
  },
  unquoted: {
    pattern: '[]A-Za-z0-9!#%&()*+,./:;<=>?@[^_{|}~-]+',
    fact: 'end or change a setting',
    words: 'without blanks, quotation marks, backslashes and $',
  },
  json: {
    pattern: "[]A-Za-z0-9 !#$%&'()*+,./:;<=>?@[^_`{|}~-]+",
    fact: 'end or change a text in JSON',
    words: 'without quotation marks and backslashes',
  },
};

/** A form as a pattern of JavaScript, where a set of signs that begins with its own end would be empty. */
export const patternOf = (form: SecretForm): RegExp => new RegExp(`^${FORMS[form].pattern.replace('[]', '[\\]')}$`);

/** Whether a value has a form. */
export const hasForm = (form: SecretForm, value: string): boolean => patternOf(form).test(value);

/** What a person is told of a value that he supplies. */
export const describeSupplied = ({
  description,
  form,
}: {
  readonly description: string;
  readonly form?: SecretForm;
}) => (form === undefined ? description : `${description}, ${FORMS[form].words}`);
