import type { Find, Finder } from './finder';
import { groupOf } from './reference';
import type { Spot } from './spot';

export const serviceAccount: Find = (object, finder) => {
  for (const secret of object.get('imagePullSecrets').items()) finder.add('/Secret', secret.get('name'));
  // Tokens made for the account; they name it themselves.
  for (const secret of object.get('secrets').items()) finder.add('/Secret', secret.get('name'), { later: true });
};

/** The token of a ServiceAccount names it. */
export const secret: Find = (object, finder) => {
  if (object.get('type').text() !== 'kubernetes.io/service-account-token') return;
  finder.add('/ServiceAccount', object.get('metadata', 'annotations', 'kubernetes.io/service-account.name'));
};

export const roleBinding: Find = (object, finder) => {
  const role = object.get('roleRef');
  const namespaced = role.get('kind').text() === 'Role';
  const group = role.get('apiGroup').text() ?? 'rbac.authorization.k8s.io';
  finder.add(`${group}/${role.get('kind').text()}`, role.get('name'), {
    ...(!namespaced && { namespace: null }),
  });
  for (const subject of object.get('subjects').items()) {
    if (subject.get('kind').text() !== 'ServiceAccount') continue;
    finder.add('/ServiceAccount', subject.get('name'), { namespace: subject.get('namespace').text() });
  }
};

export const autoscaler: Find = (object, finder) => {
  const target = object.get('spec', 'scaleTargetRef');
  const group = groupOf(target.get('apiVersion').text() ?? '');
  finder.add(`${group}/${target.get('kind').text()}`, target.get('name'));
};

export const certificate: Find = (object, finder) => {
  const issuer = object.get('spec', 'issuerRef');
  const kind = issuer.get('kind').text() ?? 'Issuer';
  finder.add(`${issuer.get('group').text() || 'cert-manager.io'}/${kind}`, issuer.get('name'), {
    ...(kind === 'ClusterIssuer' && { namespace: null }),
  });
};

export const issuer: Find = (object, finder) => finder.add('/Secret', object.get('spec', 'ca', 'secretName'));

export const externalSecret: Find = (object, finder) => {
  const stores = object
    .get('spec', 'dataFrom')
    .items()
    .map((from) => from.get('sourceRef', 'storeRef'));
  for (const store of [object.get('spec', 'secretStoreRef'), ...stores]) {
    const kind = store.get('kind').text() ?? 'SecretStore';
    finder.add(`external-secrets.io/${kind}`, store.get('name'), {
      ...(kind === 'ClusterSecretStore' && { namespace: null }),
    });
  }
};

export const localQueue: Find = (object, finder) =>
  finder.add('kueue.x-k8s.io/ClusterQueue', object.get('spec', 'clusterQueue'), { namespace: null });

export const clusterQueue: Find = (object, finder) => {
  finder.addNamespaces(object.get('spec', 'namespaceSelector'));
  finder.add('kueue.x-k8s.io/Cohort', object.get('spec', 'cohortName'), { namespace: null });
  for (const check of object.get('spec', 'admissionChecksStrategy', 'admissionChecks').items())
    finder.add('kueue.x-k8s.io/AdmissionCheck', check.get('name'), { namespace: null });
  for (const group of object.get('spec', 'resourceGroups').items()) {
    for (const flavour of group.get('flavors').items()) {
      finder.add('kueue.x-k8s.io/ResourceFlavor', flavour.get('name'), { namespace: null });
    }
  }
};

export const resourceFlavor: Find = (object, finder) =>
  finder.add('kueue.x-k8s.io/Topology', object.get('spec', 'topologyName'), { namespace: null });

export const admissionCheck: Find = (object, finder) => {
  const parameters = object.get('spec', 'parameters');
  finder.add(`${parameters.get('apiGroup').text()}/${parameters.get('kind').text()}`, parameters.get('name'), {
    namespace: null,
  });
};

export const machineDeployment: Find = (object, finder) => {
  const spec = object.get('spec');
  finder.add('cluster.x-k8s.io/Cluster', spec.get('clusterName'));
  const machine = spec.get('template', 'spec');
  for (const reference of [machine.get('bootstrap', 'configRef'), machine.get('infrastructureRef')])
    finder.add(`${reference.get('apiGroup').text()}/${reference.get('kind').text()}`, reference.get('name'));
};

export const openStackMachine: Find = (object, finder) =>
  finder.add('/Secret', object.get('spec', 'template', 'spec', 'identityRef', 'name'), { key: 'clouds.yaml' });

export const nodePool: Find = (object, finder) => {
  const reference = object.get('spec', 'template', 'spec', 'nodeClassRef');
  finder.add(`${reference.get('group').text()}/${reference.get('kind').text()}`, reference.get('name'), {
    namespace: null,
  });
};

export const cnpgCluster: Find = (object, finder) => {
  const spec = object.get('spec');
  finder.add('scheduling.k8s.io/PriorityClass', spec.get('priorityClassName'), { namespace: null });
  finder.add('storage.k8s.io/StorageClass', spec.get('storage', 'storageClass'), { namespace: null });
  for (const secret of spec.get('imagePullSecrets').items()) finder.add('/Secret', secret.get('name'));
  for (const role of spec.get('managed', 'roles').items()) {
    for (const key of ['username', 'password']) finder.add('/Secret', role.get('passwordSecret', 'name'), { key });
  }
};

/** A database or a schedule of backups belongs to a cluster. */
export const ofCnpgCluster: Find = (object, finder) =>
  finder.add('postgresql.cnpg.io/Cluster', object.get('spec', 'cluster', 'name'));

/** Labels by which a workload asks for a queue and a priority in it. */
export function queueReferences(labels: Spot, finder: Finder): void {
  finder.add('kueue.x-k8s.io/LocalQueue', labels.get('kueue.x-k8s.io/queue-name'));
  finder.add('kueue.x-k8s.io/WorkloadPriorityClass', labels.get('kueue.x-k8s.io/priority-class'), { namespace: null });
}

export const webhooks: Find = (object, finder) => {
  for (const hook of object.get('webhooks').items()) {
    serviceOf(hook.get('clientConfig', 'service'), finder);
    finder.addNamespaces(hook.get('namespaceSelector'));
  }
};

export const apiService: Find = (object, finder) => serviceOf(object.get('spec', 'service'), finder);

export const crdConversion: Find = (object, finder) =>
  serviceOf(object.get('spec', 'conversion', 'webhook', 'clientConfig', 'service'), finder);

// The API server asks these only when it is used, so the object may come before the service.
const serviceOf = (service: Spot, finder: Finder) =>
  finder.add('/Service', service.get('name'), {
    namespace: service.get('namespace').text(),
    port: service.get('port').port() ?? 443,
    later: true,
  });

export const policyBinding: Find = (object, finder) => {
  const spec = object.get('spec');
  const policy = object
    .get('kind')
    .text()
    ?.replace(/Binding$/, '');
  finder.add(`admissionregistration.k8s.io/${policy}`, spec.get('policyName'), { namespace: null });
  finder.addNamespaces(spec.get('matchResources', 'namespaceSelector'));
};
