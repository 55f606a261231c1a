import { readSite } from '../src/config/read-site';
import type { SiteInput } from '../src/config/site';
import { platform } from '../src/constructs/platform';
import type { KubeObject, ManagedSecret, Manifest, Manifests } from '../src/manifest';
import { planSite } from '../src/plan/plan';
import { siteSections } from './site-reference';

/** One service that a site can switch on. */
interface Service {
  /** Key of `services`. */
  readonly key: string;
  readonly title: string;
  /** The construct that makes it. */
  readonly capability: string;
  /** What must be written to have it, beside the smallest site. */
  readonly site: Partial<SiteInput>;
  /** What it needs that no object says. */
  readonly needs: readonly string[];
}

const SMALLEST: SiteInput = {
  name: 'keck',
  domain: 'science.example.org',
  kubernetes: '1.34',
  registry: { kind: 'external', hosts: ['images.example.org'] },
  login: { kind: 'external', issuer: 'https://iam.example.org/' },
  pools: { nodes: { role: 'both', nodes: 3, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } } },
  arc: { driver: 'nfs', server: 'nfs.example.org', share: '/export/arc' },
  sessions: { authorization: { kind: 'group', group: 'ivo://science.example.org/gms?users' } },
};

const SERVICES: readonly Service[] = [
  {
    key: 'ivoaRegistry',
    title: 'IVOA registry',
    capability: 'ivoa-registry',
    site: {
      services: {
        ivoaRegistry: {
          kind: 'embedded',
          entries: Object.fromEntries(
            ['gms', 'posix-mapper', 'cavern'].map((name) => [
              `ivo://science.example.org/${name}`,
              `https://${name}.example.org/capabilities`,
            ]),
          ),
        },
      },
    },
    needs: ['nothing: it is the first to start'],
  },
  {
    key: 'posixMapper',
    title: 'POSIX mapper',
    capability: 'posix-mapper',
    site: { services: { posixMapper: { kind: 'embedded' } } },
    needs: ['a database (`databases`)', 'IVOA registry, group service and login provider, before it starts'],
  },
  {
    key: 'storage',
    title: 'VOSpace service',
    capability: 'cavern',
    site: { services: { storage: { kind: 'embedded', admin: { name: 'admin', uid: 10_000 } } } },
    needs: [
      'a database (`databases`), and `/arc` in the namespace of the services, on storage with extended attributes',
      'IVOA registry, POSIX mapper, group service and login provider, before it starts',
    ],
  },
  {
    key: 'portal',
    title: 'Science portal',
    capability: 'portal',
    site: {
      services: { portal: { kind: 'embedded', homes: 'https://science.example.org/cavern/nodes/home' } },
    },
    needs: [
      'the session service, the VOSpace service and the login provider, at their public addresses',
      'at the login provider the client that `astroplatform login clients` prints, and new tokens at `<issuer>/token`: the portal asks nowhere else (`login check` says whether the provider answers there)',
      'an image that was built for `services.portal.path`',
      'with `login.kind: cadc` a host of the CADC’s own domain: from any other one it sends people to the login page of the CADC',
    ],
  },
  {
    key: 'storageUi',
    title: 'Storage interface',
    capability: 'storage-ui',
    site: { services: { storageUi: { kind: 'embedded' } } },
    needs: [
      'the VOSpace services of its list, the group service and the login provider, each found by the IVOA registries of the site: without them it is not ready',
      'at the login provider the client that `astroplatform login clients` prints; with `login.kind: cadc` none, and no cache',
    ],
  },
  {
    key: 'metrics',
    title: 'Metrics service',
    capability: 'metrics',
    site: { queues: { kind: 'kueue' }, services: { metrics: { kind: 'embedded' } } },
    needs: ['queues of Kueue (`queues.kind: kueue`): it reads each when it starts, and ends when one is not there'],
  },
  {
    key: 'sftp',
    title: 'SFTP server',
    capability: 'sftp',
    site: {
      services: {
        sftp: {
          kind: 'embedded',
          directory: {
            host: 'ldap.example.org',
            addresses: ['192.0.2.10/32'],
            base: 'dc=example,dc=org',
            reader: 'cn=reader,dc=example,dc=org',
          },
        },
      },
    },
    needs: [
      'a TCP entry point at the ingress controller that no web route uses; `addons.traefik` of kind `chart` makes it',
      'a directory (LDAP over TLS) whose people and groups have the numbers of the POSIX mapper',
      'a folder `cavern` of `/arc` that belongs to root and that nobody else may write: the VOSpace service makes it so',
    ],
  },
];

/** Page of the services beside the session service, made from the schema and from what each becomes. */
export function serviceReference(): string {
  const without = made({});
  const parts = SERVICES.map((service) => page(service, without));
  return localLinks(`${[INTRODUCTION, ...parts].join('\n\n')}\n`);
}

const INTRODUCTION = `# Reference of the services

The services beside the session service. Made by \`npm run generate\` from the doc comments in \`src/config\` and from the
objects that each service becomes; edit those, not this page. Each one is off until its site says otherwise. How they work
together: [services.md](services.md).`;

const made = (site: Partial<SiteInput>): Manifests =>
  platform(planSite(readSite({ ...SMALLEST, ...site }, 'keck.ts'), 'keck.ts'));

function page({ key, title, capability, site, needs }: Service, without: Manifests): string {
  const { manifests, secrets } = made(site);
  const before = new Set(without.manifests.map(({ id }) => id));
  const added = manifests.filter(({ id }) => !before.has(id));
  const own = added.filter((one) => one.capability === capability);
  const ownSecrets = secrets.filter((one) => one.capability === capability);
  const workloads = new Set(
    own.filter(({ object }) => containersOf(object).length > 0).map(({ object }) => object.metadata.name),
  );
  const policies = added.filter(({ object }) => object.kind === 'NetworkPolicy' && workloads.has(object.metadata.name));
  const facts = [
    [
      'Objects',
      list(objectNames(added.filter((one) => one.capability === capability || one.capability === 'ingress'))),
    ],
    ['Images', list(imagesOf(own).map(code))],
    ['Asks for', own.flatMap(({ object }) => sizesOf(object)).join('; ')],
    ['Is called by', list(policies.flatMap(({ object }) => callersOf(object)))],
    ['Calls', list(policies.flatMap(({ object }) => calleesOf(object))) || 'nobody'],
    ['Rights', list(own.flatMap(({ object }) => rightsOf(object))) || 'none in the Kubernetes API'],
    ['A person brings', list(ownSecrets.flatMap(suppliedBy)) || 'no secret'],
  ];
  const table = ['| | |', '| --- | --- |', ...facts.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
  const needed = needs.map((need) => `- ${need}`).join('\n');
  const sections = siteSections(`services.${key}`).map((section) => section.replace(/^## /, '### '));
  return [`## ${title}`, table, `Needs:\n\n${needed}`, ...sections].join('\n\n');
}

const list = (texts: readonly string[]) => [...new Set(texts)].join(', ');
const code = (text: string) => `\`${text}\``;

function objectNames(manifests: readonly Manifest[]): string[] {
  const byKind = new Map<string, string[]>();
  for (const { object } of manifests)
    byKind.set(object.kind, [...(byKind.get(object.kind) ?? []), code(object.metadata.name)]);
  return [...byKind].map(([kind, names]) => `${kind} ${names.join(' ')}`);
}

const containersOf = (object: KubeObject): { name: string; image: string; resources: Resources }[] =>
  object.spec?.template?.spec?.containers ?? [];

interface Resources {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

const imagesOf = (manifests: readonly Manifest[]) =>
  manifests.flatMap(({ object }) => containersOf(object).map(({ image }) => image));

const sizesOf = (object: KubeObject): string[] =>
  containersOf(object).map(({ name, resources: { requests, limits } }) => {
    const pods = object.spec.replicas > 1 ? `${object.spec.replicas} pods of ` : '';
    return `${code(name)} ${pods}${requests.cpu} CPU and ${requests.memory}, at most ${limits.cpu} and ${limits.memory}`;
  });

type Peer = {
  readonly podSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly namespaceSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly ipBlock?: { readonly cidr: string };
};

function callersOf({ spec, metadata }: KubeObject): string[] {
  const peers: Peer[] = (spec.ingress ?? []).flatMap(({ from = [] }: { from?: Peer[] }) => from);
  return peers.map((peer) => `${nameOf(peer, 'the world')} (to ${code(metadata.name)})`);
}

function calleesOf({ spec }: KubeObject): string[] {
  const rules: { to?: Peer[]; ports?: { port: number }[] }[] = spec.egress ?? [];
  return rules.flatMap(({ to = [], ports = [] }) => {
    // The ingress controller is there too where public addresses are meant: it answers for the platform's own.
    const everybody = to.some(({ namespaceSelector }) => namespaceSelector) ? PUBLIC : 'the API server';
    return to.map((peer) => `${nameOf(peer, everybody)} (${ports.map(({ port }) => port).join(', ')})`);
  });
}

const PUBLIC = 'web services by their public addresses';

function nameOf({ podSelector, namespaceSelector, ipBlock }: Peer, everybody: string): string {
  const pod = podSelector?.matchLabels?.['app.kubernetes.io/name'];
  if (pod !== undefined) return code(pod);
  if (ipBlock) return ipBlock.cidr === '0.0.0.0/0' ? everybody : code(ipBlock.cidr);
  return `the namespace ${code(namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name'] ?? 'of its own')}`;
}

const rightsOf = (object: KubeObject): string[] =>
  ((object.rules ?? []) as { verbs: string[]; resources: string[]; resourceNames?: string[] }[]).map(
    ({ verbs, resources, resourceNames = [] }) =>
      `${verbs.join(', ')} ${resources.join(', ')}${resourceNames.length > 0 ? ` ${resourceNames.map(code).join(', ')}` : ''}`,
  );

const suppliedBy = ({ name, keys }: ManagedSecret): string[] =>
  Object.values(keys).flatMap((pieces) =>
    pieces.flatMap((piece) =>
      typeof piece !== 'string' && piece.kind === 'supplied'
        ? [`${code(piece.name)}, the ${piece.description} (in the Secret ${code(name)})`]
        : [],
    ),
  );

/** Links to headings of this page stay; those of other kinds of value are on the page of the whole site. */
function localLinks(text: string): string {
  const anchors = new Set(
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
  return text.replace(/\]\(#([\w-]+)\)/g, (whole, anchor: string) =>
    anchors.has(anchor) ? whole : `](site.md#${anchor})`,
  );
}
