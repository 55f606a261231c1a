import { Construct } from 'constructs';
import type { DeploymentSpec } from 'kubernetes-types/apps/v1';
import type { Probe, ServiceSpec, Volume, VolumeMount } from 'kubernetes-types/core/v1';
import type { Sftp as SftpConfig } from '../config/sftp';
import type { SecretSource } from '../manifest';
import { ARC_SUBPATH } from '../plan/paths';
import type { Plan } from '../plan/plan';
import { TRAEFIK_API } from '../plan/provides';
import { SERVICE_SIZES } from '../plan/sizes';
import { ConfigFiles } from './config-files';
import { ManagedSecret } from './managed-secret';
import { podLabels, podTemplate, resources } from './pod';
import { disruptionBudget, overNodes } from './replicas';
import { Resource } from './resource';
import { serviceAccount } from './service-account';
import { DIRECTORY_AUTHORITY, directoryPassword, HOST_KEY, SFTP_PORT, sshdConfig, sssdConfig } from './sftp-files';
import type { Edge, Workload } from './traffic';

const NAME = 'sftp';

/** What the SFTP server is given. */
export interface SftpProps {
  readonly plan: Plan;
  readonly config: Extract<SftpConfig, { kind: 'embedded' }>;
  /** Claim of `/arc` in the namespace of the services. */
  readonly claimName: string;
}

/**
 * Files of `/arc` by SFTP: OpenSSH without shells, which asks SSSD in the same container who people are, which asks a directory.
 *
 * What is known of the image is its source (`cavern-sshd` of opencadc/vos): where it reads its files, that it starts SSSD
 * before OpenSSH, and that it is root.
 */
export class Sftp extends Construct implements Workload {
  readonly name = NAME;
  /** What it calls, and who calls it. */
  readonly edges: readonly Edge[];
  readonly labels = podLabels(NAME);
  readonly port = SFTP_PORT;
  /** Makes the pods. */
  readonly deployment: Resource;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SftpProps,
  ) {
    super(scope, id);
    const { plan, config } = props;
    const { addresses, port } = config.directory;
    this.edges = [
      { from: 'ingress', to: this },
      { from: this, to: { addresses, ports: [port] } },
    ];
    const namespace = plan.site.namespaces.services;
    const metadata = { name: NAME, namespace };
    const files = new ConfigFiles(this, 'files', {
      namespace,
      name: `${NAME}-config`,
      files: { sshd_config: sshdConfig(plan, config) },
    });
    const secrets = new ManagedSecret(this, 'secrets', {
      namespace,
      name: `${NAME}-config`,
      keys: {
        // PKCS #8 in one line, which OpenSSH reads as well as lines of 64.
        ssh_host_rsa_key: ['-----BEGIN PRIVATE KEY-----\n', HOST_KEY_PAIR, '\n-----END PRIVATE KEY-----\n'],
        'sssd.conf': sssdConfig(plan, config),
        // No files: by themselves they are here so that they can be read back.
        'host-key': [HOST_KEY_PAIR],
        'directory-password': [directoryPassword(config.directory)],
      },
    });
    serviceAccount(this, metadata);
    new Resource(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        selector: this.labels,
        ports: [{ name: 'ssh', port: SFTP_PORT, targetPort: 'ssh', protocol: 'TCP' }],
      } satisfies ServiceSpec,
    });
    this.deployment = new Resource(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: this.pods(files, secrets),
    });
    if (config.replicas > 1) disruptionBudget(this, metadata, this.labels);
    new Resource(this, 'route', {
      apiVersion: TRAEFIK_API,
      kind: 'IngressRouteTCP',
      metadata,
      spec: {
        entryPoints: [config.entryPoint],
        // SSH names no host.
        routes: [{ match: 'HostSNI(`*`)', services: [{ name: NAME, port: SFTP_PORT }] }],
      },
    });
  }

  private pods(files: ConfigFiles, secrets: ManagedSecret): DeploymentSpec {
    const { plan, config, claimName } = this.props;
    const { authority } = config.directory;
    return {
      replicas: config.replicas,
      selector: { matchLabels: this.labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: podTemplate(plan, {
        name: NAME,
        user: 0,
        root: {
          why: 'becomes the user who logs in, in a root folder of its own; SSSD keeps its cache as another user',
          capabilities: ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID', 'SYS_CHROOT'],
        },
        checksums: { files: files.checksum, secrets: secrets.checksum },
        // Both programs keep sockets, caches and logs in folders that the image has prepared.
        readOnlyRootFilesystem: false,
        container: {
          image: plan.site.images.sftp,
          ports: [{ name: 'ssh', containerPort: SFTP_PORT }],
          resources: resources(SERVICE_SIZES.sftp),
          startupProbe: { ...GREETS, periodSeconds: 3, failureThreshold: 40 },
          readinessProbe: { ...GREETS, periodSeconds: 15 },
          livenessProbe: { ...GREETS, periodSeconds: 30, failureThreshold: 3 },
          volumeMounts: [
            file('files', '/etc/ssh/sshd_config'),
            file('secrets', HOST_KEY),
            file('secrets', '/etc/sssd/sssd.conf'),
            ...(authority === undefined ? [] : [file('authority', DIRECTORY_AUTHORITY, 'ca.crt')]),
            { name: 'arc', mountPath: plan.paths.root, subPath: ARC_SUBPATH },
          ],
        },
        volumes: [
          { name: 'files', configMap: { name: files.name } },
          // Both programs refuse keys and passwords that others could read.
          { name: 'secrets', secret: { secretName: secrets.name, defaultMode: 0o600 } },
          ...(authority === undefined
            ? []
            : [{ name: 'authority', secret: { secretName: authority } } satisfies Volume]),
          { name: 'arc', persistentVolumeClaim: { claimName } },
        ],
        ...(config.replicas > 1 && { spec: { topologySpreadConstraints: overNodes(this.labels) } }),
      }),
    };
  }
}

const HOST_KEY_PAIR: SecretSource = {
  kind: 'rsa',
  name: 'sftp-host',
  bits: 4096,
  part: 'private',
  rotation: {
    notice:
      'every computer that knows the server warns of a changed host key, and refuses until its owner forgets the old one',
  },
};

/** The server greets as every SSH server does, and SSSD runs beside it. Whether the directory answers only a login can tell. */
const GREETS: Probe = {
  exec: {
    command: [
      '/bin/bash',
      '-c',
      `pgrep -x sssd >/dev/null && exec 3<>/dev/tcp/127.0.0.1/${SFTP_PORT} && read -r -t 3 line <&3 && [[ $line == SSH-2.0-* ]]`,
    ],
  },
  timeoutSeconds: 5,
};

/** One file of a volume, in a folder that the image fills. */
const file = (name: string, mountPath: string, subPath = mountPath.replace(/^.*\//, '')): VolumeMount => ({
  name,
  mountPath,
  subPath,
  readOnly: true,
});
