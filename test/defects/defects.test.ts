import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { platform } from '../../src/constructs/platform';
import type { KubeObject } from '../../src/manifest';
import { changed, complaints, plan, withValue } from '../config/small-site';
import { saidOf, saidOfObjects } from '../cross-checks/judged';
import { added, type Change, file, object, variable, without } from '../policies/site-subject';
import { ALL_SITES, manifestsOf, planOf } from '../sites/sites';

// Defects that charts of such platforms are known to have. Each row has what provokes it, in a site or in manifests, and what
// keeps it out of ours.

// biome-ignore lint/suspicious/noExplicitAny: changes reach into objects of every kind
type Draft = any;

/** All that are known: those of platform-contract.md §4, and those of peers.md §1e. Stated here and nowhere else. */
const KNOWN = [
  ...Array.from({ length: 21 }, (_, index) => `D${index + 1}`),
  ...Array.from({ length: 7 }, (_, index) => `E${index + 1}`),
];

/** Defects that a test below shows to be absent from ours. */
const absent = new Set<string>();

/** A test of what ours must not be, by the defects that it is about. */
const ours = (ids: readonly string[], what: string, body: () => void) => {
  for (const id of ids) absent.add(id);
  test(`${ids.join(', ')}: ${what}`, body);
};

const SKAHA = 'Deployment skaha-system/skaha';
const pod = (edit: (spec: Draft) => void): Change => object(SKAHA, ({ spec }) => edit(spec.template.spec));
const SFTP = 'Deployment skaha-system/sftp';
const portal = (edit: (container: Draft) => void): Change =>
  object('Deployment skaha-system/science-portal', ({ spec }) => edit(spec.template.spec.containers[0]));
const line = (from: string | RegExp, to: string) => file('launch-notebook.yaml', from, to);

/** Manifests with the defect, the rule that finds it, and what it says. */
const FOUND: readonly (readonly [id: string, what: string, rule: string, change: Change, said: RegExp])[] = [
  [
    'D1',
    'a service with a priority class that nobody makes',
    'priority-class-exists',
    pod((spec) => {
      spec.priorityClassName = 'nobodys';
    }),
    /nobodys/,
  ],
  [
    'D1',
    'session templates with a priority class that nobody makes',
    'priority-class-exists',
    line(/priorityClassName: \S+/, 'priorityClassName: nobodys'),
    /nobodys/,
  ],
  [
    'D2',
    'two ways to authorize',
    'service-authorization',
    variable('SKAHA_SESSIONS_AUTHORIZATION_PERMISSIONS_API_ENABLED', 'true'),
    /./,
  ],
  [
    'D2',
    'no way to authorize',
    'service-authorization',
    variable('SKAHA_SESSIONS_AUTHORIZATION_GROUP_ENABLED', 'false'),
    /./,
  ],
  [
    'D3',
    'a session route whose tls is empty',
    'session-route',
    file('ingress-notebook.yaml', /tls:[\s\S]*$/, 'tls:\n'),
    /no TLS/,
  ],
  [
    'D5',
    'the ingress class in an annotation',
    'ingress-tls',
    object('Ingress skaha-system/skaha', ({ spec, metadata }) => {
      delete spec.ingressClassName;
      delete spec.tls;
      metadata.annotations['spec.ingressClassName'] = 'traefik';
    }),
    /./,
  ],
  [
    'D6',
    'a text that a template glued behind the name of a claim',
    'claim-exists',
    object(SFTP, ({ spec }) => {
      const { persistentVolumeClaim: claim } = spec.template.spec.volumes.find((one: Draft) => one.name === 'arc');
      claim.claimName += '[]';
    }),
    /arc\[\]/,
  ],
  [
    'D6',
    'a text that a template glued behind a folder',
    'sftp-settings',
    object(SFTP, ({ spec }) => {
      spec.template.spec.containers[0].volumeMounts.find((one: Draft) => one.name === 'arc').subPath += '[]';
    }),
    /cavern\[\]/,
  ],
  [
    'D7',
    'two lines of a properties file in one',
    'properties-well-formed',
    file('cadc-registry.properties', /\n(?=\S)/, ' '),
    /./,
  ],
  [
    'D8',
    'limits that are empty',
    'limit-range-offers',
    object('LimitRange skaha-workload/sessions', (one) => {
      one.spec = null;
    }),
    /./,
  ],
  [
    'D9',
    'a mount without its volume',
    'mounted-volume-exists',
    pod((spec) => {
      spec.containers[0].volumeMounts.push({ name: 'nothing', mountPath: '/nothing' });
    }),
    /nothing/,
  ],
  [
    'D10',
    'a number of sessions that is a text',
    'resources-file',
    file('k8s-resources.json', /"maxInteractiveSessions": (\d+)/, '"maxInteractiveSessions": "$1"'),
    /maxInteractiveSessions/,
  ],
  [
    'D11',
    'queues without the right to read them',
    'service-rights',
    object('Role skaha-workload/skaha', (role) => {
      role.rules = role.rules.filter(({ apiGroups }: Draft) => !apiGroups.includes('kueue.x-k8s.io'));
    }),
    /kueue|queue/i,
  ],
  [
    'D12',
    'queues of a version that is not served',
    'api-version-served',
    added({
      apiVersion: 'kueue.x-k8s.io/v1alpha1',
      kind: 'LocalQueue',
      metadata: { name: 'old', namespace: 'skaha-workload' },
    }),
    /v1alpha1/,
  ],
  [
    'D13',
    'a heap larger than the limit of memory',
    'heap-below-limit',
    pod((spec) => {
      spec.containers[0].resources.limits.memory = '1Gi';
      spec.containers[0].env.push({ name: 'JAVA_OPTS', value: '-Xmx2048m' });
    }),
    /heap|Xmx|memory/i,
  ],
  [
    'D14',
    'a service that looks for its tables in a schema that nobody makes',
    'database-login-agrees',
    object('ConfigMap skaha-system/posix-mapper-config', ({ data }) => {
      data['posix-mapper.properties'] = data['posix-mapper.properties'].replace(/schema = \w+/, 'schema = elsewhere');
    }),
    /elsewhere/,
  ],
  [
    'D20',
    'a portal that falls back to an address of another site',
    'portal-settings',
    portal((container) => {
      container.env = container.env.filter(({ name }: Draft) => name !== 'NEXT_PUBLIC_SKAHA_API');
    }),
    /NEXT_PUBLIC_SKAHA_API/,
  ],
  [
    'D20',
    'a portal of several pods that passes people on from one to the next',
    'portal-settings',
    object('Service skaha-system/science-portal', ({ metadata }) => {
      delete metadata.annotations;
    }),
    /sticky|pod/,
  ],
  [
    'D20',
    'a portal that is looked for at the port of its Service',
    'service-port-served',
    object('Service skaha-system/science-portal', ({ spec }) => {
      spec.ports[0].targetPort = 8080;
    }),
    /8080/,
  ],
  [
    'E1',
    'a class that the templates name and a release no longer makes',
    'priority-class-exists',
    without('PriorityClass canfar-interactive'),
    /canfar-interactive/,
  ],
  [
    'E2',
    'quotas that add up to more than the nodes have',
    'queue-quota',
    object('ClusterQueue canfar-cadc', ({ spec }) => {
      spec.resourceGroups[0].flavors[0].resources[0].nominalQuota = '9999';
    }),
    /promise \d+ cpu, and its nodes offer \d+/,
  ],
  [
    'E4',
    'a priority under another name than its class has',
    'service-queues',
    variable('SKAHA_QUEUE_NOTEBOOK_PRIORITY_CLASS', 'med'),
    /med/,
  ],
  [
    'E6',
    'a value that a template uses and nobody declares',
    'template-placeholders',
    line(/^kind: Job$/m, 'kind: Job # ${skaha.tld}'),
    /skaha\.tld/,
  ],
  ['E6', 'a setting that nothing reads', 'service-variables', variable('SKAHA_HOMEDIR', '/home'), /SKAHA_HOMEDIR/],
  [
    'E7',
    'a script without a variable that it cannot do without',
    'variable-needed',
    object('CronJob skaha-system/image-list', ({ spec }) => {
      const [container] = spec.jobTemplate.spec.template.spec.containers;
      container.env = container.env.filter(({ name }: Draft) => name !== 'HARBOR_HOSTS');
    }),
    /HARBOR_HOSTS/,
  ],
];

const OF_ONE_OBJECT = new Set(['ingress-tls', 'heap-below-limit']);

test.each(FOUND)('%s: %s is found by %s', (_, __, rule, change, said) => {
  const messages = OF_ONE_OBJECT.has(rule)
    ? [...platformSaid(rule, change), ...saidOfObjects(rule, change)]
    : saidOf(rule, [change]);
  expect(messages.join('\n')).toMatch(said);
});

const platformSaid = (rule: string, change: Change): string[] => {
  try {
    return saidOf(rule, [change]);
  } catch {
    return [];
  }
};

/** Sites with the defect, and what they are refused with. */
const REFUSED: readonly (readonly [id: string, what: string, site: unknown, said: RegExp])[] = [
  ['D2', 'no way to authorize', changed('sessions.authorization', undefined), /sessions\.authorization: is missing/],
  [
    'D4',
    'a size under another name',
    changed('sessions.flexible', { request: { cpuCores: 1, memoryInGB: 4 } }),
    /unknown key/,
  ],
  ['D6', 'files by SFTP for nobody', changed('services.sftp', { kind: 'embedded' }), /directory: is missing/],
  [
    'D9',
    'a volume of a type that nobody knows',
    changed('sessions.volumes', [{ type: 'X', mountPath: '/x' }]),
    /unknown key/,
  ],
  [
    'D15',
    'services and sessions in one namespace',
    changed('namespaces', { services: 'a', sessions: 'a' }),
    /also namespaces/,
  ],
  [
    'D20',
    'a portal that does not know where homes are',
    changed('services.portal', { kind: 'embedded' }),
    /services\.portal\.homes: is missing/,
  ],
  ['E3', 'more than any node has', changed('sessions.largest', { cpu: 64, memory: '900Gi' }), /no node takes/],
  ['E5', 'a key that is misspelt', changed('sessions.expirry', '4d'), /Did you mean "expiry"/],
  ['E6', 'a key that nothing reads', changed('skahaTld', '/home'), /unknown key/],
  ['E5', 'a key of an earlier release', changed('maxUserSessions', 3), /unknown key/],
];

test.each(REFUSED)('%s: a site with %s is refused', (_, __, site, said) => {
  expect(complaints(site).join('\n')).toMatch(said);
});

const millicores = (cpu: string) => (cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : 1000 * Number(cpu));

const sites = Object.entries(ALL_SITES).map(([name, input]) => ({ name, plan: planOf(input), ...manifestsOf(input) }));

describe.each(sites)('what $name is made into', ({ manifests, secrets, plan: { site, budget } }) => {
  const objects = manifests.map(({ object }) => object);
  const kind = (name: string) => objects.filter((one) => one.kind === name);
  const pods = objects.flatMap((one): { name: string; spec: Draft }[] => {
    const template = one.kind === 'CronJob' ? one.spec.jobTemplate.spec.template : one.spec?.template;
    return template?.spec?.containers ? [{ name: one.metadata.name, spec: template.spec }] : [];
  });
  const ownVariables = pods.flatMap(({ spec }) => spec.containers).flatMap(({ env = [] }: Draft) => env);

  ours(['D1', 'E1'], 'every priority class that a pod names is one of ours', () => {
    const made = kind('PriorityClass').map(({ metadata }) => metadata.name);
    for (const { spec } of pods)
      if (spec.priorityClassName) expect([...made, 'system-cluster-critical']).toContain(spec.priorityClassName);
  });

  ours(['D3', 'D5'], 'routes have TLS and a class, as fields', () => {
    for (const { spec, metadata } of kind('Ingress')) {
      expect(spec.ingressClassName).toBe(site.ingress.className);
      expect(spec.tls.length).toBeGreaterThan(0);
      expect(Object.keys(metadata.annotations ?? {})).not.toContain('spec.ingressClassName');
    }
  });

  ours(['D5'], 'no route reaches into another namespace', () => {
    for (const { spec, metadata } of kind('IngressRoute'))
      for (const route of spec.routes)
        for (const { namespace } of [...(route.services ?? []), ...(route.middlewares ?? [])])
          if (namespace !== undefined) expect(namespace).toBe(metadata.namespace);
  });

  ours(['D10'], 'what is changed by a delivery is no Job that cannot change', () => {
    for (const { metadata } of kind('Job')) expect(metadata.name).toMatch(/-[0-9a-f]{8,}$/);
  });

  ours(['D6'], 'no text is glued behind a name', () => {
    for (const { spec } of pods) {
      const mounts = spec.containers.flatMap(({ volumeMounts = [] }: Draft) => volumeMounts);
      for (const { subPath } of mounts) expect(subPath ?? '').toMatch(/^[\w./-]*$/);
      for (const { persistentVolumeClaim: claim } of spec.volumes ?? [])
        expect(claim?.claimName ?? 'none').toMatch(/^[a-z0-9.-]+$/);
    }
  });

  ours(['D14'], 'what keeps data has a volume, says how it is, and is never two at one disk', () => {
    const modes = new Map(kind('PersistentVolumeClaim').map(({ metadata, spec }) => [metadata.name, spec.accessModes]));
    for (const { metadata, spec } of kind('StatefulSet')) {
      const { containers, volumes = [] } = spec.template.spec;
      // Whoever has no volume must be told to keep nothing.
      if ((spec.volumeClaimTemplates ?? []).length === 0)
        expect([metadata.name, JSON.stringify(containers)]).toEqual([metadata.name, expect.stringContaining('--save')]);
      for (const one of [...(spec.volumeClaimTemplates ?? [])]) expect(one.spec.accessModes).toEqual(['ReadWriteOnce']);
      for (const container of containers) {
        expect(container).toMatchObject({ readinessProbe: {}, livenessProbe: {}, resources: { limits: {} } });
      }
      expect(volumes.some((volume: Draft) => volume.hostPath)).toBe(false);
    }
    for (const { metadata, spec } of kind('Deployment'))
      for (const { persistentVolumeClaim: claim } of spec.template.spec.volumes ?? []) {
        const alone = claim && (modes.get(claim.claimName) ?? []).includes('ReadWriteOnce');
        if (alone) expect([metadata.name, spec.strategy]).toEqual([metadata.name, { type: 'Recreate' }]);
      }
  });

  ours(['D16'], 'no password is a text, in a variable or a ConfigMap', () => {
    for (const { name, value } of ownVariables)
      if (value !== undefined) expect(`${name}=${value}`).not.toMatch(/(?:password|secret|token)=\S/i);
    for (const one of kind('Secret')) expect([one.data, one.stringData]).toEqual([undefined, undefined]);
    const literals = secrets
      .flatMap(({ keys }) => Object.values(keys).flat())
      .filter((piece) => typeof piece === 'string');
    for (const text of literals) expect(text).not.toMatch(/(?:password|secret|token)[ \t]*=[ \t]*\S/i);
  });

  ours(['D17'], 'nothing may connect unless it is said', () => {
    for (const namespace of Object.values(site.namespaces)) {
      const deny = kind('NetworkPolicy').filter(
        ({ metadata, spec }) =>
          metadata.namespace === namespace &&
          Object.keys(spec.podSelector).length === 0 &&
          !spec.egress &&
          !spec.ingress,
      );
      expect(deny.map(({ spec }) => spec.policyTypes)).toEqual([['Ingress', 'Egress']]);
    }
  });

  ours(['D18'], 'each service has an account of its own, and a token only where it calls the API', () => {
    const workloads = pods.map(({ spec }) => spec.serviceAccountName);
    for (const name of workloads) expect(name).toBeDefined();
    expect(workloads).not.toContain('default');
    const bound = new Set(
      [...kind('RoleBinding'), ...kind('ClusterRoleBinding')].flatMap(({ subjects }) =>
        subjects.map(({ name }: Draft) => name),
      ),
    );
    for (const { spec } of pods)
      if (spec.automountServiceAccountToken !== false) expect(bound).toContain(spec.serviceAccountName);
  });

  ours(['D19'], 'no one is told not to verify', () => {
    expect(JSON.stringify(objects)).not.toMatch(/curl [^|]*(?:-k\b|--insecure)|insecureSkipVerify|verify=false/i);
  });

  ours(['D20'], 'several pods of a page keep people, and its user is a number', () => {
    for (const { spec, metadata } of kind('Deployment')) {
      if (metadata.name !== 'science-portal') continue;
      expect(spec.template.spec.securityContext.runAsUser).toEqual(expect.any(Number));
      const service = kind('Service').find((one) => one.metadata.name === metadata.name);
      const sticky = service?.metadata.annotations?.['traefik.ingress.kubernetes.io/service.sticky.cookie'];
      expect(sticky === 'true').toBe(spec.replicas > 1);
      expect(service?.spec.ports[0].targetPort).toBe('http');
    }
  });

  ours(['E2'], 'quotas add up to no more than the nodes have', () => {
    const queues = kind('ClusterQueue');
    const nominal = queues
      .flatMap(({ spec }) => spec.resourceGroups ?? [])
      .flatMap(({ flavors }: Draft) => flavors)
      .flatMap(({ resources }: Draft) => resources)
      .filter(({ name }: Draft) => name === 'cpu')
      .reduce((sum: number, { nominalQuota }: Draft) => sum + millicores(String(nominalQuota)), 0);
    const physical = budget.reduce((sum, pool) => sum + pool.physical.cpu, 0);
    expect(nominal).toBeLessThanOrEqual(physical);
  });

  ours(['D21'], 'nothing of it is of another site', () => {
    expect(
      JSON.stringify(
        objects.filter(({ kind: one }) => one !== 'Deployment' && one !== 'CronJob' && one !== 'StatefulSet'),
      ),
    ).not.toMatch(/cadc\.nrc\.ca\/(?:cred|gms)|canfar\.net(?!\/)/);
  });
});

ours(['D15'], 'two sites of one cluster share no name of the whole cluster', () => {
  const wide = (name: string) => {
    const site = withValue(changed('name', name), ['namespaces'], { services: `${name}-a`, sessions: `${name}-b` });
    return platform(plan(site))
      .manifests.map(({ object }): KubeObject => object)
      .filter(({ metadata }) => metadata.namespace === undefined)
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  };
  const other = new Set(wide('other'));
  expect(wide('keck').filter((name) => other.has(name))).toEqual([]);
});

const textsOfScripts = readdirSync(join(__dirname, '../../assets/scripts'))
  .filter((name) => name.endsWith('.sh'))
  .map((name) => [name, readFileSync(join(__dirname, '../../assets/scripts', name), 'utf8')] as const);

ours(['E7'], 'a script that misses a variable names that one', () => {
  const guards = textsOfScripts.flatMap(([name, text]) =>
    [...text.matchAll(/-n "\$\{?([A-Z_]+)[^"]*" \] \|\| \w+ (?:\d )?'(\w+) is not set/g)].map(([, tested, said]) => [
      name,
      tested,
      said,
    ]),
  );
  expect(guards.length).toBeGreaterThan(10);
  for (const [name, tested, said] of guards) expect([name, said]).toEqual([name, tested]);
});

test('every known defect is in the table, and none that is not known', () => {
  const found = new Set([...FOUND, ...REFUSED].map(([id]) => id));
  const all = [...new Set([...found, ...absent])];
  expect(all.sort()).toEqual([...KNOWN].sort());
  // Those that can be provoked, are: the contract has inputs for these.
  const provoked = KNOWN.filter((id) => /^(?:D(?:[1-9]|1[0-5])|E\d)$/.test(id));
  expect(provoked.filter((id) => !found.has(id))).toEqual([]);
});
