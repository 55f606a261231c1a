import { type ChartRows, GATEWAY, HELM, PODS, SCALING } from './chart-rows';

/** Charts of what knows users and their files. */
export const FILE_CHARTS: readonly ChartRows[] = [
  {
    title: 'cavern: the VOSpace service',
    folder: 'deployments/helm/applications/cavern',
    version: '0.10.0',
    rows: [
      {
        what: 'the service',
        covers: [
          ...['cavern-tomcat-deployment.yaml', 'cavern-tomcat-expose.yaml', 'serviceaccount.yaml', 'replicaCount'],
          ...['deployment.cavern.image', 'deployment.cavern.imagePullPolicy', 'deployment.cavern.resources'],
          ...['livenessProbe', 'readinessProbe', 'volumeInit'],
        ],
        objects: ['Deployment cavern', 'Service cavern', 'ServiceAccount cavern'],
        keys: ['services.storage', 'images.cavern'],
        verdict: 'better',
        why: 'root only where it must be, with four capabilities; probes that ask it; no container that copies passwords at start',
      },
      {
        what: 'settings',
        covers: [
          ...['cavern-configmap.yaml', 'deployment.cavern.resourceID', 'deployment.cavern.allocations'],
          ...['deployment.cavern.filesystem', 'deployment.cavern.identityManagerClass', 'deployment.hostname'],
          ...['deployment.cavern.applicationName', 'deployment.cavern.endpoint', 'storage'],
          'deployment.cavern.cookieSignaturePublicKey',
        ],
        objects: ['ConfigMap cavern-config'],
        keys: ['services.storage', 'arc'],
        verdict: 'better',
        why: 'identity, path and folders are those that sessions and the storage interface have',
      },
      {
        what: 'route',
        covers: ['cavern-ingress.yaml'],
        objects: ['Ingress cavern'],
        verdict: 'better',
        why: 'the class is set where Kubernetes reads it, and TLS is required',
      },
      {
        what: 'PostgreSQL for its jobs',
        covers: [
          'postgres-config.yaml',
          'postgres-deploy.yaml',
          'postgres-service.yaml',
          'cavern-uws-db-secret.yaml',
          'deployment.cavern.uws',
        ],
        objects: ['StatefulSet postgres'],
        keys: ['databases'],
        verdict: 'better',
        why: 'on a volume, with dumps, or of CloudNativePG, or somebody else’s; a role and a database of its own',
      },
      {
        what: 'Secrets with authorities of the site',
        covers: ['cavern-secrets.yaml'],
        verdict: 'left out',
        why: 'private authorities are not trusted in this release',
      },
      PODS,
      HELM,
    ],
  },
  {
    title: 'posix-mapper',
    folder: 'deployments/helm/applications/posix-mapper',
    version: '0.6.0',
    rows: [
      {
        what: 'the service',
        covers: [
          ...['posix-mapper-tomcat-deployment.yaml', 'posix-mapper-tomcat-expose.yaml', 'replicaCount'],
          ...[
            'deployment.posixMapper.image',
            'deployment.posixMapper.imagePullPolicy',
            'deployment.posixMapper.resources',
          ],
          'deployment.posixMapper.imagePullSecrets',
        ],
        objects: ['Deployment posix-mapper', 'Service posix-mapper', 'ServiceAccount posix-mapper'],
        keys: ['services.posixMapper', 'images.posixMapper'],
        verdict: 'better',
        why: 'with probes, an account of its own, heap below the limit',
      },
      {
        what: 'settings',
        covers: [...['posix-mapper-configmap.yaml', 'deployment.posixMapper', 'deployment.hostname']],
        objects: ['ConfigMap posix-mapper-config'],
        keys: ['services.posixMapper'],
        verdict: 'better',
        why: 'the numbers it gives are compared with those that sessions are allowed',
      },
      {
        what: 'PostgreSQL',
        covers: ['postgresql'],
        keys: ['databases'],
        verdict: 'better',
        why: 'the schema is made by the platform; the password is in a Secret only',
      },
      {
        what: 'route',
        covers: ['posix-mapper-ingress.yaml'],
        objects: ['Ingress posix-mapper'],
        verdict: 'better',
        why: 'the class is set where Kubernetes reads it, and TLS is required',
      },
      {
        what: 'Secrets with authorities of the site',
        covers: ['posix-mapper-secrets.yaml'],
        verdict: 'left out',
        why: 'private authorities are not trusted in this release',
      },
      PODS,
      HELM,
    ],
  },
  {
    title: 'reg: the IVOA registry',
    folder: 'deployments/helm/applications/reg',
    version: '1.2.0',
    rows: [
      {
        what: 'the service',
        covers: [
          ...['deployment.yaml', 'service.yaml', 'serviceaccount.yaml', 'replicaCount', 'image', 'service'],
          ...['livenessProbe', 'readinessProbe'],
        ],
        objects: ['Deployment reg', 'Service reg', 'ServiceAccount reg'],
        keys: ['services.ivoaRegistry', 'images.ivoaRegistry'],
        verdict: 'same',
      },
      {
        what: 'entries',
        covers: ['configmap.yaml', 'application.serviceEntries', 'global'],
        objects: ['ConfigMap reg-config'],
        keys: ['services.ivoaRegistry'],
        verdict: 'better',
        why: 'what the platform runs is listed by itself, each property on a line of its own',
      },
      {
        what: 'publishing to other registries (OAI), VOSI, log groups',
        covers: ['application'],
        verdict: 'left out',
        why: 'a platform looks services up; who publishes resources to the Virtual Observatory runs a registry for that',
      },
      {
        what: 'route',
        covers: ['ingress.yaml', 'ingress'],
        objects: ['Ingress reg'],
        verdict: 'same',
      },
      SCALING,
      GATEWAY,
      PODS,
      HELM,
    ],
  },
  {
    title: 'sshd: files over SFTP',
    folder: 'deployments/helm/applications/sshd',
    version: '1.1.0',
    rows: [
      {
        what: 'all of it',
        covers: [
          ...['sshd-config.yaml', 'sshd-deployment.yaml', 'sshd-expose.yaml', 'sshd-ingress.yaml', 'sshd-secrets.yaml'],
          ...['replicaCount', 'image', 'ldap', 'entryPoint', 'rootPath', 'storageSpec'],
        ],
        verdict: 'left out',
        why: 'it needs a directory (LDAP) of users beside the POSIX mapper, and an image that could not be tried; files are reached by VOSpace',
      },
      PODS,
      HELM,
    ],
  },
];
