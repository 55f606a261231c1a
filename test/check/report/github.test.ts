import fc from 'fast-check';
import { githubReport } from '../../../src/check/report/github';
import { clean, hostileResults, INVISIBLE, results } from './results';

test('one annotation per open finding', () => {
  expect(githubReport(results)).toBe(
    [
      '::error file=stacks/canfar.ts,title=limit-range-single::LimitRange skaha-workload/b: the namespace skaha-workload has the LimitRange a already%0Afix: Keep one LimitRange per namespace.',
      '::error title=image-tag::Deployment skaha-system/skaha spec.template.spec.containers[0].image: container "api" runs skaha:latest%0Afix: Name a version.',
      '::error title=image-tag::Deployment skaha-system/skaha spec.template.spec.containers[1].image: container "log" runs log, which names no version%0Afix: Name a version.',
      '::notice title=heap-below-limit (undecided)::Job skaha-system/list: no -Xmx, the heap is that of the image%0Afix: Set -Xmx.',
      '::notice file=images/a b/Dockerfile,line=3,col=7,title=no-root::images/a b/Dockerfile: the last USER is root',
      '',
    ].join('\n'),
  );
  expect(githubReport(clean)).toBe('');
});

test('percent signs, colons and commas keep their meaning', () => {
  const [first] = results;
  const text = githubReport([
    { ...(first as (typeof results)[0]), message: '100% of a,b:c', place: { file: 'a,b:c%.ts' } },
  ]);
  expect(text).toBe(
    '::error file=a%2Cb%3Ac%25.ts,title=limit-range-single::canfar: 100%25 of a,b:c%0Afix: Keep one LimitRange per namespace.\n',
  );
});

/** Reads a command as the runner does: properties up to the next `::`, then data; only then are escapes undone. */
function read(line: string): { command: string; properties: Record<string, string>; data: string } | undefined {
  const [, command = '', list = '', data = ''] = /^::(\w+)(?: (.*?))?::(.*)$/s.exec(line.trimStart()) ?? [];
  if (command === '') return undefined;
  const undo = (text: string) =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  const properties = list.split(',').map((pair) => pair.split(/=(.*)/s).slice(0, 2).map(undo) as [string, string]);
  return { command, properties: Object.fromEntries(properties), data: undo(data) };
}

test('no text from outside can forge an annotation, a property or another command', () => {
  fc.assert(
    fc.property(hostileResults, (found) => {
      const open = found.filter(({ waiver }) => waiver === undefined);
      const lines = githubReport(found).split('\n').slice(0, -1);
      expect(lines).toHaveLength(open.length);
      lines.forEach((line, index) => {
        const result = open[index];
        const inFile = result?.place?.line !== undefined;
        expect(line).not.toMatch(INVISIBLE);
        expect(line).not.toContain('##[');
        const command = read(line);
        expect(command?.command).toBe(result?.verdict === 'fail' ? 'error' : 'notice');
        expect(Object.keys(command?.properties ?? {})).toEqual(inFile ? ['file', 'line', 'col', 'title'] : ['title']);
        expect(command?.data.split('\n')).toHaveLength(2);
        for (const part of command?.data.split('\n') ?? []) expect(part).not.toMatch(/^\s*::/);
      });
    }),
    { seed: 20260110, numRuns: 150 },
  );
});
