import { appOf } from './app';

/** A place in the text of a file; both count from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** A section of a definition: `%post`, `%files from build`, `%appenv tool`. */
export interface Section extends Position {
  /** With the sign, in lower case. */
  readonly name: string;
  /** What stands behind the name. */
  readonly argument: string;
  readonly text: string;
  /** Number of the first line of its text. */
  readonly first: number;
}

/** One build stage of a definition. */
export interface DefinitionStage extends Position {
  /** By name in lower case: `bootstrap`, `from`, `stage`. */
  readonly header: ReadonlyMap<string, { readonly value: string } & Position>;
  readonly sections: readonly Section[];
}

/** A definition file as it is written. */
export interface Definition {
  readonly stages: readonly DefinitionStage[];
  readonly comments: readonly ({ readonly text: string } & Position)[];
  readonly problems: readonly ({ readonly message: string } & Position)[];
}

/** Keys that a header may have (apptainer/apptainer:pkg/build/types/parser/deffile.go). */
const HEADERS = new Set(
  (
    'bootstrap from stage registry namespace includecmd mirrorurl updateurl osversion include library product user regcode ' +
    'productpgp registerurl modules confurl setopt fingerprints'
  ).split(' '),
);

const SECTIONS =
  /^%(?:pre|setup|files|environment|post|runscript|startscript|test|labels|help|arguments|app(?:install|files|labels|env|test|help|run|start))$/;

/**
 * Reads the syntax of an Apptainer definition file: headers, stages (each starts with `Bootstrap:`), sections, comments.
 * Source: apptainer/apptainer:pkg/build/types/parser/deffile.go.
 */
export function parseDefinition(source: string): Definition {
  const lines = source.replace(/^\uFEFF/, '').split(/\r?\n/);
  const comments: ({ text: string } & Position)[] = [];
  const problems: ({ message: string } & Position)[] = [];
  const stages: {
    line: number;
    column: number;
    header: Map<string, { value: string } & Position>;
    sections: (Section & { lines: string[] })[];
  }[] = [];
  let section: (Section & { lines: string[] }) | undefined;
  for (const [index, line] of lines.entries()) {
    const at = { line: index + 1, column: line.length - line.trimStart().length + 1 };
    const trimmed = line.trim();
    if (trimmed.startsWith('#')) comments.push({ text: trimmed.slice(1).trim(), ...at });
    const [, key, value = ''] = /^([A-Za-z][\w-]*)\s*:(.*)$/.exec(trimmed) ?? [];
    if (key?.toLowerCase() === 'bootstrap' && at.column === 1) {
      stages.push({ ...at, header: new Map(), sections: [] });
      section = undefined;
    }
    const stage = stages.at(-1);
    const [, name, argument = ''] = /^(%[A-Za-z]+)(?:\s+(.*))?$/.exec(line.trimEnd()) ?? [];
    if (name !== undefined && stage) {
      section = { name: name.toLowerCase(), argument: argument.trim(), text: '', first: index + 2, ...at, lines: [] };
      if (SECTIONS.test(section.name)) stage.sections.push(section);
      else problems.push({ ...at, message: `${name} is no section` });
    } else if (section) section.lines.push(line);
    else if (trimmed === '' || trimmed.startsWith('#')) continue;
    else if (key !== undefined && stage) {
      stage.header.set(key.toLowerCase(), { value: headerValue(value), ...at });
      if (!HEADERS.has(key.toLowerCase()) && !/^otherurl\d$/i.test(key))
        problems.push({ ...at, message: `${key.slice(0, 40)}: is no header` });
    } else
      problems.push({
        ...at,
        message: stage
          ? `${JSON.stringify(trimmed.slice(0, 40))} is no header`
          : 'the file does not start with Bootstrap:',
      });
  }
  for (const { header, line, column } of stages)
    if (
      /^(?:docker|oras|library|shub|localimage|oci|oci-archive|docker-archive)$/i.test(
        header.get('bootstrap')?.value ?? '',
      ) &&
      !header.get('from')?.value
    )
      problems.push({ line, column, message: 'there is no From:' });
  for (const [index, { sections }] of stages.entries())
    for (const one of sections) {
      const from = one.name === '%files' ? stageIn(one) : undefined;
      const known = stages.slice(0, index).some(({ header }) => header.get('stage')?.value === from);
      const { line, column } = one;
      if (from !== undefined && !known) problems.push({ line, column, message: `there is no stage ${from} before it` });
      if (one.name.startsWith('%app') && appOf(one.argument) === undefined)
        problems.push({ line, column, message: `${one.name} names no app` });
    }
  if (stages.length === 0) problems.push({ line: 1, column: 1, message: 'there is no Bootstrap:' });
  return {
    comments,
    problems: problems.slice(0, 20),
    stages: stages.map(({ sections, ...stage }) => ({
      ...stage,
      sections: sections.map(({ lines: body, ...one }) => ({ ...one, text: `${body.join('\n')}\n` })),
    })),
  };
}

/** The image that a stage starts from: `Registry:` and `Namespace:` stand before what `From:` says. */
export const imageOf = ({ header }: Pick<DefinitionStage, 'header'>): string =>
  ['registry', 'namespace', 'from']
    .map((key) => (header.get(key)?.value ?? '').replace(/^https?:\/\//, ''))
    .filter((part) => part !== '')
    .join('/');

/** The stage that `%files from STAGE` copies out of. */
export const stageIn = ({ argument }: Section): string | undefined => /^from\s+(\S+)/.exec(argument)?.[1];

const headerValue = (text: string) => text.split(/\s#/, 1)[0]?.trim() ?? '';
