import { Construct } from 'constructs';
import type { DeploymentSpec } from 'kubernetes-types/apps/v1';
import type { PodSpec, Probe, VolumeMount, VolumeProjection } from 'kubernetes-types/core/v1';
import type { Plan } from '../plan/plan';
import { CADC_FILES } from '../plan/provides';
import { javaHeap, type ServiceSize } from '../plan/sizes';
import type { ConfigFiles } from './config-files';
import { httpService } from './http-service';
import type { ManagedSecret } from './managed-secret';
import { podLabels, podTemplate, resources, type ServicePod } from './pod';
import { javaProperties, type PropertyEntries } from './properties';
import { Resource } from './resource';
import { serviceAccount } from './service-account';
import type { Workload } from './traffic';

// What all services on OpenCADC's Tomcat image have in common (platform-contract.md §1.2).

export const TOMCAT_PORT = 8080;
/** The image finds its configuration for this user and for root only. */
export const TOMCAT_USER = 8_675_309;

/** What one service is, beside what all of them are. */
export interface TomcatProps {
  readonly plan: Plan;
  /** Name of its Service, pods and account; its address is `https://<domain>/<name>` unless the path says otherwise. */
  readonly name: string;
  readonly image: string;
  readonly size: ServiceSize;
  /** Files of `/config`. */
  readonly config: ConfigFiles;
  /** Files of `/config` that hold a password. */
  readonly secret?: ManagedSecret;
  /** Further files of `/config`. */
  readonly files?: readonly VolumeProjection[];
  readonly probes: { readonly startup: Probe; readonly readiness: Probe };
  readonly volumes?: NonNullable<PodSpec['volumes']>;
  readonly volumeMounts?: readonly VolumeMount[];
  /** Files of others are made by root, with these capabilities and no more. @default not root */
  readonly root?: NonNullable<ServicePod['root']>;
}

/** A web service on OpenCADC's Tomcat image: one pod, its account, and a Service with the port `http`. */
export class TomcatService extends Construct implements Workload {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly port = TOMCAT_PORT;
  readonly serviceName: string;
  /** Makes the pods. */
  readonly deployment: Resource;

  /** @param describe what the service is; it is given the service, so that its files have a place in the tree */
  constructor(scope: Construct, id: string, describe: (service: Construct) => TomcatProps) {
    super(scope, id);
    const props = describe(this);
    const { plan, name } = props;
    this.name = name;
    this.serviceName = name;
    this.labels = podLabels(name);
    const metadata = { name, namespace: plan.site.namespaces.services };
    serviceAccount(this, metadata);
    httpService(this, metadata, this.labels, TOMCAT_PORT);
    this.deployment = new Resource(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        // Two that set up one database, or one tree of files, at a time are no use.
        strategy: { type: 'Recreate' },
        selector: { matchLabels: this.labels },
        template: this.template(props),
      } satisfies DeploymentSpec,
    });
  }

  private template(props: TomcatProps): DeploymentSpec['template'] {
    const { plan, name, size, config, secret, probes, root } = props;
    return podTemplate(plan, {
      name,
      user: TOMCAT_USER,
      ...(root && { root }),
      checksums: { config: config.checksum, ...(secret && { secret: secret.checksum }) },
      readOnlyRootFilesystem: false, // the image appends its configuration to files of its own at start
      container: {
        image: props.image,
        env: [{ name: 'JAVA_OPTS', value: `-Xms128m -Xmx${javaHeap(size.limit.memory)}` }],
        ports: [{ name: 'http', containerPort: TOMCAT_PORT }],
        resources: resources(size),
        startupProbe: { periodSeconds: 5, failureThreshold: 60, ...probes.startup },
        readinessProbe: { periodSeconds: 15, timeoutSeconds: 10, ...probes.readiness },
        livenessProbe: { tcpSocket: { port: 'http' }, periodSeconds: 20, failureThreshold: 3 },
        volumeMounts: [{ name: 'config', mountPath: '/config', readOnly: true }, ...(props.volumeMounts ?? [])],
      },
      volumes: [
        {
          name: 'config',
          projected: {
            defaultMode: 0o440,
            sources: [
              { configMap: { name: config.name } },
              ...(secret ? [{ secret: { name: secret.name, items: fileItems(secret) } }] : []),
              ...(props.files ?? []),
            ],
          },
        },
        ...(props.volumes ?? []),
      ],
    });
  }
}

/** A value by itself is no file: it is there so that it can be read back. */
const fileItems = ({ props: { keys } }: ManagedSecret) =>
  Object.entries(keys)
    .filter(([, text]) => text.some((piece) => typeof piece === 'string'))
    .map(([key]) => ({ key, path: key }));

/** Text of `catalina.properties` of a service that knows no users: how Tomcat is reached, and more. */
export const anonymousCatalina = ({ hosts }: Plan, more: PropertyEntries = {}): string =>
  // Appended to a file of the image, which need not end with a line.
  `\n${javaProperties({
    'tomcat.connector.secure': 'true',
    'tomcat.connector.scheme': 'https',
    'tomcat.connector.proxyName': hosts.platform,
    'tomcat.connector.proxyPort': '443',
    'tomcat.connector.connectionTimeout': '20000',
    'tomcat.connector.keepAliveTimeout': '120000',
    'ca.nrc.cadc.util.Log4jInit.messageOnly': 'true',
    ...more,
  })}`;

/** Text of `catalina.properties` without what only a Secret may hold: how Tomcat is reached, who users are, and more. */
export const catalinaText = (plan: Plan, more: PropertyEntries = {}): string =>
  anonymousCatalina(plan, {
    'ca.nrc.cadc.auth.PrincipalExtractor.enableClientCertHeader': 'true',
    'ca.nrc.cadc.auth.IdentityManager':
      plan.site.login.kind === 'cadc'
        ? 'ca.nrc.cadc.ac.ACIdentityManager'
        : 'org.opencadc.auth.StandardIdentityManager',
    ...more,
  });

/** The key by which cookies of the CADC are verified, for a service that calls nobody in its own name. */
export const signatureFile = ({ site: { login } }: Plan): VolumeProjection[] =>
  login.kind === 'cadc' ? [fileOf(login.signatureKey, CADC_FILES.signatureKey)] : [];

/** What the identity manager of the site looks for beside the settings. */
export const identityFiles = ({ site: { login } }: Plan): VolumeProjection[] =>
  login.kind === 'cadc'
    ? [fileOf(login.signatureKey, CADC_FILES.signatureKey), fileOf(login.certificate, CADC_FILES.certificate)]
    : [];

const fileOf = (name: string, key: string): VolumeProjection => ({ secret: { name, items: [{ key, path: key }] } });

/**
 * A probe that asks a service what needs a login, without one: it answers 4xx, or with what is public, once it and whatever it
 * needs at start are there; a servlet that failed to start answers 404 or 5xx, while the availability page stays up. bash,
 * because not every image has curl.
 */
export const answersAt = (path: string): Probe => ({
  exec: {
    command: [
      'bash',
      '-c',
      [
        `exec 3<>/dev/tcp/127.0.0.1/${TOMCAT_PORT}`,
        `printf 'GET ${path} HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3`,
        'read -r _ status _ <&3',
        '[ "$status" -lt 500 ] && [ "$status" -ne 404 ]',
      ].join('; '),
    ],
  },
});
