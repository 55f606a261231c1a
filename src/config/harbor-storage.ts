import * as z from 'zod';
import { HostName, HttpsUrl, ObjectName } from './names';
import { Memory } from './units';

/** Name of a bucket or container of an object store. */
const Bucket = z
  .string()
  .min(3)
  .max(255)
  .regex(/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/, 'write the name of a bucket: lower-case letters, digits, . _ and -');

/** A region, tenant, domain or account, as the store names it. */
const StoreWord = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[\w.@+-]+$/, 'write a name of letters, digits and . _ @ + -');

const folder = z
  .string()
  .max(255)
  .regex(/^\/?(?!\.\.?(?:\/|$))[\w.-]+(?:\/(?!\.\.?(?:\/|$))[\w.-]+)*$/, 'write a folder such as harbor/images');

const redirect = {
  /** Whoever pulls is sent to the store for the layers, and must reach it; otherwise Harbor carries them itself. */
  redirect: z.boolean().default(false),
};

const objects = {
  /** Folder in it. @default the whole of it */
  folder: folder.optional(),
  ...redirect,
};

/** A volume. */
const Filesystem = z.strictObject({
  kind: z.literal('filesystem'),
  /** Storage class. @default the cluster's default class */
  storageClass: ObjectName.optional(),
  /** Size. */
  size: Memory,
  /** `ReadWriteOnce`: of one node, so one pod only; `ReadWriteMany`: of all nodes, as `replicas` above one needs it. */
  accessMode: z.enum(['ReadWriteOnce', 'ReadWriteMany']).default('ReadWriteOnce'),
});

/** A bucket of S3, or of what speaks its language, such as the gateway of Ceph. Its keys are the secrets `harbor-s3-access-key` and `harbor-s3-secret-key`. */
const S3 = z.strictObject({
  kind: z.literal('s3'),
  /** Bucket. */
  bucket: Bucket,
  /** Region; `us-east-1` for stores that have none. */
  region: StoreWord.default('us-east-1'),
  /** Address of the store. @default that of AWS for the region */
  endpoint: HttpsUrl.optional(),
  /** The store encrypts what it keeps. */
  encrypt: z.boolean().default(false),
  /** Storage class of the objects. @default the store's own */
  objectClass: z.enum(['STANDARD', 'REDUCED_REDUNDANCY', 'NONE']).optional(),
  ...objects,
});

/** A container of OpenStack Swift; its password is the secret `harbor-swift-password`. Prefer `s3` where the store offers it: later releases of the registry have no Swift. */
const Swift = z.strictObject({
  kind: z.literal('swift'),
  /** Address of the identity service, e.g. `https://keystone.example.org:5000/v3`. */
  authUrl: HttpsUrl,
  /** User. */
  user: StoreWord,
  /** Container. */
  container: Bucket,
  /** Region. @default the only one */
  region: StoreWord.optional(),
  /** Project. */
  tenant: StoreWord.optional(),
  /** Domain of user and project. */
  domain: StoreWord.optional(),
  ...objects,
});

/** A container of Azure Blob Storage, which is Harbor's alone; the key of the account is the secret `harbor-azure-key`. */
const Azure = z.strictObject({
  kind: z.literal('azure'),
  /** Storage account. */
  account: z
    .string()
    .regex(/^[a-z0-9]{3,24}$/, 'write the name of a storage account: 3 to 24 lower-case letters and digits'),
  /** Container. */
  container: Bucket,
  /** Domain of the cloud. */
  realm: HostName.default('core.windows.net'),
  ...redirect,
});

/** A bucket of Google Cloud Storage; the key of a service account, JSON on one line, is the secret `harbor-gcs-key`. */
const Gcs = z.strictObject({
  kind: z.literal('gcs'),
  /** Bucket. */
  bucket: Bucket,
  ...objects,
});

/** Where the images lie. A change moves nothing: what is there must be copied first. */
export const HarborStorage = z.discriminatedUnion('kind', [Filesystem, S3, Swift, Azure, Gcs]);
export type HarborStorage = z.infer<typeof HarborStorage>;
