import { UsageError } from '../../../errors';
import { appOf } from './app';
import { type DefinitionStage, imageOf, parseDefinition, type Section, stageIn } from './definition';
import { valuesOf } from './lines';
import { copies, environment, labels, script, type Written, writtenApp } from './written';

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
  '%apptest': 'nothing: run it in CI after the build',
  '%appstart': 'nothing: a platform starts one program; put it into ENTRYPOINT if it is that one',
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
        line,
        column,
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
  const from = imageOf({ header });
  if (agent !== 'docker' || from === '')
    throw new UsageError(`${file}: its base is no image of a registry`, [
      {
        file,
        line,
        fact: `Bootstrap: ${agent ?? 'none'}`,
        act: 'Name an image: Bootstrap: docker, From: debian:12.8',
      },
    ]);
  const values = valuesOf({ sections }, {});
  const filled = (text: string) =>
    text.replace(/\{\{\s*([A-Za-z_]\w*)\s*\}\}/g, (whole, name: string) => values.get(name) ?? whole);
  const stage = header.get('stage')?.value;
  const lines = [`FROM ${filled(from)}${stage === undefined ? '' : ` AS ${stage}`}`];
  // The environment of a definition is not in force while it is built, so ENV stands behind RUN.
  for (const name of ORDER)
    for (const section of sections.filter((one) => one.name === name))
      lines.push(...written({ ...section, text: filled(section.text) }, report));
  for (const section of sections) {
    const none = NONE[section.name];
    if (none !== undefined) report.push({ section: titleOf(section), line: section.line, becomes: none });
  }
  return `${lines.join('\n')}\n`;
}

const ORDER = [
  ...['%files', '%appfiles', '%post', '%appinstall', '%environment', '%appenv', '%labels', '%applabels', '%apphelp'],
  ...['%apprun', '%runscript'],
];

const titleOf = ({ name, argument }: Section) => `${name} ${argument}`.trim();

function written(section: Section, report: Counterpart[]): string[] {
  const { name, text, argument, line } = section;
  const app = name.startsWith('%app') ? appOf(argument) : undefined;
  const { becomes, lines } = app ? writtenApp(app, section) : counterpartOf(name, text, stageIn(section));
  report.push({ section: titleOf(section), line, becomes });
  return lines;
}

/** What a section becomes. */
function counterpartOf(name: string, text: string, stage: string | undefined): Written {
  if (name === '%files') return copies(text, stage);
  if (name === '%post') return { becomes: 'RUN', lines: script('RUN', 'POST', text, '#!/bin/sh -e') };
  if (name === '%labels') return { becomes: 'LABEL', lines: labels(text) };
  if (name === '%environment') return environment(text);
  return {
    becomes: 'ENTRYPOINT, a script in /usr/local/bin',
    lines: [
      ...script('COPY --chmod=755', 'RUNSCRIPT', text, '#!/bin/sh', '/usr/local/bin/runscript'),
      'ENTRYPOINT ["/usr/local/bin/runscript"]',
    ],
  };
}
