import { type Document, isMap, isNode, LineCounter, parseAllDocuments } from 'yaml';
import { stepsOf } from '../config/place';
import { type Problem, UsageError } from '../errors';
import type { Spot } from './spot';

/** A YAML or JSON file, read, with the way back from a value to its place. */
export interface SiteDocument {
  readonly value: unknown;
  /** Where a path such as `pools.cpu.taints[0].key` is written, or the nearest above it that is. */
  locate(path: string): Spot | undefined;
}

/**
 * Reads one YAML 1.2 document; JSON is a part of YAML.
 *
 * A key that stands twice, a tag, a second document, and aliases that multiply are mistakes.
 *
 * @throws {UsageError} with the line and column of every mistake
 */
export function readDocument(text: string, file: string): SiteDocument {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    resolveKnownTags: false,
    uniqueKeys: true,
  });
  const [document, second] = Array.isArray(documents) ? documents : [];
  if (!document) return { value: undefined, locate: () => undefined };
  const problems = [...document.errors, ...document.warnings].map(({ message, pos }): Problem => {
    return { file, ...spot(lines, pos[0]), ...factAndAct(message) };
  });
  if (second && problems.length === 0) {
    problems.push({
      file,
      ...spot(lines, second.range[0]),
      fact: 'a second document begins',
      act: 'Write one site per file',
    });
  }
  if (problems.length > 0) throw new UsageError(`${file}: unreadable YAML`, problems);
  return { value: plainValue(document, file), locate: (path) => locate(document, lines, path) };
}

function plainValue(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const fact = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file}: unreadable YAML`, [{ file, fact, act: 'Write the values out' }]);
  }
}

const spot = (lines: LineCounter, offset: number): Spot => {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
};

/** Where a path is written: its key, or its place in a list, or else what it would stand in. */
function locate(document: Document.Parsed, lines: LineCounter, path: string): Spot | undefined {
  for (let steps = stepsOf(path); steps.length > 0; steps = steps.slice(0, -1)) {
    const last = steps.at(-1);
    const parent = steps.length > 1 ? document.getIn(steps.slice(0, -1), true) : document.contents;
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isNode(key) && String(key) === String(last))
      : undefined;
    const node = pair?.key ?? document.getIn(steps, true);
    if (isNode(node) && node.range) return spot(lines, node.range[0]);
  }
  return undefined;
}

function factAndAct(message: string): { fact: string; act?: string } {
  if (message === 'Map keys must be unique') return { fact: 'this key stands twice', act: 'Remove one' };
  if (/^Unresolved tag/.test(message)) return { fact: message.toLowerCase(), act: 'Write the value without a tag' };
  if (/tab/i.test(message)) return { fact: message, act: 'Indent with spaces' };
  return { fact: message };
}
