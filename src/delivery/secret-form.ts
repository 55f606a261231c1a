import type { SecretForm, SecretSource } from '../manifest';

/** What a value that somebody supplies must look like, and how that is said. */
interface Form {
  /**
   * Of the whole value: an extended regular expression of POSIX, which is one of Go too, and of JavaScript but for the two
   * spellings that {@link patternOf} knows.
   */
  readonly pattern: string;
  /** Ends the sentence "the value ...". */
  readonly fact: string;
  /** Follows the description of the value. */
  readonly words: string;
}

type Supplied = Extract<SecretSource, { kind: 'supplied' }>;

/**
 * Forms by which programs read a value otherwise than it was written, or not at all.
 *
 * In pieces of addresses, of settings without quotation marks, and of JSON, most other signs than these would come out as they
 * went in; nobody needs them in a password.
 *
 * `line` is for what has no form of its own: a password or a secret of a robot of Harbor, which goes by HTTP (RFC 7617 lets
 * control characters out of both), and the password of a directory, which is the directory's own affair. A blank at either end
 * would be lost where the value stands in a file of lines (SSSD's), or comes by External Secrets, which takes line ends away.
 */
export const FORMS: Readonly<Record<SecretForm, Form>> = {
  line: {
    pattern: '[^[:cntrl:] ]([^[:cntrl:]]*[^[:cntrl:] ])?',
    fact: 'has signs that no line has, or a blank at an end',
    words: 'on one line without blanks at its ends',
  },
  url: {
    pattern: '[A-Za-z0-9._~-]+',
    fact: 'has signs that mean something in an address',
    words: 'of letters, digits and - . _ ~',
  },
  unquoted: {
    pattern: '[]A-Za-z0-9!#%&()*+,./:;<=>?@[^_{|}~-]+',
    fact: 'has signs that end or change a setting',
    words: 'without blanks, quotation marks, backslashes and $',
  },
  json: {
    pattern: "[]A-Za-z0-9 !#$%&'()*+,./:;<=>?@[^_`{|}~-]+",
    fact: 'has signs that end or change a text in JSON',
    words: 'without quotation marks and backslashes',
  },
  // RFC 6749, A.2.
  client: {
    pattern: '[!-~]([ -~]*[!-~])?',
    fact: 'has signs that no secret of a client has (RFC 6749)',
    words: 'of letters, digits and signs of ASCII',
  },
  // RFC 6750, 2.1.
  bearer: {
    pattern: '[A-Za-z0-9._~+/-]+=*',
    fact: 'has signs that no bearer token has (RFC 6750)',
    words: 'of letters, digits and - . _ ~ + /',
  },
  base64: {
    pattern: '([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)',
    fact: 'is not base64',
    words: 'in base64',
  },
  // What golang.org/x/oauth2 takes as a key file (google/google.go, JWTConfigFromJSON).
  'google-key': {
    pattern: '\\{.*"type" *: *"service_account".*\\}',
    fact: 'is not a JSON object whose type is service_account, on one line',
    words: 'as `jq -c . KEY.json` prints it',
  },
};

/** Form of a value that a person supplies. */
export const formOf = ({ form = 'line' }: Pick<Supplied, 'form'>): SecretForm => form;

/**
 * A form as a pattern of JavaScript, where a set of signs that begins with its own end would be empty, and sets have no names.
 */
export const patternOf = (form: SecretForm): RegExp =>
  new RegExp(`^(?:${FORMS[form].pattern.replace('[]', '[\\]').replaceAll('[:cntrl:]', String.raw`\x00-\x1f\x7f`)})$`);

/** Whether a value has a form. */
export const hasForm = (form: SecretForm, value: string): boolean => patternOf(form).test(value);

/** What a person is told of a value that he supplies. That a value is one line is told once for all of them. */
export const describeSupplied = ({ description, form }: Pick<Supplied, 'description' | 'form'>): string =>
  form === undefined ? description : `${description}, ${FORMS[form].words}`;
