import { defineRule, type Fault } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { containersOf } from '../../src/check/view/containers';
import { Field } from '../../src/check/view/field';
import { podOf } from '../../src/check/view/pod-spec';
import { environmentOf } from '../../src/check/world/environment';
import { faultAt } from '../../src/check/world/faults';
import { type WorldObject, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

/** A setting that holds a password or a key, by its name. */
const SECRET_NAME = /(?:^|[._-])(?:password|passwd|secret|token|api[_-]?key|private[_-]?key|client[_-]?secret)$/i;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/;
/** `scheme://user:password@host`; a password that is filled in later is none. */
const URL_PASSWORD = /\b[a-z][a-z0-9+]*:\/\/[^\s/:@$*"']+:([^\s/@"'`]+)@/;
// `password` itself is how a comment writes where one belongs.
const FILLED_IN = /^(?:\$[({]|\$\w|\*$|password$)/;

export const noSecretInConfig = defineRule({
  id: 'no-secret-in-config',
  topic: 'configuration',
  on: 'platform',
  severity: 'error',
  why: 'Whoever may list ConfigMaps or read a rendered file has every password that stands in one.',
  fix: 'Declare a managed secret, and read it by secretKeyRef or as a mounted file.',
  source: 'platform-contract.md §7 item 6, §4 D16',
  check: (platform) => eachOf(worldOf(platform).delivered, (one) => [...fileFaults(one), ...variableFaults(one)]),
});

function fileFaults(one: WorldObject): Fault[] {
  if (groupKind(one.object) !== '/ConfigMap') return [];
  return Field.of(one.object)
    .get('data')
    .entries()
    .flatMap(([, field]) => {
      const text = field.text() ?? '';
      const found = PRIVATE_KEY.test(text)
        ? 'a private key'
        : urlPassword(text)
          ? 'a password in an address'
          : settingIn(text);
      return found === undefined ? [] : [faultAt(one, field.path, `it holds ${found}`)];
    });
}

/** A properties or INI line whose key names a secret and whose value is one. */
function settingIn(text: string): string | undefined {
  for (const [, key = '', value = ''] of text.matchAll(/^[ \t]*([\w.-]+)[ \t]*=[ \t]*(\S+)[ \t]*$/gm)) {
    if (SECRET_NAME.test(key) && !FILLED_IN.test(value.replace(/^["']/, ''))) return `the secret ${key}`;
  }
  return undefined;
}

function variableFaults(one: WorldObject): Fault[] {
  const pod = podOf(one.object);
  if (!pod) return [];
  return containersOf(pod).flatMap(({ title, field }) =>
    [...environmentOf(field).values()]
      .filter(
        ({ name, value = '' }) =>
          (value !== '' && SECRET_NAME.test(name) && !FILLED_IN.test(value)) || urlPassword(value),
      )
      .map(({ name, field: { path } }) => faultAt(one, path, `${title} has the secret ${name} as plain text`)),
  );
}

const urlPassword = (text: string): boolean => {
  const password = URL_PASSWORD.exec(text)?.[1];
  return password !== undefined && !FILLED_IN.test(password);
};
