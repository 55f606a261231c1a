import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '../../src/manifest';
import { toYaml } from '../../src/yaml';

/**
 * Writes a Helm chart that renders to the same objects: a template per object, with the domain, the namespaces and the
 * labels as values, which is what charts do.
 */
export function writeChart(folder: string, objects: readonly KubeObject[], domain: string): void {
  const namespaces = [...new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []))];
  const values = { domain, namespaces: Object.fromEntries(namespaces.map((name) => [key(name), name])) };
  mkdirSync(join(folder, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'Chart.yaml'), toYaml({ apiVersion: 'v2', name: 'platform', version: '1.0.0' }));
  writeFileSync(join(folder, 'values.yaml'), toYaml(values));
  writeFileSync(join(folder, 'templates/_labels.tpl'), LABELS);
  for (const [index, object] of objects.entries()) {
    const file = `${String(index).padStart(3, '0')}-${object.kind.toLowerCase()}.yaml`;
    writeFileSync(join(folder, 'templates', file), template(object, domain));
  }
}

const LABELS = `{{- define "platform.labels" -}}
app.kubernetes.io/managed-by: {{ .Values.managedBy | default "astroplatform" | quote }}
{{- end }}
`;

function template(object: KubeObject, domain: string): string {
  return (
    toYaml(object)
      // What is text in an object must not be a template in the chart.
      .replaceAll('{{', '{{ "{{" }}')
      .replaceAll(domain, '{{ .Values.domain }}')
      .replace(/^( {2}namespace: )([\w-]+)$/m, (_, indent, name) => `${indent}{{ .Values.namespaces.${key(name)} }}`)
      .replace(
        /^( {4})app.kubernetes.io\/managed-by: astroplatform$/m,
        '$1{{- include "platform.labels" . | nindent 4 }}',
      )
  );
}

const key = (namespace: string) => namespace.replace(/-./g, (part) => part.slice(1).toUpperCase());
