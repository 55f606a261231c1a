import { type LaunchVariable, type TemplateKind, templateFaults } from '../../config/placeholder';
import { groupKind } from '../../kube/reference';
import type { Manifest } from '../../manifest';
import { Field } from '../view/field';
import type { LaunchValues } from './session-values';

/** A file in a ConfigMap from which the session service makes objects. */
export interface SessionFile {
  /** Key in the ConfigMap, e.g. `launch-notebook.yaml`. */
  readonly name: string;
  readonly kind: TemplateKind;
  /** Session type. */
  readonly type: string;
  readonly text: string;
  readonly configMap: Manifest;
}

const NAME = /^(launch|service|ingress)-([a-z0-9_-]+)\.yaml$/;

/** All session files of a platform, found by their names. */
export function sessionFilesOf(manifests: readonly Manifest[]): SessionFile[] {
  return manifests.flatMap((configMap) => {
    if (groupKind(configMap.object) !== '/ConfigMap') return [];
    return Field.of(configMap.object)
      .get('data')
      .entries()
      .flatMap(([name, field]) => {
        const [, kind, type = ''] = NAME.exec(name) ?? [];
        if (kind === undefined) return [];
        return [{ name, kind: kind as TemplateKind, type, text: field.text() ?? '', configMap }];
      });
  });
}

/** What is wrong with the placeholders of a file. */
export const placeholderFaults = ({ text, kind, type }: SessionFile): string[] =>
  templateFaults(text, kind, type).map(({ fact, act }) => `${fact}. ${act}`);

/** Variables that are replaced in the files of a kind; `undefined`: all of them. */
const REPLACED: Readonly<Record<TemplateKind, readonly string[] | undefined>> = {
  launch: undefined,
  service: ['skaha.sessionid', 'skaha.jobname', 'skaha.jobuid'],
  ingress: ['skaha.sessionid', 'skaha.jobname', 'skaha.jobuid', 'skaha.sessions.hostname'],
};

/** The file as the session service hands it to its YAML parser: what it does not replace stays as it is. */
export function fill({ kind, text }: Pick<SessionFile, 'kind' | 'text'>, values: LaunchValues): string {
  const replaced = REPLACED[kind];
  return text.replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
    const known = replaced === undefined ? Object.hasOwn(values, name) : replaced.includes(name);
    return known ? values[name as LaunchVariable] : whole;
  });
}

/** What a YAML text holds. */
export interface Documents {
  readonly values: readonly unknown[];
  /** What is wrong with the text; the values are worth nothing then. */
  readonly problem?: string;
}

// Rules and sites share most texts, and reading YAML costs more than all else together.
const read = new Map<string, Documents>();
const MOST = 1000;

/** Reads YAML as the session service's parser does, which follows YAML 1.1. */
export function documentsOf(text: string): Documents {
  const before = read.get(text);
  if (before) return before;
  const { parseAllDocuments } = require('yaml') as typeof import('yaml');
  const documents = parseAllDocuments(text, { version: '1.1', logLevel: 'silent', prettyErrors: true });
  const list = Array.isArray(documents) ? documents : [];
  const problem = list.flatMap(({ errors }) => errors)[0]?.message;
  const result = problem === undefined ? { values: list.map((one) => one.toJS() as unknown) } : { values: [], problem };
  if (read.size >= MOST) read.clear();
  read.set(text, result);
  return result;
}
