import type { Construct } from 'constructs';
import type { HarborRegistry } from '../../config/harbor';
import { harborPorts } from '../../plan/harbor';
import { SERVICE_SIZES } from '../../plan/sizes';
import { claimTemplate } from '../claim-template';
import { ManagedSecret } from '../managed-secret';
import type { HarborCertificates } from './certificates';
import { type HarborContext, HarborPart, portsOf, probes } from './part';
import type { HarborRedis } from './redis';
import { literals } from './variables';

/** Folder that the scanner writes to. */
const CACHE = '/home/scanner/.cache';

/** Where it fetches what is known of vulnerabilities. */
const DATABASES = {
  SCANNER_TRIVY_DB_REPOSITORY: 'mirror.gcr.io/aquasec/trivy-db,ghcr.io/aquasecurity/trivy-db',
  SCANNER_TRIVY_JAVA_DB_REPOSITORY: 'mirror.gcr.io/aquasec/trivy-java-db,ghcr.io/aquasecurity/trivy-java-db',
};

/** What the scanner is given by its neighbours. */
export interface TrivyProps extends HarborContext {
  readonly scanner: Extract<HarborRegistry['scanner'], { kind: 'trivy' }>;
  readonly redis: HarborRedis;
  readonly certificates: HarborCertificates | undefined;
}

/** The part that looks for vulnerabilities. */
export class HarborTrivy extends HarborPart {
  constructor(scope: Construct, id: string, { plan, harbor, scanner, redis, certificates }: TrivyProps) {
    const { http } = harborPorts(harbor).trivy;
    const tls = certificates?.of('trivy');
    const secret = new ManagedSecret(scope, `${id}-secret`, {
      namespace: plan.site.namespaces.services,
      name: 'harbor-trivy',
      keys: { SCANNER_REDIS_URL: redis.url(5) },
    });
    const jobs = ['SCANNER_REDIS_URL', 'SCANNER_STORE_REDIS_URL', 'SCANNER_JOB_QUEUE_REDIS_URL'];
    super(scope, id, {
      plan,
      harbor,
      part: 'trivy',
      replicas: scanner.replicas,
      size: SERVICE_SIZES.harborTrivy,
      image: 'trivy-adapter-photon',
      ports: portsOf({ http }),
      checksums: { secret: secret.checksum },
      claim: claimTemplate('data', scanner.storage),
      container: {
        command: ['/home/scanner/bin/scanner-trivy'],
        env: [
          ...literals({
            SCANNER_LOG_LEVEL: 'info',
            SCANNER_API_SERVER_ADDR: `:${http.pod}`,
            SCANNER_TRIVY_CACHE_DIR: `${CACHE}/trivy`,
            SCANNER_TRIVY_REPORTS_DIR: `${CACHE}/reports`,
            SCANNER_TRIVY_VULN_TYPE: 'os,library',
            SCANNER_TRIVY_SEVERITY: 'UNKNOWN,LOW,MEDIUM,HIGH,CRITICAL',
            SCANNER_TRIVY_SECURITY_CHECKS: 'vuln',
            SCANNER_TRIVY_TIMEOUT: `${scanner.timeout}s`,
            SCANNER_TRIVY_IGNORE_UNFIXED: false,
            SCANNER_TRIVY_SKIP_UPDATE: scanner.offline,
            SCANNER_TRIVY_SKIP_JAVA_DB_UPDATE: scanner.offline,
            SCANNER_TRIVY_OFFLINE_SCAN: scanner.offline,
            SCANNER_TRIVY_INSECURE: false,
            ...DATABASES,
            ...(tls && {
              SCANNER_API_SERVER_TLS_KEY: `${tls.folder}/tls.key`,
              SCANNER_API_SERVER_TLS_CERTIFICATE: `${tls.folder}/tls.crt`,
            }),
          }),
          ...(tls?.env ?? []),
          ...jobs.map((name) => ({ name, valueFrom: secret.env('SCANNER_REDIS_URL') })),
        ],
        ...trivyProbes(tls ? 'https' : 'http'),
        volumeMounts: [
          { name: 'data', mountPath: CACHE, subPath: 'cache' },
          // Layers of an image are unpacked here: more than a node's own disk should have to hold.
          { name: 'data', mountPath: '/tmp', subPath: 'tmp' },
          ...(tls ? [tls.mount] : []),
        ],
      },
      volumes: tls ? [tls.volume] : [],
    });
  }
}

function trivyProbes(scheme: string) {
  const { startupProbe, livenessProbe } = probes('/probe/healthy', scheme, 120);
  const { readinessProbe } = probes('/probe/ready', scheme, 120);
  return { startupProbe, readinessProbe, livenessProbe };
}
