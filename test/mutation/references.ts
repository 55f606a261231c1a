/** A value in an object or a template: what it belongs to, where it stands, and what it is. */
export interface Leaf {
  /** Kind of the object, or kind of the session file. */
  readonly kind: string;
  /** Keys from the top, `[]` for an element of a list. */
  readonly path: string;
  readonly value: string | number | boolean | null;
}

/**
 * Where names, ports and paths of something else stand, by path and value. This list knows nothing of the rules: it is
 * what a person would look at.
 */
const REFERENCES: readonly (readonly [path: RegExp, value?: RegExp, kind?: RegExp])[] = [
  [/(?:^|\.)apiVersion$/],
  [/^metadata\.namespace$/],
  // Names in fields that are called after what they name.
  [
    /(?:^|\.)(?:serviceAccountName|priorityClassName|runtimeClassName|storageClassName|ingressClassName|claimName|secretName|volumeName|serviceName|policyName|topologyName|cohortName|clusterQueue)$/,
    /./,
  ],
  [
    /(?:^|\.)(?:configMap|secret|secretKeyRef|configMapKeyRef|configMapRef|secretRef|nodeStageSecretRef|claimRef|issuerRef|roleRef|scaleTargetRef|secretStoreRef|service)\.(?:name|key|namespace|kind|apiGroup|group)$/,
  ],
  [/(?:^|\.)imagePullSecrets\.\[\]\.name$/],
  [/^subjects\.\[\]\.(?:name|namespace)$/],
  [/^spec\.resourceGroups\.\[\]\.flavors\.\[\]\.name$/],
  // Files, volumes and where they are mounted.
  [/\.items\.\[\]\.(?:key|path)$/],
  [/\.volumes\.\[\]\.name$/],
  [/\.volumeMounts\.\[\]\.name$/],
  // In a claim of its own, a pod finds what it wrote under any name: a cache, and space for a while.
  [/\.volumeMounts\.\[\]\.subPath$/, /^(?!(?:cache|tmp)$)/],
  [/\.volumeMounts\.\[\]\.mountPath$/, /^(?!\/tmp$)/],
  [/\.volumeClaimTemplates\.\[\]\.metadata\.name$/],
  [/\.(?:command|args)\.\[\]$/, /^\/(?!bin\/)/],
  [/^spec\.(?:csi\.volumeAttributes\.|csi\.driver$|nfs\.|hostPath\.path$)/],
  // Ports. Two ports of sessions are open for nobody: that of the screen beside its web page, that of an X server.
  [/\.containers\.\[\]\.ports\.\[\]\.containerPort$/, /^(?!5901|6000)/],
  // Prometheus asks the pods of Harbor for their numbers, past their Services (8001).
  [/\.ports\.\[\]\.(?:port|targetPort)$/, /^(?!(?:8080|8001)$)/, /^(?:Service|service)$/],
  [/\.(?:httpGet|tcpSocket)\.port$/],
  [/\.services\.\[\]\.port$/],
  [/\.service\.port\.(?:name|number)$/],
  [/^spec\.ingress\.\[\]\.ports\.\[\]\.port$/, /^(?!6000)/, /^NetworkPolicy$/],
  [/^spec\.egress\.\[\]\.ports\.\[\]\.port$/, /^6379$/, /^NetworkPolicy$/],
  // Labels, and who selects by them.
  [/(?:^|\.)(?:selector|matchLabels|podSelector)\.(?!.*k8s-app$)[\w./-]+$/, /./, /^(?!ClusterQueue)/],
  [/matchExpressions\.\[\]\.(?:key|values\.\[\])$/, /./, /^(?!ClusterQueue)/],
  [/^spec\.namespaceSelector\.matchExpressions\.\[\]\.values\.\[\]$/],
  [/^spec\.template\.metadata\.labels\.app\.kubernetes\.io\/name$/, /./, /^(?:Deployment|StatefulSet)$/],
  [/\.tolerations\.\[\]\.(?:key|value|effect)$/],
  // Routes.
  [/^spec\.(?:entryPoints\.\[\]|routes\.\[\]\.(?:middlewares|services)\.\[\]\.(?:name|kind))$/],
  [/^spec\.routes\.\[\]\.match$/, /./, /^ingress$/],
  [/^spec\.replacePath(?:Regex\.(?:regex|replacement)|\.path)$/],
  [/^spec\.(?:rules\.\[\]\.(?:host|http\.paths\.\[\]\.path)|tls\.\[\]\.hosts\.\[\])$/],
  // In certificates inside the cluster, short names and localhost are ones by which nobody calls.
  [/^spec\.dnsNames\.\[\]$/, /\.(?!svc$)[\w-]+$/],
  [/^metadata\.annotations\.traefik\.ingress\.kubernetes\.io\//],
  // What belongs to a session.
  [/^metadata\.ownerReferences\.\[\]\.(?:kind|name|uid)$/],
  [/^metadata\.name$/, /./, /^(?:launch|service)$/],
  [/\.containers\.\[\]\.name$/, /./, /^launch$/],
  [/\.initContainers\.\[\]\.(?:name|image)$/, /^(?!\$)/, /^launch$/],
  // Rights.
  [/^rules\.\[\]\.(?:apiGroups|resources|verbs)\.\[\]$/, /^(?!jobs\/finalizers$|update$)/],
  // Variables by which programs find each other, and those that are parts of others.
  [
    /\.env\.\[\]\.name$/,
    /^(?:skaha\..*|SKAHA_(?!SESSION_LIMIT|POSIX|API|TOP|PROJECTS|SESSION_URL).*|REDIS_\w+|HARBOR_HOSTS|JUPYTER_TOKEN|AUTH_\w+|NEXTAUTH_URL|NEXT_\w+|METRICS_(?!CACHE__TTL)\w+)$/,
  ],
  [
    /\.env\.\[\]\.value$/,
    /\.svc\b|^6379$|^(?:6901|8888)$|^true$|^(?:ivo|vos):\/\/(?!.*\?)|^\/arc(?!\/projects)|example\.(?:org|net)$/,
    /^(?!launch$)/,
  ],
  [/\.env\.\[\]\.value$/, /\.svc\b|^(?:6901|8888)$/, /^launch$/],
  // Queues that are counted, and the API by which.
  [/\.env\.\[\]\.value$/, /^\[".*"\]$|kueue\.x-k8s\.io\/v/],
  // Addresses of the platform and paths of its host. Where the menu of the portal leads, only people can say.
  [
    /\.env\.\[\]\.value$/,
    /^https:\/\/(?:science\.example\.org|src\.example\.net)\/(?!(?:science-portal\/|storage\/list)$)|^\/science-portal$/,
  ],
  [/^spec\.variables\.\[\]\.name$/, /./, /^ValidatingAdmissionPolicy$/],
];

/** Whether a value names something else. */
export const isReference = ({ kind, path, value }: Leaf): boolean =>
  REFERENCES.some(
    ([at, form, of]) =>
      at.test(path) && (form === undefined || form.test(String(value))) && (of === undefined || of.test(kind)),
  );
