import type { Construct } from 'constructs';
import type { Plan } from '../plan/plan';
import { SERVICE_SIZES } from '../plan/sizes';
import type { StorageUiPlan } from '../plan/storage-ui';
import { ConfigFiles } from './config-files';
import { loginSecret } from './login-secrets';
import { ManagedSecret } from './managed-secret';
import { commonAuthorities, logProperties, registryProperties } from './registry-properties';
import { SETTINGS_FILE, storageUiSettings } from './storage-ui-files';
import { TokenCache } from './token-cache';
import { answersAt, catalinaText, signatureFile, TomcatService } from './tomcat';
import type { Edge } from './traffic';

const NAME = 'storage-ui';
/** Path that the image serves unless it is told another. */
const DEFAULT_PATH = '/storage';

/** The storage interface: a web page with the files of VOSpace services. */
export class StorageUi extends TomcatService {
  /** What it calls, and who calls it. */
  readonly edges: readonly Edge[];

  constructor(scope: Construct, id: string, plan: Plan, shown: StorageUiPlan) {
    const { site } = plan;
    const namespace = site.namespaces.services;
    // People with cookies of the CADC bring them along; tokens of a provider stay here.
    const cache: TokenCache[] = [];
    super(scope, id, (service) => {
      if (site.login.kind !== 'cadc') cache.push(new TokenCache(service, 'tokens', plan));
      return {
        plan,
        name: NAME,
        image: site.images.storageUi,
        size: SERVICE_SIZES.storageUi,
        config: new ConfigFiles(service, 'config', {
          namespace,
          name: `${NAME}-config`,
          files: {
            'catalina.properties': catalinaText(plan),
            'cadc-registry.properties': registryProperties(plan, commonAuthorities(plan)),
            'cadc-log.properties': logProperties(plan),
            ...(shown.path !== DEFAULT_PATH && { 'war-rename.conf': `mv storage.war ${shown.path.slice(1)}.war\n` }),
          },
        }),
        secret: new ManagedSecret(service, 'settings', {
          namespace,
          name: `${NAME}-settings`,
          keys: {
            [SETTINGS_FILE]: storageUiSettings(plan, shown, cache[0]),
            // No file: by itself the secret is here so that it can be read back.
            ...(cache[0] && { 'oidc-client-secret': [loginSecret(site, 'storage')] }),
          },
        }),
        files: signatureFile(plan),
        probes: {
          startup: { tcpSocket: { port: 'http' } },
          // The first page, which asks the VOSpace service, and that one whoever it asks.
          readiness: { ...answersAt(`${shown.path}/list`), periodSeconds: 30, timeoutSeconds: 15 },
        },
      };
    });
    this.edges = [
      { from: 'ingress', to: this },
      ...cache.map((tokens) => ({ from: this, to: tokens })),
      // VOSpace and group services, registries and the login provider.
      { from: this, to: 'web' },
    ];
  }
}
