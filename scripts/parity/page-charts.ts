import { type ChartRows, GATEWAY, HELM, PODS, SCALING } from './chart-rows';

/** Charts of the pages that people see. */
export const PAGE_CHARTS: readonly ChartRows[] = [
  {
    title: 'science-portal',
    folder: 'science-portal/helm',
    version: '2.2.0',
    rows: [
      {
        what: 'the portal',
        covers: [
          ...['deployment.yaml', 'service.yaml', 'serviceaccount.yaml', 'replicaCount', 'image', 'service'],
          ...['livenessProbe', 'readinessProbe', 'startupProbe', 'configmap.yaml'],
        ],
        objects: ['Deployment science-portal', 'Service science-portal', 'ServiceAccount science-portal'],
        keys: ['services.portal', 'images.portal'],
        verdict: 'better',
        why: 'a numeric user, a read-only root, a port that follows from the image, and people who stay with one pod',
      },
      {
        what: 'addresses',
        covers: ['app.api', 'app.public', 'app.basePath'],
        keys: ['services.portal'],
        verdict: 'better',
        why: 'follow from the site, each under both of its names; none is left to the image, which has another site’s behind it',
      },
      {
        what: 'login',
        covers: ['app.oidc', 'app.auth'],
        objects: ['Secret science-portal'],
        keys: ['login'],
        verdict: 'better',
        why: 'the redirect address and the scopes are those that are registered; the key of its cookies is made where it is delivered',
      },
      {
        what: 'clock tolerance, logo, switches of the portal',
        covers: ['app'],
        verdict: 'left out',
        why: 'clocks are kept by the nodes; the others change nothing that the platform needs',
      },
      {
        what: 'route',
        covers: ['ingress.yaml', 'ingress'],
        objects: ['Ingress science-portal'],
        keys: ['services.portal', 'ingress'],
        verdict: 'same',
      },
      {
        what: 'network policy',
        covers: ['networkpolicy.yaml', 'networkPolicy'],
        objects: ['NetworkPolicy science-portal'],
        verdict: 'better',
        why: 'always there, and follows from what the portal calls',
      },
      {
        what: 'disruption budget',
        covers: ['pdb.yaml', 'podDisruptionBudget'],
        objects: ['PodDisruptionBudget science-portal'],
        verdict: 'same',
      },
      SCALING,
      GATEWAY,
      PODS,
      HELM,
    ],
  },
  {
    title: 'storage-ui',
    folder: 'deployments/helm/applications/storage-ui',
    version: '0.10.0',
    rows: [
      {
        what: 'the interface',
        covers: [
          ...['storage-ui-tomcat-deployment.yaml', 'storage-ui-tomcat-expose.yaml', 'replicaCount'],
          ...['deployment.storageUI.image', 'deployment.storageUI.imagePullPolicy', 'deployment.storageUI.resources'],
        ],
        objects: ['Deployment storage-ui', 'Service storage-ui', 'ServiceAccount storage-ui'],
        keys: ['services.storageUi', 'images.storageUi'],
        verdict: 'better',
        why: 'an account of its own, a readiness that asks the first page, heap below the limit, no pull secret that must exist',
      },
      {
        what: 'settings',
        covers: [
          ...['storage-ui-config-configmap.yaml', 'deployment.storageUI.gmsID', 'deployment.storageUI.theme'],
          ...['deployment.storageUI.themeName', 'deployment.storageUI.identityManagerClass', 'deployment.hostname'],
          'deployment.storageUI.cookieSignaturePublicKey',
        ],
        objects: ['ConfigMap storage-ui-config', 'Secret storage-ui-settings'],
        keys: ['services.storageUi'],
        verdict: 'better',
        why: 'services, addresses and login follow from the site; what is secret is a file of a Secret, not copied by a container at start',
      },
      {
        what: 'route',
        covers: ['storage-ui-ingress.yaml'],
        objects: ['Ingress storage-ui'],
        verdict: 'better',
        why: 'the class is set where Kubernetes reads it, and TLS is required',
      },
      {
        what: 'Redis for tokens',
        covers: ['redis'],
        objects: ['Deployment storage-ui-redis', 'Service storage-ui-redis'],
        verdict: 'better',
        why: 'a password, one user with five commands, reached by the interface alone, full means old ones go',
      },
      {
        what: 'Secrets with authorities of the site',
        covers: ['storage-ui-secrets.yaml'],
        verdict: 'left out',
        why: 'private authorities are not trusted in this release',
      },
      PODS,
      HELM,
    ],
  },
];
