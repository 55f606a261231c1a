import { type Container, known } from '../../../../src/check/facts';
import type { BuildContext, ContextEntry } from '../../../../src/check/read/dockerfile/context';
import { type DockerfileInput, readDockerfile } from '../../../../src/check/read/dockerfile/read';

/** A folder with these files; a mode other than 644 stands before the text, as in `755:#!/bin/sh`. */
export function contextOf(files: Readonly<Record<string, string>>): BuildContext {
  const entries = Object.entries(files).map(([path, written]): ContextEntry => {
    const [, mode = '644', text = ''] = /^(?:([0-7]{3}):)?(.*)$/s.exec(written) ?? [];
    return {
      path: `/${path}`,
      kind: 'file',
      mode: Number.parseInt(mode, 8),
      size: text.length,
      text: () => known(text),
    };
  });
  const folders = new Set(
    Object.keys(files).flatMap((path) =>
      path
        .split('/')
        .slice(0, -1)
        .map(
          (_, index) =>
            `/${path
              .split('/')
              .slice(0, index + 1)
              .join('/')}`,
        ),
    ),
  );
  const ofFolders = [...folders].map(
    (path): ContextEntry => ({
      path,
      kind: 'folder',
      mode: 0o755,
      size: 0,
      text: () => ({ known: false, reason: 'a folder' }),
    }),
  );
  return { entries: known([...ofFolders, ...entries]) };
}

/** The container that a Dockerfile builds, beside these files. */
export const build = (
  source: string,
  files: Readonly<Record<string, string>> = {},
  input: Partial<DockerfileInput> = {},
): Container => readDockerfile(source, { file: 'Dockerfile', context: contextOf(files), ...input }).container;
