import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { KubeObject } from '../../../src/manifest';
import type { Api } from './api';
import { moduleFolder, type Source } from './go';
import { until } from './wait';

interface CrdSource extends Source {
  /** Folder or files of the module that hold the definitions. */
  readonly path: string | readonly string[];
}

const CLUSTER_API = {
  module: 'sigs.k8s.io/cluster-api',
  version: 'v1.13.6',
  sum: 'h1:imZVIstbRIq2DoKftQv0wPm+vyhWXrE3Zft8E43maqo=',
};
const CERT_MANAGER: CrdSource = {
  module: 'github.com/cert-manager/cert-manager',
  version: 'v1.21.2',
  sum: 'h1:UWgoYM+KLNtRlqmoWOKjKBOBUPVHeepQ6/ac3ERJW68=',
  path: 'deploy/crds',
};
const KARPENTER: CrdSource = {
  module: 'github.com/aws/karpenter-provider-aws',
  version: 'v1.14.1',
  sum: 'h1:WGtIQTQcxpElYMdWfWuPwaF2+9muR+hYhPZsTtoY8Gs=',
  path: 'pkg/apis/crds',
};

/** Where the definitions of operators come from, by API group. They are read from the module cache, never committed. */
const SOURCES: Readonly<Record<string, CrdSource>> = {
  'traefik.io': {
    module: 'github.com/traefik/traefik/v3',
    version: 'v3.7.13',
    sum: 'h1:T8wy9KuaFzCkmXCqAzDy7t73pBDR1DHrJe3pqXpNXTw=',
    path: 'docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml',
  },
  'cert-manager.io': CERT_MANAGER,
  'acme.cert-manager.io': CERT_MANAGER,
  'postgresql.cnpg.io': {
    module: 'github.com/cloudnative-pg/cloudnative-pg',
    version: 'v1.27.1',
    sum: 'h1:w+bbtXyEPoaa7sZGXxbb8qJ+/bUGWQ3M48kbNUEpKlk=',
    path: 'config/crd/bases',
  },
  'external-secrets.io': {
    module: 'github.com/external-secrets/external-secrets',
    version: 'v1.3.2',
    sum: 'h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=',
    path: 'config/crds/bases',
  },
  'cluster.x-k8s.io': { ...CLUSTER_API, path: 'config/crd/bases' },
  'bootstrap.cluster.x-k8s.io': { ...CLUSTER_API, path: 'bootstrap/kubeadm/config/crd/bases' },
  // The newest release that can be had with a public checksum. It serves v1beta1, as later ones do.
  'infrastructure.cluster.x-k8s.io': {
    module: 'sigs.k8s.io/cluster-api-provider-openstack',
    version: 'v0.11.0',
    sum: 'h1:GdeJxOqaO2qMASm4S+tJASZa20baNSAIPH7XxV0rKag=',
    path: 'config/crd/bases',
  },
  'karpenter.sh': KARPENTER,
  'karpenter.k8s.aws': KARPENTER,
  'argoproj.io': {
    module: 'github.com/argoproj/argo-cd/v3',
    version: 'v3.5.7',
    sum: 'h1:Xm1BF+I5OgDKUG3SDK49vn2/Y5AMyaNVko+/JT08gj0=',
    path: 'manifests/crds',
  },
  'kustomize.toolkit.fluxcd.io': {
    module: 'github.com/fluxcd/kustomize-controller',
    version: 'v1.9.6',
    sum: 'h1:XB+G3A0mky0j5uVHZWv4oSlS2RvZBoNIUhstIvY0JKE=',
    path: 'config/crd/bases',
  },
  'source.toolkit.fluxcd.io': {
    module: 'github.com/fluxcd/source-controller',
    version: 'v1.9.6',
    sum: 'h1:nG534/bI6nVpyHra7ONAk6xDB3xPsVT+EOLHZHXPrrc=',
    path: 'config/crd/bases',
  },
  'helm.toolkit.fluxcd.io': {
    module: 'github.com/fluxcd/helm-controller',
    version: 'v1.4.0',
    sum: 'h1:rkm8rmB6Na7eNc4pJOnvtXEaJ19iKluRtayHKjBxcUM=',
    path: 'config/crd/bases',
  },
  // Where Kueue itself runs, it is installed from its own manifests (kueue.ts).
  'kueue.x-k8s.io': {
    module: 'sigs.k8s.io/kueue',
    version: 'v0.19.2',
    sum: 'h1:mPNzr37u0nwI7ikST5QQl5gg6EgtYOAvC9ZbTgywdN8=',
    path: 'config/components/crd/bases',
  },
  'nfd.k8s-sigs.io': {
    module: 'sigs.k8s.io/node-feature-discovery',
    version: 'v0.18.3',
    sum: 'h1:q5/qpyxrasI/F6838lflFNGAUszpMNRuFwornPLYdxQ=',
    path: 'deployment/base/nfd-crds/nfd-api-crds.yaml',
  },
  // The others are large, and nobody here names them.
  'monitoring.coreos.com': {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.92.1',
    sum: 'h1:rHWuFo6SVya4FBSCNg2DCzyc4xAv54zk3eDTzp5mQZc=',
    path: ['prometheusrules', 'podmonitors'].map(
      (name) => `example/prometheus-operator-crd/monitoring.coreos.com_${name}.yaml`,
    ),
  },
  'nvidia.com': {
    module: 'github.com/NVIDIA/gpu-operator',
    version: 'v0.0.0-20250917190837-d73a0086a6ba',
    sum: 'h1:LoeqwWjR0h2WRyHXmyYCPVwM/dAdKKxjE8LzyyeuqHI=',
    path: 'config/crd/bases',
  },
};

/** API groups of what delivers a site by GitOps. */
export const GITOPS_GROUPS = [
  'argoproj.io',
  'kustomize.toolkit.fluxcd.io',
  'source.toolkit.fluxcd.io',
  'helm.toolkit.fluxcd.io',
] as const;

/** API groups of the operators whose objects a platform may have. */
export const OPERATOR_GROUPS = Object.keys(SOURCES).filter(
  (group) => !(GITOPS_GROUPS as readonly string[]).includes(group),
);

/** Installs the definitions of these API groups, and waits until the server answers for them. */
export async function installCrds(api: Api, groups: readonly string[]): Promise<void> {
  const definitions = (await Promise.all(groups.map(definitionsOf))).flat();
  await applyCrds(api, definitions);
}

/** Applies definitions, and waits until the server answers for them. */
export async function applyCrds(api: Api, definitions: readonly KubeObject[]): Promise<void> {
  for (const definition of definitions) await api.apply(definition);
  for (const definition of definitions) {
    await until(`${definition.metadata.name} is established`, async () => {
      const { status } = await api.get(definition);
      return status.conditions?.some(
        ({ type, status: now }: { type: string; status: string }) => type === 'Established' && now === 'True',
      );
    });
  }
}

async function definitionsOf(group: string): Promise<KubeObject[]> {
  const source = SOURCES[group];
  if (!source) throw new Error(`no source for the definitions of ${group}: add it to test/cluster/launch/crds.ts`);
  const folder = await moduleFolder(source);
  const all = [source.path].flat().flatMap((path) => readObjects(join(folder, path)));
  return all.filter(({ kind, spec }) => kind === 'CustomResourceDefinition' && spec.group === group);
}

/** Objects of a YAML file, or of all YAML files of a folder. */
function readObjects(path: string): KubeObject[] {
  const isYaml = (name: string) => /\.ya?ml$/.test(name);
  const files = isYaml(path)
    ? [path]
    : readdirSync(path)
        .filter(isYaml)
        .map((name) => join(path, name));
  return files.flatMap((file) => parseObjects(readFileSync(file, 'utf8')));
}

/** Objects of a YAML stream. */
export const parseObjects = (text: string): KubeObject[] =>
  loadAll(text).flatMap((document) => (document ? [document as KubeObject] : []));
