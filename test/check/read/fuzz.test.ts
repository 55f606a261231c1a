import fc from 'fast-check';
import { rules } from '../../../policies/index';
import type { Container } from '../../../src/check/facts';
import { judge } from '../../../src/check/judge';
import { readDefinition } from '../../../src/check/read/apptainer/read';
import { readDockerfile } from '../../../src/check/read/dockerfile/read';
import { CONTRACT, SESSION_TYPES } from '../../../src/check/session-contract';
import { contextOf } from './dockerfile/build';

const SEED = 8;
const RUNS = 300;
const context = contextOf({ 'a/run.sh': '755:#!/bin/sh\nexec "$@"\n', 'nsswitch.conf': 'passwd: files sss\n' });

/** Every rule of containers answers; none breaks, whatever was read. */
function answers(container: Container): void {
  for (const rule of rules) {
    if (rule.on !== 'container') continue;
    judge(rule, { container, types: SESSION_TYPES, profile: 'current', contract: CONTRACT }, 'fuzz');
  }
}

const DOCKER = [
  ...[
    'FROM ubuntu:24.04',
    'FROM scratch AS a',
    'FROM a',
    'FROM $X',
    'ARG X=1',
    'ENV A="$X" B=\'',
    'USER ${A:-',
    'COPY --from=a . /x',
  ],
  ...[
    'RUN apt-get install -y $(cat /x) \\',
    '# comment',
    'RUN <<EOF',
    'EOF',
    'COPY nsswitch.conf /etc/',
    'ENTRYPOINT ["sh"',
    'CMD ["/x"]',
  ],
  ...[
    'RUN chmod -R 777 / && rm -rf /* || true',
    'EXPOSE 1-70000',
    'WORKDIR ../..',
    'ONBUILD ONBUILD RUN x',
    'LABEL a',
    'ADD http://x /y/',
  ],
  ...[
    'RUN ln -s /a /b && ln -s /b /a && cat /a',
    'RUN for i in {1..9}; do (x',
    '# escape=`',
    'RUN ["a", "b"]',
    'COPY [] /',
    'RUN x > $Y',
  ],
  ...['SHELL ["powershell"]', 'RUN mv / /x', 'RUN echo x > /etc/passwd', '\u0000', '${', '`', '\\'],
];
const DEFINITION = [
  ...[
    'Bootstrap: docker',
    'From: ubuntu:24.04',
    'Stage: a',
    '%post',
    '%files',
    '%files from a',
    '%environment',
    'export A=$B',
    '%labels',
    'a b',
  ],
  ...[
    '%runscript',
    'exec "$@"',
    '{{ X }}',
    '%arguments',
    'X=1',
    '%appenv x',
    '# c',
    '    nsswitch.conf /etc',
    '/ /',
    '. .',
    'if x; then',
  ],
];

const recipe = (lines: readonly string[]) =>
  fc
    .array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...lines) }, { weight: 1, arbitrary: fc.string() }), {
      maxLength: 25,
    })
    .map((all) => all.join('\n'));

test('any Dockerfile is read, and every rule answers', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        recipe(DOCKER).map((text) => `FROM ubuntu:24.04\n${text}`),
        recipe(DOCKER),
        fc.string(),
      ),
      (text) => answers(readDockerfile(text, { file: 'Dockerfile', context }).container),
    ),
    { seed: SEED, numRuns: RUNS },
  );
});

test('any definition is read, and every rule answers', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        recipe(DEFINITION).map((text) => `Bootstrap: docker\nFrom: ubuntu:24.04\n${text}`),
        recipe(DEFINITION),
        fc.string(),
      ),
      (text) => answers(readDefinition(text, { file: 'x.def', context }).container),
    ),
    { seed: SEED, numRuns: RUNS },
  );
});

test.each([
  ['lines that go on for ever', `FROM a\nRUN x${' \\\n y'.repeat(20_000)}`],
  ['many instructions', `FROM a\n${'ENV A=$A$A\n'.repeat(5000)}`],
  ['a variable that doubles', `FROM scratch\nENV A=aaaaaaaaaa\n${'ENV A=$A$A\n'.repeat(60)}USER $A`],
  ['a shell variable that doubles', `FROM scratch\nRUN A=aaaaaaaaaa; ${'A=$A$A; '.repeat(60)} echo $A > /x`],
  ['blanks', `FROM a\n#${' '.repeat(100_000)}x=${' '.repeat(100_000)}`],
  ['brackets', `FROM a\nUSER ${'${A:-'.repeat(3000)}`],
  ['here-documents', `FROM a\n${'RUN <<A\n'.repeat(3000)}`],
  ['deep shells', `FROM a\nRUN ${'('.repeat(5000)}`],
])('%s end', (_title, text) => {
  const start = performance.now();
  answers(readDockerfile(text, { file: 'Dockerfile', context }).container);
  expect(performance.now() - start).toBeLessThan(10_000);
});
