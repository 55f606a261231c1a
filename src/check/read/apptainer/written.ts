import { join, nameOf } from '../../view/path';
import { FOLDERS } from '../recipe/tree';
import type { App } from './app';
import type { Section } from './definition';
import { fileOf, labelOf } from './lines';

/** Instructions of a Dockerfile that a section becomes, and how a report names them. */
export interface Written {
  readonly becomes: string;
  readonly lines: string[];
}

/**
 * `%files` as COPY. Apptainer copies as `cp -r` does: a folder goes into a folder under its own name, where COPY takes
 * its content. So the whole path is written where the target is known to be a folder.
 *
 * @param stage earlier stage that is copied out of
 * @param root folder that targets are seen from
 */
export function copies(text: string, stage?: string, root = '/'): Written {
  const files = text.split('\n').flatMap((line) => fileOf(line) ?? []);
  const outside = stage === undefined ? files.filter(({ source }) => source.startsWith('/')) : [];
  const lines = files.map(({ source, target = source }) => {
    const at = join(root, `./${target}`);
    const isFolder = target.endsWith('/') || FOLDERS.has(at);
    const whole = /[*?[]/.test(source) ? `${at.replace(/\/$/, '')}/` : isFolder ? join(at, nameOf(source)) : at;
    return `COPY ${stage === undefined ? '' : `--from=${stage} `}${source} ${whole}`;
  });
  const becomes =
    outside.length === 0
      ? 'COPY'
      : `COPY; a builder sees only what lies beside the recipe, so put ${outside.map(({ source }) => source).join(', ')} there`;
  return { becomes, lines };
}

/** `%labels` as LABEL. */
export const labels = (text: string, prefix = ''): string[] =>
  text.split('\n').flatMap((line) => {
    const label = labelOf(line);
    return label === undefined ? [] : [`LABEL ${prefix}${label.name}=${quoted(label.value, true)}`];
  });

/** `%environment` as ENV, as far as its lines are values and not commands. */
export function environment(text: string): Written {
  const found = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const lines = found.flatMap((line) => {
    const [, name, mark = '', value = ''] =
      /^(?:export\s+)?([A-Za-z_]\w*)=(["']?)([^"'`;&|()\s]*|[^"'`]*)\2$/.exec(line) ?? [];
    return name === undefined || /\$\(/.test(value) ? [] : [`ENV ${name}=${quoted(value, mark === "'")}`];
  });
  const becomes =
    lines.length === found.length
      ? 'ENV'
      : `ENV for ${lines.length} of ${found.length} lines; the others are commands, which belong into the script that starts`;
  return { becomes, lines };
}

/** What a section of an app becomes. An OCI runtime knows no apps, so each is started by the path of its script. */
export function writtenApp(app: App, { name, text }: Section): Written {
  const { root, folders, runscript, environment: settings, help, label, variables } = app;
  const exported = Object.entries(variables).map(([key, value]) => `export ${key}=${value}`);
  switch (name) {
    case '%appfiles': {
      const { becomes, lines } = copies(text, undefined, root);
      return { becomes: becomes.replace(/^COPY/, `COPY to ${root}`), lines };
    }
    case '%appinstall': {
      const before = ['#!/bin/sh -e', `mkdir -p ${folders.join(' ')}`, ...exported, `cd ${root}`].join('\n');
      return { becomes: `RUN in ${root}`, lines: script('RUN', 'APPINSTALL', text, before) };
    }
    case '%appenv':
      return {
        becomes: `a file that its run script reads, ${settings}`,
        lines: script('COPY --chmod=755', 'APPENV', text, undefined, settings),
      };
    case '%applabels':
      return { becomes: `LABEL, each with ${label} before its name`, lines: labels(text, label) };
    case '%apphelp':
      return { becomes: `a file, ${help}`, lines: script('COPY', 'APPHELP', text, undefined, help) };
    default: {
      const read = `if [ -f ${settings} ]; then . ${settings}; fi`;
      const before = ['#!/bin/sh', ...exported, `export PATH=${root}/bin:$PATH`, read].join('\n');
      return {
        becomes: `a script; start it with --entrypoint ${runscript}`,
        lines: script('COPY --chmod=755', 'APPRUN', text, before, runscript),
      };
    }
  }
}

/** A here-document of an instruction. */
export function script(
  instruction: string,
  word: string,
  text: string,
  before: string | undefined,
  target?: string,
): string[] {
  const end = endOf(`${before}\n${text}`, word);
  const opening = `${instruction} <<'${end}'${target === undefined ? '' : ` ${target}`}`;
  return [opening, ...(before === undefined ? [] : [before]), text.trimEnd(), end];
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
