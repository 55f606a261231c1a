import * as z from 'zod';
import { HarborStorage } from './harbor-storage';
import { AddressRange, DomainName, HostName, Port } from './names';
import { RegistryContent } from './registry-content';
import { ClaimedGroup, Remark } from './registry-names';
import { Duration } from './units';
import { volume } from './volume';

/** A release of Harbor, e.g. `2.15.2`. */
const HarborVersion = z
  .string()
  .regex(/^2\.(?:0|[1-9]\d?)\.(?:0|[1-9]\d?)$/, 'write a release of Harbor 2 such as 2.15.2');

/** What Harbor remembers for a while: sessions of its web interface, jobs that wait, layers that it knows. */
const HarborRedis = z.discriminatedUnion('kind', [
  /** A Redis of its own. */
  z.strictObject({
    kind: z.literal('embedded'),
    /** Volume: jobs that wait outlive a restart. */
    storage: volume('4Gi'),
  }),
  /** A Redis that somebody else keeps; Harbor uses its databases 0, 1, 2 and 5. Its password is the secret `harbor-redis`. */
  z.strictObject({
    kind: z.literal('external'),
    /** Host. */
    host: HostName,
    /** TCP port. */
    port: Port.default(6379),
    /** Connections are encrypted, and its certificate is one of a public authority. */
    tls: z.boolean().default(true),
    /** Its addresses, as pods see them. */
    addresses: z.array(AddressRange).min(1).default(['0.0.0.0/0']),
  }),
]);

/** Who may log in, and as whom. Harbor takes no other kind once a person has logged in. */
const HarborLogin = z.discriminatedUnion('kind', [
  /** People of the site's `login`, by OpenID Connect. `astroplatform login clients` prints what to register there; the secret of the client, without quotation marks and backslashes, is the secret `login-harbor`. */
  z.strictObject({
    kind: z.literal('oidc'),
    /** Name on the button. */
    name: Remark.min(1).default('Platform login'),
    /** Group whose members administer the registry. @default nobody but the user `admin` */
    adminGroup: ClaimedGroup.optional(),
    /** Claim with the name of a person, as images are pushed under it. */
    userClaim: z
      .string()
      .regex(/^[\w.:/-]{1,100}$/, 'write the name of a claim such as preferred_username')
      .default('preferred_username'),
    /** Scopes beside those that Harbor needs, e.g. one that brings the groups. */
    scopes: z
      .array(z.string().regex(/^[\w.:/-]{1,100}$/, 'write a scope such as groups'))
      .max(20)
      .default([]),
    /** Whoever logs in for the first time has an account at once, under the name of the claim. */
    autoOnboard: z.boolean().default(true),
  }),
  /** People whom the administrator makes in Harbor itself. */
  z.strictObject({ kind: z.literal('local') }),
]);

/** What looks for vulnerabilities in images. */
const HarborScanner = z.discriminatedUnion('kind', [
  /** Nothing, or scanners of `content`. */
  z.strictObject({ kind: z.literal('none') }),
  /** Trivy. */
  z.strictObject({
    kind: z.literal('trivy'),
    /** Pods; each scans an image at a time. */
    replicas: z.int().min(1).max(10).default(1),
    /** Volume for what is known of vulnerabilities, and for the layers that are being looked at: four times the largest image. */
    storage: volume('50Gi'),
    /** How long one image may take. */
    timeout: Duration.prefault('30m'),
    /** It asks nobody outside: what is known of vulnerabilities is put on its volumes by a person. */
    offline: z.boolean().default(false),
  }),
]);

/** How the parts of Harbor talk to each other inside the cluster. */
const HarborInternalTls = z.discriminatedUnion('kind', [
  /** Without encryption; the network policies keep others away. */
  z.strictObject({ kind: z.literal('none') }),
  /** TLS with certificates of an authority of its own, which cert-manager keeps. */
  z.strictObject({ kind: z.literal('cert-manager') }),
]);

/** A Harbor that the platform runs. */
export const HarborRegistry = z.strictObject({
  kind: z.literal('harbor'),
  /** Host name. @default `images.<domain>` */
  host: DomainName.optional(),
  /** Further registries that sessions may start images from. */
  hosts: z.array(HostName).max(100).default([]),
  /** Release of Harbor. */
  version: HarborVersion.default('2.15.2'),
  /**
   * The upgrade that `version` is. Harbor changes its database when a new release starts, and has no way back but the backup;
   * so without this a release of another minor number does not start on a database that is there.
   */
  upgrade: z
    .strictObject({
      /** Release that runs now: at most two minor numbers below. */
      from: HarborVersion,
      /** Where the backup of database and images lies that was made before, for who must find it. */
      backup: Remark.min(8, 'write where the backup lies, so that somebody else finds it'),
    })
    .optional(),
  /** Repository of the images of Harbor, without their names. */
  images: z
    .string()
    .max(200)
    .regex(
      /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+$/,
      'write host and folder such as docker.io/goharbor',
    )
    .default('docker.io/goharbor'),
  /** Pods of each part that people notice when it is away. Above one, nothing that they keep may be of one pod: neither volume, nor Redis, nor database. */
  replicas: z.int().min(1).max(10).default(1),
  /** Where the images lie. */
  storage: HarborStorage,
  /** What it remembers for a while. */
  redis: HarborRedis.prefault({ kind: 'embedded' }),
  /** Who may log in. */
  login: HarborLogin.prefault({ kind: 'oidc' }),
  /** What looks for vulnerabilities. */
  scanner: HarborScanner.prefault({ kind: 'trivy' }),
  /** How its parts talk to each other. */
  internalTls: HarborInternalTls.prefault({ kind: 'none' }),
  /** Numbers about it for Prometheus: a pod that asks for them, and a port of each part. */
  metrics: z.boolean().default(true),
  /** What the registry holds, kept by `astroplatform harbor apply`. @default left as it is */
  content: RegistryContent.optional(),
});
export type HarborRegistry = z.infer<typeof HarborRegistry>;
