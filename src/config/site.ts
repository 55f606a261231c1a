import * as z from 'zod';
import { Addons } from './addons';
import { Arc } from './arc';
import { Checks } from './checks';
import { Cluster, KUBERNETES_RELEASES } from './cluster';
import { Databases } from './databases';
import { Images } from './images';
import { Ingress } from './ingress';
import { Login } from './login';
import { Maintenance } from './maintenance';
import { DnsLabel, DomainName } from './names';
import { Observability } from './observability';
import { Pools } from './pools';
import { Queues } from './queues';
import { Redis } from './redis';
import { ImageList, Registry } from './registry';
import { Scratch } from './scratch';
import { Secrets } from './secrets';
import { Services } from './services';
import { Sessions } from './sessions';
import { Snapshots } from './snapshots';
import { Teams } from './teams';

/** One science platform: everything that a person says about it. */
export const Site = z.strictObject({
  /** Short name; prefix of everything that the whole cluster shares. */
  name: DnsLabel.max(20, 'write at most 20 characters'),
  /** Host name of the platform's web addresses. */
  domain: DomainName,
  /** Kubernetes release of the cluster. */
  kubernetes: z.enum(KUBERNETES_RELEASES, { error: `write a supported release: ${KUBERNETES_RELEASES.join(', ')}` }),
  /** Further host names. */
  hosts: z
    .strictObject({
      /** Sessions live on a host of their own, so that what runs in them cannot read the platform's cookies. @default `sessions.<domain>` */
      sessions: DomainName.optional(),
    })
    .prefault({}),
  /** Authority part of the platform's IVOA identifiers. @default the domain */
  authority: DomainName.optional(),
  /** Namespaces. */
  namespaces: z
    .strictObject({
      /** The platform's services. */
      services: DnsLabel.default('skaha-system'),
      /** Users' sessions. */
      sessions: DnsLabel.default('skaha-workload'),
    })
    .prefault({}),
  /** The Kubernetes cluster under the platform. */
  cluster: Cluster.prefault({}),
  /** Operators and drivers of others that the platform stands on: already there, or brought by it. */
  addons: Addons.prefault({}),
  /** Where session images come from. */
  registry: Registry,
  /** How the list of session images is kept. */
  imageList: ImageList.prefault({}),
  /** Who says who a user is. */
  login: Login,
  /** Services beside the session service. */
  services: Services.prefault({}),
  /** Node pools by name. */
  pools: Pools,
  /** Storage that all sessions share. */
  arc: Arc,
  /** Local space of one session. */
  scratch: Scratch.prefault({ kind: 'emptyDir' }),
  /** The session service and what users may start with it. */
  sessions: Sessions,
  /** Teams that share the session capacity, by session types that are led to their queues (`queues.types`); queues of Kueue alone keep the shares apart. @default one team of everybody */
  teams: Teams.default({}),
  /** How sessions wait for their turn, and how teams share. */
  queues: Queues.prefault({ kind: 'none' }),
  /** Work on the cluster: whether sessions may start meanwhile. */
  maintenance: Maintenance.prefault({ mode: 'none' }),
  /** Web traffic into the cluster. */
  ingress: Ingress.prefault({}),
  /** Redis of the session service. */
  redis: Redis.prefault({}),
  /** PostgreSQL of the services that keep something in a database. */
  databases: Databases.prefault({ kind: 'embedded' }),
  /** Snapshots of the services' volumes. */
  snapshots: Snapshots.prefault({ kind: 'none' }),
  /** Images of the platform's own pods. */
  images: Images.prefault({}),
  /** Dashboards and alerts. */
  observability: Observability.prefault({ kind: 'none' }),
  /** How secret values reach a cluster that GitOps delivers to. */
  secrets: Secrets.prefault({ kind: 'bootstrap' }),
  /** What the site says about the rules. */
  checks: Checks.prefault({}),
});

/** A site with every default filled in and every unit read: what plan and constructs are given. */
export type Site = z.output<typeof Site>;
/** A site as a person writes it. */
export type SiteInput = z.input<typeof Site>;
