import { groupKind } from '../../kube/reference';
import type { KubeObject, ManagedSecret, Manifest } from '../../manifest';
import { Field } from '../view/field';
import { readPreview } from './preview';

/** One resource of a deployment, as a policy is given it. */
export interface DeployedResource {
  /** Type token, e.g. `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** Resource name; for our objects the construct path. */
  readonly name: string;
  readonly props: unknown;
  readonly protect: boolean;
}

/** The Kubernetes object of a resource; `undefined` when it is none. What is not known yet is marked as such. */
export function objectOf({ type, props }: Pick<DeployedResource, 'type' | 'props'>): KubeObject | undefined {
  if (!type.startsWith('kubernetes:') || type.startsWith('kubernetes:yaml') || type.startsWith('kubernetes:helm'))
    return undefined;
  const object = readPreview(props) as Partial<KubeObject>;
  return typeof object.apiVersion === 'string' && typeof object.kind === 'string' && object.metadata
    ? (object as KubeObject)
    : undefined;
}

/**
 * A whole deployment as the closed world: objects, and Secrets by their names and keys only.
 *
 * @param declared how the values of a Secret come to be, which no deployment tells; its name and keys are as deployed
 */
export function readDeployment(
  resources: readonly DeployedResource[],
  declared: readonly ManagedSecret[] = [],
): {
  manifests: Manifest[];
  secrets: ManagedSecret[];
} {
  const manifests: Manifest[] = [];
  const secrets: ManagedSecret[] = [];
  for (const resource of resources) {
    const object = objectOf(resource);
    if (!object) continue;
    const id = resource.name;
    const capability = id.split('/')[1] ?? id;
    if (groupKind(object) === '/Secret') secrets.push(secretOf(object, id, capability, declared));
    else manifests.push({ id, capability, object, dependsOn: [], protect: resource.protect, renamedFrom: [] });
  }
  return { manifests, secrets };
}

// Values arrive in clear here. They are left behind at once, so that no rule can put one into a message.
function secretOf(
  object: KubeObject,
  id: string,
  capability: string,
  declared: readonly ManagedSecret[],
): ManagedSecret {
  const secret = Field.of(object);
  const keys = ['data', 'stringData'].flatMap((field) =>
    secret
      .get(field)
      .entries()
      .map(([key]) => key),
  );
  const { name, namespace = 'default' } = object.metadata;
  const texts = declared.find((one) => one.namespace === namespace && one.name === name)?.keys ?? {};
  return {
    id,
    capability,
    namespace,
    name,
    type: secret.get('type').text() ?? 'Opaque',
    labels: object.metadata.labels ?? {},
    keys: Object.fromEntries(keys.map((key) => [key, texts[key] ?? []])),
    dependsOn: [],
  };
}
