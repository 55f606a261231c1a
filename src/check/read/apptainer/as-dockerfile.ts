import { UsageError } from '../../../errors';
import { type DefinitionStage, parseDefinition, type Section } from './definition';

/** What has become of a section. */
export interface Counterpart {
  /** `%post`, `%files from build` */
  readonly section: string;
  readonly line: number;
  /** What an OCI image has for it: an instruction, or why there is none. */
  readonly becomes: string;
}

/** A definition as a recipe of an OCI image. */
export interface AsDockerfile {
  readonly dockerfile: string;
  readonly report: readonly Counterpart[];
}

const NONE: Readonly<Record<string, string>> = {
  '%startscript': 'nothing: a platform starts one program; put it into ENTRYPOINT if it is that one',
  '%test': 'nothing: run it in CI after the build',
  '%help': 'nothing: write it into the README',
  '%setup': 'nothing: it changes the machine that builds; do it in a stage of its own',
  '%pre': 'nothing: it changes the machine that builds; do it before the build',
};

/**
 * Writes an Apptainer definition as a Dockerfile, and says what becomes of each section.
 *
 * @throws {UsageError} for a definition that no builder would take, or whose base is no image of a registry
 */
export function asDockerfile(source: string, file: string): AsDockerfile {
  const { stages, problems } = parseDefinition(source);
  if (problems.length > 0)
    throw new UsageError(
      `${file}: a builder would refuse it`,
      problems.map(({ line, column, message }) => ({
        file,
        path: `${line}:${column}`,
        fact: message,
        act: 'Correct the definition',
      })),
    );
  const report: Counterpart[] = [];
  const parts = stages.map((stage) => stageOf(stage, file, report));
  return { dockerfile: `# syntax=docker/dockerfile:1\n${parts.join('\n')}`, report };
}

function stageOf({ header, sections, line }: DefinitionStage, file: string, report: Counterpart[]): string {
  const agent = header.get('bootstrap')?.value.toLowerCase();
  const from = header.get('from')?.value ?? '';
  if (agent !== 'docker' || from === '')
    throw new UsageError(`${file}: its base is no image of a registry`, [
      {
        file,
        path: `${line}`,
        fact: `Bootstrap: ${agent ?? 'none'}`,
        act: 'Name an image: Bootstrap: docker, From: debian:12.8',
      },
    ]);
  const values = new Map(
    sections
      .filter(({ name }) => name === '%arguments')
      .flatMap(({ text }) => [...text.matchAll(/^\s*([A-Za-z_]\w*)\s*=[ \t]*(["']?)(.*?)\2[ \t]*$/gm)])
      .map(([, name = '', , value = '']) => [name, value] as const),
  );
  const filled = (text: string) =>
    text.replace(/\{\{\s*([A-Za-z_]\w*)\s*\}\}/g, (whole, name: string) => values.get(name) ?? whole);
  const stage = header.get('stage')?.value;
  const lines = [`FROM ${filled(from)}${stage === undefined ? '' : ` AS ${stage}`}`];
  // The environment of a definition is not in force while it is built, so ENV stands behind RUN.
  for (const name of ['%files', '%post', '%environment', '%labels', '%runscript'])
    for (const section of sections.filter((one) => one.name === name))
      lines.push(...written({ ...section, text: filled(section.text) }, report));
  for (const section of sections) {
    const none = section.name.startsWith('%app')
      ? 'nothing: an image starts one program; make an image for each'
      : NONE[section.name];
    if (none !== undefined) report.push({ section: titleOf(section), line: section.line, becomes: none });
  }
  return `${lines.join('\n')}\n`;
}

const titleOf = ({ name, argument }: Section) => `${name} ${argument}`.trim();

function written(section: Section, report: Counterpart[]): string[] {
  const note = (becomes: string) => report.push({ section: titleOf(section), line: section.line, becomes });
  const body = section.text.split('\n').map((line) => line.trim());
  if (section.name === '%files') {
    note('COPY');
    const [, from] = /^from\s+(\S+)/.exec(section.argument) ?? [];
    return body.flatMap((line) => {
      const [source, target = source] = line.split('#', 1)[0]?.trim().split(/\s+/) ?? [];
      return source ? [`COPY ${from ? `--from=${from} ` : ''}${source} ${target}`] : [];
    });
  }
  if (section.name === '%post') {
    note('RUN');
    return [
      `RUN <<'${endOf(section.text, 'POST')}'`,
      '#!/bin/sh -e',
      section.text.trimEnd(),
      endOf(section.text, 'POST'),
    ];
  }
  if (section.name === '%labels') {
    note('LABEL');
    return body.flatMap((line) => {
      const [, name, value = ''] = /^([^\s#]\S*)\s*(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [`LABEL ${name}=${quoted(value.replace(/^"(.*)"$/, '$1'), true)}`];
    });
  }
  if (section.name === '%environment') {
    const found = body.filter((line) => line !== '' && !line.startsWith('#'));
    const pairs = found.flatMap((line) => {
      const [, name, mark = '', value = ''] =
        /^(?:export\s+)?([A-Za-z_]\w*)=(["']?)([^"'`;&|()\s]*|[^"'`]*)\2$/.exec(line) ?? [];
      return name === undefined || /\$\(/.test(value) ? [] : [`ENV ${name}=${quoted(value, mark === "'")}`];
    });
    note(
      pairs.length === found.length
        ? 'ENV'
        : `ENV for ${pairs.length} of ${found.length} lines; the others are commands, which belong into the script that starts`,
    );
    return pairs;
  }
  note('ENTRYPOINT, a script in /usr/local/bin');
  const end = endOf(section.text, 'RUNSCRIPT');
  return [
    `COPY --chmod=755 <<'${end}' /usr/local/bin/runscript`,
    '#!/bin/sh',
    section.text.trimEnd(),
    end,
    'ENTRYPOINT ["/usr/local/bin/runscript"]',
  ];
}

/** A line that ends a here-document and is not in it. */
function endOf(text: string, word: string): string {
  let end = word;
  while (text.split('\n').includes(end)) end += '_';
  return end;
}

/** A value in double quotes; variables are put in, unless it is to be taken as it stands. */
const quoted = (text: string, plain: boolean) =>
  `"${text.replace(/[\\"]/g, '\\$&').replaceAll('$', plain ? '\\$' : '$')}"`;
