import { isDeepStrictEqual } from 'node:util';
import * as jsYaml from 'js-yaml';
import * as yaml from 'yaml';

const readers: Readonly<Record<string, (text: string) => unknown[]>> = {
  'YAML 1.1': (text) => documents(text, '1.1'),
  'YAML 1.2': (text) => documents(text, '1.2'),
  'js-yaml': (text) => jsYaml.loadAll(text),
};

function documents(text: string, version: '1.1' | '1.2'): unknown[] {
  return yaml.parseAllDocuments(text, { version }).map((document) => {
    if ('errors' in document && document.errors[0]) throw document.errors[0];
    return (document as yaml.Document).toJS() as unknown;
  });
}

/** All documents of a file, which two parsers and both versions of YAML must read alike. */
export function yamlDocuments(text: string): unknown[] {
  const [first, ...others] = Object.entries(readers).map(([name, read]) => ({ name, value: read(text) }));
  for (const { name, value } of others) {
    if (!isDeepStrictEqual(value, first?.value))
      throw new Error(`${name} reads this otherwise than YAML 1.1:\n${text}`);
  }
  return first?.value ?? [];
}
