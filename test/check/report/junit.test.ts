import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { junitReport } from '../../../src/check/report/junit';
import { clean, hostileResults, results } from './results';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** A strict parser: throws on anything that is not well-formed XML 1.0. */
function parse(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element) element.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return root.children[0] as Element;
}

const outline = ({ name, attributes, children }: Element): unknown => [name, attributes, ...children.map(outline)];

test('a suite per rule, a case per subject; failed, skipped and passed', () => {
  const suites = parse(junitReport(results));
  expect(suites.attributes).toEqual({ name: 'astroplatform check', tests: '6', failures: '3', skipped: '2' });
  expect(suites.children.map(({ attributes }) => attributes)).toEqual([
    { name: 'limit-range-single', tests: '1', failures: '1', skipped: '0' },
    { name: 'image-tag', tests: '2', failures: '1', skipped: '0' },
    { name: 'probes', tests: '1', failures: '0', skipped: '1' },
    { name: 'heap-below-limit', tests: '1', failures: '0', skipped: '1' },
    { name: 'no-root', tests: '1', failures: '1', skipped: '0' },
  ]);
  const [, images, probes, heap] = suites.children;
  expect(images && outline(images)).toEqual([
    'testsuite',
    expect.anything(),
    [
      'testcase',
      { classname: 'image-tag', name: 'Deployment skaha-system/skaha' },
      ['failure', { type: 'error', message: '2 findings' }],
    ],
    ['testcase', { classname: 'image-tag', name: 'Job skaha-system/list' }],
  ]);
  expect(images?.children[0]?.children[0]?.text.trim()).toBe(
    [
      'spec.template.spec.containers[0].image: container "api" runs skaha:latest',
      'spec.template.spec.containers[1].image: container "log" runs log, which names no version',
      'fix: Name a version.',
    ].join('\n'),
  );
  expect(probes?.children[0]?.children[0]?.attributes).toEqual({
    message: 'waived until 2027-06-30 by ops: it has no port',
  });
  expect(heap?.children[0]?.children[0]?.attributes).toEqual({
    message: 'undecided: no -Xmx, the heap is that of the image',
  });
});

test('no results, no cases', () => {
  expect(outline(parse(junitReport([])))).toEqual([
    'testsuites',
    { name: 'astroplatform check', tests: '0', failures: '0', skipped: '0' },
  ]);
  expect(parse(junitReport(clean)).attributes.tests).toBe('1');
});

test('well-formed, with the structure of the results, whatever they say', () => {
  fc.assert(
    fc.property(hostileResults, (found) => {
      const suites = parse(junitReport(found));
      const subjects = new Set(found.map(({ subject }) => subject));
      expect(suites.children).toHaveLength(1);
      expect(suites.children[0]?.children).toHaveLength(subjects.size);
      for (const { name, children } of suites.children[0]?.children ?? []) {
        expect(name).toBe('testcase');
        expect(children.map((child) => child.name)).toEqual([expect.stringMatching(/^(failure|skipped)$/)]);
      }
    }),
    { seed: 20260109, numRuns: 150 },
  );
});
