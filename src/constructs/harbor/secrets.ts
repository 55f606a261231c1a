import { Construct } from 'constructs';
import type { HarborRegistry } from '../../config/harbor';
import type { GeneratedText, SecretSource, SecretText } from '../../manifest';
import type { Plan } from '../../plan/plan';
import { loginSecret } from '../login-secrets';
import { generated, ManagedSecret } from '../managed-secret';
import { oidcSettings } from './login';
import type { HarborRedis } from './redis';

/** As whom core and jobservice read the registry behind Harbor. */
export const REGISTRY_USER = 'harbor_registry_user';

/** Values that are made once for a Harbor. Their lengths are those that it insists on (goharbor/harbor-helm:values.yaml). */
const VALUES = {
  /** Encrypts passwords and tokens in the database; exactly 16 characters. Never changed: what it encrypted would be lost. */
  secretKey: {
    ...generated('harbor-secret-key', 16),
    rotation: { never: 'passwords and tokens in the database of Harbor are encrypted with it' },
  },
  /** Signs forms of the web interface; exactly 32 characters. */
  csrf: generated('harbor-csrf', 32),
  core: generated('harbor-core', 16),
  jobservice: generated('harbor-jobservice', 16),
  /** Signs uploads that go on at another pod of the registry. */
  uploads: generated('harbor-registry-http', 16),
  /** Password of {@link REGISTRY_USER}. */
  registry: generated('harbor-registry', 32),
  /** Password of `admin` until somebody changes it in Harbor, which reads it here at its very first start only (src/core/main.go). */
  admin: {
    ...generated('harbor-admin', 32),
    rotation: {
      accept: 'Log in to Harbor as admin, with the password that the Secret harbor-core has now, and stay logged in',
      apply:
        'Change the password of admin there to what the Secret harbor-core has now: Harbor itself reads the Secret at its very first start only',
      notice: 'Until the password is changed in Harbor, a Job that applies the content is not let in',
    },
  },
} as const satisfies Record<string, GeneratedText>;

/** Password of `admin`, as it is made. */
export const HARBOR_ADMIN: GeneratedText = VALUES.admin;

/** Signs tokens, by which clients pull and push. */
const tokenKey = (part: 'private' | 'pkcs1'): SecretSource => ({
  kind: 'rsa',
  name: 'harbor-token',
  bits: 4096,
  part,
  rotation: {
    notice: 'Tokens that are out, of half an hour each, are worth nothing from then on: clients ask for others',
  },
});

/**
 * A credential of the object store, by the variable that the registry reads it from, and alone, so that it can be read back. The
 * registry takes variables for YAML (goharbor/distribution:configuration/parser.go): without quotation marks `0123` would be 83.
 */
const storeKey = (variable: string, name: string, description: string): Record<string, SecretText> => {
  const source: SecretSource = { kind: 'supplied', name, description, form: 'unquoted' };
  return { [variable]: ['"', source, '"'], [name]: [source] };
};

/** What the parts of a Harbor must keep to themselves, one Secret for each reader. */
export class HarborSecrets extends Construct {
  /** Files of core. Without them what is in the database cannot be read, and tokens that are out are worth nothing. */
  readonly keys: ManagedSecret;
  readonly core: ManagedSecret;
  /** By which the parts know each other. */
  readonly parts: ManagedSecret;
  readonly registry: ManagedSecret;
  readonly jobservice: ManagedSecret;

  constructor(
    scope: Construct,
    id: string,
    private readonly plan: Plan,
    harbor: HarborRegistry,
    redis: HarborRedis,
  ) {
    super(scope, id);
    this.keys = this.secret(
      'keys',
      {
        key: [VALUES.secretKey],
        tokenKey: [tokenKey('private')],
        // Its token service reads PKCS #1 and nothing else (docker/libtrust).
        'private_key.pem': [
          '-----BEGIN RSA PRIVATE KEY-----\n',
          tokenKey('pkcs1'),
          '\n-----END RSA PRIVATE KEY-----\n',
        ],
      },
      true,
    );
    this.core = this.secret('core', {
      CSRF_KEY: [VALUES.csrf],
      HARBOR_ADMIN_PASSWORD: [VALUES.admin],
      CONFIG_OVERWRITE_JSON: oidcSettings(plan, harbor),
      _REDIS_URL_CORE: redis.url(0),
      _REDIS_URL_REG: redis.url(2),
      // Alone as well, so that it can be read back.
      ...(harbor.login.kind === 'oidc' && { 'oidc-client-secret': [loginSecret(plan.site, 'harbor')] }),
    });
    this.parts = this.secret('parts', {
      CORE_SECRET: [VALUES.core],
      JOBSERVICE_SECRET: [VALUES.jobservice],
      REGISTRY_CREDENTIAL_PASSWORD: [VALUES.registry],
    });
    this.registry = this.secret('registry', {
      REGISTRY_HTTP_SECRET: [VALUES.uploads],
      REGISTRY_REDIS_PASSWORD: [redis.password],
      passwd: [{ kind: 'htpasswd', name: 'harbor-registry-line', user: REGISTRY_USER, password: VALUES.registry }],
      ...storageKeys(harbor),
    });
    this.jobservice = this.secret('jobservice', { JOB_SERVICE_POOL_REDIS_URL: redis.url(1) });
  }

  private secret(part: string, keys: Readonly<Record<string, SecretText>>, protect = false): ManagedSecret {
    const { services: namespace } = this.plan.site.namespaces;
    return new ManagedSecret(this, part, { namespace, name: `harbor-${part}`, keys, ...(protect && { protect }) });
  }
}

/** Credentials of the object store, as variables that the registry reads. */
function storageKeys({ storage }: HarborRegistry): Record<string, SecretText> {
  switch (storage.kind) {
    case 'filesystem':
      return {};
    case 's3':
      return {
        ...storeKey(
          'REGISTRY_STORAGE_S3_ACCESSKEY',
          'harbor-s3-access-key',
          `access key of the bucket ${storage.bucket}, where the images lie`,
        ),
        ...storeKey(
          'REGISTRY_STORAGE_S3_SECRETKEY',
          'harbor-s3-secret-key',
          'secret key that belongs to harbor-s3-access-key',
        ),
      };
    case 'swift':
      return storeKey(
        'REGISTRY_STORAGE_SWIFT_PASSWORD',
        'harbor-swift-password',
        `password of ${storage.user} at ${storage.authUrl}, where the images lie`,
      );
    case 'azure':
      return storeKey(
        'REGISTRY_STORAGE_AZURE_ACCOUNTKEY',
        'harbor-azure-key',
        `key of the storage account ${storage.account}, where the images lie`,
      );
    case 'gcs':
      return {
        [GCS_KEY]: [
          {
            kind: 'supplied',
            name: 'harbor-gcs-key',
            description: `key of a service account that may write to the bucket ${storage.bucket}: its JSON file`,
            form: 'google-key',
          },
        ],
      };
  }
}

/** File with the key of a service account of Google, beside the configuration of the registry. */
export const GCS_KEY = 'gcs-key.json';
