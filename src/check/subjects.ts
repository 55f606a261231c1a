import { groupKind } from '../kube/reference';
import { type KubeObject, type Manifests, objectName } from '../manifest';
import type { Plan } from '../plan/plan';
import type { ManifestSubject, Place } from './rule';
import type { Subject } from './run';
import { Field } from './view/field';
import { worldOf } from './world/world';

/** A whole site, as rules see it. */
export interface CheckedSite {
  readonly plan: Plan;
  readonly manifests: Manifests;
  /** File that holds the site, as the user named it. */
  readonly file?: string;
}

/** Everything about a site that rules can judge: the site itself, its closed world, and each of its objects. */
export function subjectsOf({ plan, manifests, file }: CheckedSite): Subject[] {
  const { kubernetes, images, name } = plan.site;
  const place: { place?: Place } = file === undefined ? {} : { place: { file } };
  const value = { manifests: manifests.manifests, secrets: manifests.secrets, provides: plan.provides };
  const policies = namespacePolicies(manifests.manifests.map(({ object }) => object));
  // Session pods come out of templates at launch; they are judged here, before a user meets what is wrong with them.
  const objects = [
    ...manifests.manifests.map(({ object, id }) => ({
      name: objectName(object),
      object,
      construct: id,
      registries: images.registries,
    })),
    ...worldOf(value).sessions.map(({ object, title, manifest }) => ({
      name: title,
      object,
      construct: manifest.id,
      registries: [...images.registries, ...plan.hosts.images],
    })),
  ];
  return [
    { kind: 'site', name, value: { plan }, ...place },
    { kind: 'platform', name, value, ...place },
    ...objects.map(
      ({ name, object, construct, registries }): Subject<'manifest'> => ({
        kind: 'manifest',
        name,
        value: { object, registries, kubernetes, ...policies.get(object.metadata.namespace ?? '') },
        place: { ...place.place, construct },
      }),
    ),
  ];
}

/** What a namespace demands of its pods. */
export type NamespacePolicy = Pick<ManifestSubject, 'namespaceLevel' | 'namespaceVersion'>;

const LABELS = 'pod-security.kubernetes.io';
const LEVELS = ['privileged', 'baseline', 'restricted'] as const;

/** What each namespace among the objects demands of its pods, by its name. */
export function namespacePolicies(objects: readonly KubeObject[]): ReadonlyMap<string, NamespacePolicy> {
  return new Map(
    objects
      .filter((object) => groupKind(object) === '/Namespace')
      .map((object) => [object.metadata.name, policyOf(object)]),
  );
}

function policyOf(namespace: KubeObject): NamespacePolicy {
  const label = (name: string) => Field.of(namespace).get('metadata', 'labels', `${LABELS}/${name}`).value;
  const level = LEVELS.find((known) => known === label('enforce'));
  const version = /^v(1\.\d+)$/.exec(String(label('enforce-version')))?.[1];
  return {
    ...(level === undefined ? {} : { namespaceLevel: level }),
    ...(version === undefined ? {} : { namespaceVersion: version }),
  };
}
