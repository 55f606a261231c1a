import { resolveSessionTypes } from '../../src/config/resolve-session-types';
import { sessionTemplates } from '../../src/constructs/session-templates';
import { props } from './session-props';
import { attachDesktopApp, createSession, start } from './skaha';
import { request } from './skaha-request';

// The stand-in must refuse what the session service refuses, or the tests that use it would prove nothing.

const files = sessionTemplates(resolveSessionTypes({}).types, props);

const broken = (name: string, from: string | RegExp, to: string) => {
  const text = files[name] ?? '';
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return { ...files, [name]: changed };
};

test.each([
  ['a field that Kubernetes does not have', 'launch-notebook.yaml', 'parallelism:', 'paralelism:', 'unknown field'],
  ['a field of another object', 'launch-notebook.yaml', 'restartPolicy:', 'activeDeadline:', 'unknown field'],
  ['a text for a number', 'launch-notebook.yaml', 'completions: 1', 'completions: one', 'not a number'],
  ['a number for a text', 'launch-notebook.yaml', '- name: NB_USER', '- name: 12', 'not a string'],
  ['one text instead of a list', 'launch-notebook.yaml', '[${skaha.supgroups}]', '"${skaha.supgroups}"', 'not a list'],
  ['quoted groups', 'launch-notebook.yaml', '[${skaha.supgroups}]', '["${skaha.supgroups}"]', 'not a number'],
  ['a second document', 'launch-notebook.yaml', /$/, '---\nkind: Job\n', 'expected one document'],
  ['a Pod', 'launch-notebook.yaml', 'kind: Job', 'kind: Pod', 'ClassCastException'],
  [
    'a placeholder that nobody fills in',
    'launch-notebook.yaml',
    'skaha.posixid',
    'skaha.posixld',
    'a placeholder is left',
  ],
  ['a placeholder of another type', 'launch-notebook.yaml', 'skaha.userid', 'software.appid', 'a placeholder is left'],
  [
    'a user in the Service',
    'service-notebook.yaml',
    'svc-${skaha.sessionid}',
    'svc-${skaha.userid}',
    'placeholder is left',
  ],
  ['an unknown field of a route', 'ingress-notebook.yaml', 'entryPoints', 'entrypoints', 'unknown field'],
  [
    'an object that Traefik does not have',
    'ingress-notebook.yaml',
    'kind: IngressRoute',
    'kind: Route',
    'no such kind',
  ],
])('refuses %s', (_, name, from, to, message) => {
  expect(() => createSession(broken(name, from, to), request)).toThrow(message);
});

test('refuses lines of the request in another column', () => {
  const shifted = broken(
    'launch-headless.yaml',
    '        ${headless.image.bundle}',
    '          ${headless.image.bundle}',
  );
  expect(() => createSession(shifted, { ...request, type: 'headless' })).toThrow();
});

test('refuses a file that is not there', () => {
  const { 'launch-desktop-app.yaml': _, ...without } = files;
  expect(() => attachDesktopApp(without, request)).toThrow('launch-desktop-app.yaml');
});

test('refuses a user name that is no label value', () => {
  expect(() => start(files, { ...request, user: 'alice@example.org' })).toThrow('label value syntax');
});

test('reads a value as Java does: $ is a group, and a backslash quotes', () => {
  const headless = { ...request, type: 'headless' };
  expect(() => createSession(files, { ...headless, env: ['PRICE=5$'] })).toThrow('Illegal group reference');
  const { job } = createSession(files, { ...headless, env: ['A=a\\b'] });
  expect(job.spec?.template.spec?.containers[0]?.env?.[0]).toEqual({ name: 'A', value: 'ab' });
});
