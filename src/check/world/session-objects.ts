import { groupKind } from '../../kube/reference';
import type { KubeObject } from '../../manifest';
import { documentsOf, fill, type SessionFile } from './session-files';
import { type LaunchValues, SAMPLE } from './session-values';

/** An object that the session service makes when a user starts a session. */
export interface SessionObject {
  readonly file: SessionFile;
  readonly object: KubeObject;
}

/** Where the sessions of a type live. */
export interface SessionHome {
  readonly namespace: string;
  /** Queue that their Jobs wait in, with the priority they have there. */
  readonly queue?: { readonly name: string; readonly priorityClass: string } | undefined;
}

const made = new WeakMap<object, Map<string, KubeObject>>();

/** What the session service makes of a file: nothing, where it is not YAML. */
export function sessionObjectsOf(file: SessionFile, values: LaunchValues, home: SessionHome): SessionObject[] {
  return documentsOf(fill(file, values))
    .values.filter(isObject)
    .map((document) => ({ file, object: finished(document, file.type, home) }));
}

/** Whether a document has what every Kubernetes object has. */
export const isObject = (document: unknown): document is KubeObject => {
  if (typeof document !== 'object' || document === null) return false;
  const { apiVersion, kind, metadata } = document as Record<string, unknown>;
  return (
    typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata === 'object' && metadata !== null
  );
};

/** The object with what the session service adds to it (platform-contract.md §2.5). */
function finished(document: KubeObject, type: string, home: SessionHome): KubeObject {
  const { namespace, queue } = home;
  const key = JSON.stringify([type, namespace, queue?.name, queue?.priorityClass]);
  const before = made.get(document)?.get(key);
  if (before) return before;
  const labels = { ...document.metadata.labels, ...sessionLabels(type) };
  const object: KubeObject = { ...document, metadata: { ...document.metadata, namespace, labels } };
  const result = groupKind(object) === '/Service' ? withSelector(object, type) : withJobLabels(object, type, home);
  made.set(document, (made.get(document) ?? new Map()).set(key, result));
  return result;
}

/** Labels by which the session service, policies and dashboards find everything of a session. */
export const sessionLabels = (type: string): Record<string, string> => ({
  'canfar.net/id': SAMPLE.id,
  'canfar.net/username': SAMPLE.user,
  'canfar.net/name': SAMPLE.name,
  'canfar.net/kind': type,
  'canfar.net/job': `skaha-${type}-${SAMPLE.user}-${SAMPLE.id}`,
  'canfar.net/flavor': 'flexible',
  'canfar.net/accelerator': 'none',
  'canfar.net/community': 'default',
  'canfar.net/project': 'default',
  ...(type === 'desktop-app' && { 'canfar.net/app-id': SAMPLE.app }),
  'app.kubernetes.io/managed-by': 'skaha',
  'app.kubernetes.io/part-of': 'canfar',
  'app.kubernetes.io/version': '1.4.0',
});

const withSelector = (service: KubeObject, type: string): KubeObject => ({
  ...service,
  spec: { ...service.spec, selector: { 'canfar.net/id': SAMPLE.id, 'canfar.net/kind': type } },
});

function withJobLabels(object: KubeObject, type: string, { queue }: SessionHome): KubeObject {
  const template = object.spec?.template;
  if (groupKind(object) !== 'batch/Job' || typeof template !== 'object' || template === null) return object;
  const labels = { ...template.metadata?.labels, ...sessionLabels(type) };
  const spec = { ...object.spec, template: { ...template, metadata: { ...template.metadata, labels } } };
  if (!queue) return { ...object, spec };
  // Labels of the Job alone; it waits until the queue lets it run.
  const waiting = {
    'kueue.x-k8s.io/queue-name': queue.name,
    'kueue.x-k8s.io/priority-class': queue.priorityClass,
  };
  const metadata = { ...object.metadata, labels: { ...object.metadata.labels, ...waiting } };
  return { ...object, metadata, spec: { ...spec, suspend: true } };
}
