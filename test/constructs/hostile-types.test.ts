import fc from 'fast-check';
import { plainDataProblems } from '../../src/config/plain';
import { resolveSessionTypes } from '../../src/config/resolve-session-types';
import { SessionTypeChange } from '../../src/config/session-type';
import { sessionTemplates } from '../../src/constructs/session-templates';
import { props } from './session-props';
import { templateJob } from './skaha';
import { request, setup } from './skaha-request';

const SEED = 20261121;

/** Texts that some layer between a site file and a pod reads as something else: YAML, placeholders, Java, Traefik. */
const piece = fc.oneof(
  fc.constantFrom(
    ...['${', '}', '${skaha.userid}', '${site.domain}', '$', '$1', '$(A)', '{', '{{', '}}', '%{', '#{', '<%'],
    ...[
      '"',
      "'",
      '\\',
      '\\n',
      '\\u0041',
      '`',
      ': ',
      ' #',
      '- ',
      '---',
      '...',
      '|',
      '>',
      '&a',
      '*a',
      '!!int ',
      '@',
      '%',
    ],
    ...['null', 'no', 'yes', '012', '1e3', '0x10', '12:30:45', '2026-11-21', '[object Object]', 'undefined', 'NaN'],
    ...['\n', '\t', '\r', '\u0000', '\u0007', '\u0085', '\u2028', '\ufeff', '\ud800', '\u{1f52d}', 'é', '  ', ''],
  ),
  fc.string({ maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));

/** What the border of a site makes of a change: the type, or nothing when it is refused. */
function accepted(type: string, change: object) {
  if (plainDataProblems({ define: { [type]: change } }).length > 0) return undefined;
  const read = SessionTypeChange.safeParse(change);
  if (!read.success) return undefined;
  const { types, problems } = resolveSessionTypes({ [type]: read.data }, [type]);
  return problems.length > 0 ? undefined : types;
}

/** The session container that a change ends in. */
function launched(type: string, change: object) {
  const types = accepted(type, change);
  if (!types) throw new Error('the change was refused');
  const asked = { ...request, type, ...(type === 'headless' && { cmd: 'true', env: ['A=1'] }) };
  const container = templateJob(sessionTemplates(types, props), asked, setup).spec?.template.spec?.containers[0];
  if (!container) throw new Error('the Job has no container');
  return container;
}

/** What a text becomes: the placeholders in it are filled in, and nothing else happens to it. */
const filled = (written: string) =>
  written.replaceAll('${skaha.userid}', 'alice').replaceAll('${site.domain}', 'platform.example.org');

const texts = fc.array(text, { minLength: 30, maxLength: 30 });

const check = <T>(arbitrary: fc.Arbitrary<T>, run: (value: T) => void, numRuns: number) =>
  fc.assert(fc.property(arbitrary, run), { seed: SEED, numRuns });

/** Puts many texts at once through the border; those that pass must arrive. */
function arrive(type: string, changeOf: (text: string) => object, verify: (passed: string[]) => void): void {
  let refused = 0;
  let arrived = 0;
  check(
    texts,
    (all) => {
      const passed = all.filter((one) => accepted(type, changeOf(one)) !== undefined);
      refused += all.length - passed.length;
      arrived += passed.length;
      if (passed.length > 0) verify(passed);
    },
    10,
  );
  // A border that refuses everything, or nothing, would prove nothing.
  expect(Math.min(refused, arrived)).toBeGreaterThan(30);
}

describe('a text of a site is refused, or comes out the same', () => {
  test.each(['notebook', 'headless', 'desktop'])('in a variable of a %s session', (type) => {
    arrive(
      type,
      (one) => ({ env: { HOSTILE: one } }),
      (passed) => {
        const env = Object.fromEntries(passed.map((one, index) => [`HOSTILE_${index}`, one]));
        expect(launched(type, { env }).env).toEqual(
          expect.arrayContaining(Object.entries(env).map(([name, value]) => ({ name, value: filled(value) }))),
        );
      },
    );
  });

  test('in command and arguments', () => {
    arrive(
      'carta',
      (one) => ({ command: [one], args: [one] }),
      (passed) => {
        const { command, args } = launched('carta', { command: passed, args: passed });
        expect([command, args]).toEqual([passed.map(filled), passed.map(filled)]);
      },
    );
  });

  test('in the path of a probe, and in the working directory', () => {
    const change = (one: string) => ({
      workingDir: `/${one}`,
      probes: { startup: { kind: 'http', path: `/${one}` } },
    });
    arrive('contributed', change, ([one = '']) => {
      const { startupProbe, workingDir } = launched('contributed', change(one));
      expect([startupProbe?.httpGet?.path, workingDir]).toEqual([filled(`/${one}`), filled(`/${one}`)]);
    });
  });
});

describe('a name or a path of a site is refused, or is harmless', () => {
  test('in the name of a variable, a port or a path', () => {
    check(
      text,
      (one) => {
        if (accepted('carta', { env: { [one]: 'x' } })) expect(one).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
        if (accepted('carta', { ports: { [one]: 9000 } })) expect(one).toMatch(/^[a-z0-9-]{1,15}$/);
        const path = `/session/${one}/\${skaha.sessionid}/`;
        if (SessionTypeChange.safeParse({ web: { path } }).success) expect(one).toMatch(/^[a-z0-9-]+$/);
      },
      1000,
    );
  });

  test('a name of JavaScript does not reach a prototype', () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      const change: object = JSON.parse(
        `{"env": {${JSON.stringify(name)}: "x"}, ${JSON.stringify(name)}: {"web": null}}`,
      );
      expect(accepted('carta', change)).toBeUndefined();
    }
    expect(Object.keys(resolveSessionTypes({}, ['constructor', '__proto__', 'toString']).types)).toEqual([]);
    expect(resolveSessionTypes({}, ['constructor']).problems[0]?.fact).toBe('there is no session type "constructor"');
  });
});
