import { rules } from '../../policies/index';
import { exitCode } from '../../src/check/exit-code';
import { textReport } from '../../src/check/report/text';
import { runRules } from '../../src/check/run';
import { subjectsOf } from '../../src/check/subjects';
import type { SiteInput } from '../../src/config/site';
import { platform } from '../../src/constructs/platform';
import { sourcesOf } from '../../src/delivery/secret-sources';
import type { KubeObject, SecretText } from '../../src/manifest';
import { Folder } from '../cli/fake-io';
import { complaints, plan, smallSite } from '../config/small-site';
import { HarborDouble } from '../harbor/double/harbor-double';

const content = {
  upstreams: { hub: { type: 'docker-hub', url: 'https://hub.docker.com', user: 'keck' } },
  projects: {
    skaha: {
      public: true,
      quota: '2Ti',
      robots: { puller: { for: 'pull' }, 'ci.a': { for: 'push' } },
      webhooks: { seen: { address: 'https://hooks.example.org/a', events: ['PUSH_ARTIFACT'], authorized: true } },
    },
  },
  robots: { catalogue: { for: 'catalogue' } },
  appliedBy: { kind: 'job', image: 'docker.io/keck/astroplatform:0.1.0' },
} as const satisfies NonNullable<SiteInput['registry']['content']>;

const external: SiteInput = {
  ...smallSite(),
  registry: { kind: 'external', hosts: ['images.example.org'], content },
};
const own = (internalTls: 'none' | 'cert-manager' = 'none'): SiteInput => ({
  ...smallSite(),
  cluster: { provides: { apis: ['cert-manager.io/v1', 'snapshot.storage.k8s.io/v1'] } },
  snapshots: { kind: 'scheduled', class: 'lab' },
  registry: {
    kind: 'harbor',
    storage: { kind: 'filesystem', size: '100Gi' },
    login: { kind: 'local' },
    internalTls: { kind: internalTls },
    content,
  },
});
const sites: [string, SiteInput][] = [
  ['somebody else’s Harbor', external],
  ['a Harbor of its own', own()],
  ['a Harbor of its own with TLS inside', own('cert-manager')],
];

/** What a node would start, and with what. */
function job(site: SiteInput) {
  const { manifests, secrets } = platform(plan(site));
  const named = (kind: string): KubeObject => {
    const found = manifests.find(({ object }) => object.kind === kind && object.metadata.name === 'registry-content');
    if (!found) throw new Error(`there is no ${kind}`);
    return found.object;
  };
  const [container] = named('CronJob').spec.jobTemplate.spec.template.spec.containers;
  const keys = secrets.find(({ name }) => name === 'registry-content')?.keys ?? {};
  return { container, text: named('ConfigMap').data['content.json'] as string, keys, secrets };
}

test.each(sites)('%s: every rule agrees, and none is left in doubt', (_, site) => {
  const planned = plan(site);
  const subjects = subjectsOf({ plan: planned, manifests: platform(planned), file: 'keck.ts' });
  const results = runRules(rules, subjects, { ...planned.site.checks, today: '2026-01-01' });
  expect(textReport(results)).toBe('');
  expect(exitCode(results, { threshold: 'info', strict: true })).toBe(0);
});

test('nobody asked for it: there is none', () => {
  const { appliedBy: _, ...rest } = content;
  const site = { ...external, registry: { ...external.registry, content: rest } } as SiteInput;
  expect(platform(plan(site)).manifests.filter(({ capability }) => capability === 'registry-content')).toEqual([]);
});

test('an image from a registry that the site does not name is refused', () => {
  const appliedBy = { kind: 'job', image: 'ghcr.io/keck/astroplatform:1' } as const;
  const site = { ...external, registry: { ...external.registry, content: { ...content, appliedBy } } } as SiteInput;
  expect(complaints(site)).toEqual([
    expect.stringContaining('registry.content.appliedBy.image: images.registries does not list ghcr.io'),
  ]);
});

test('passwords: that of a Harbor of its own is known; robots get made ones; what others gave out is supplied', () => {
  const kinds = (site: SiteInput) =>
    Object.fromEntries(
      sourcesOf(platform(plan(site)).secrets.filter(({ name }) => name === 'registry-content')).map((one) => [
        one.name,
        one.source.kind,
      ]),
    );
  const shared = {
    'harbor-robot-catalogue': 'generated',
    'harbor-robot-skaha--puller': 'generated',
    // A dot cannot be in the name of a source.
    'harbor-robot-skaha--ci-a-92c9bbca': 'generated',
    'harbor-upstream-hub': 'supplied',
    'harbor-webhook-skaha--seen': 'supplied',
  };
  expect(kinds(own())).toEqual({ 'harbor-admin': 'generated', ...shared });
  expect(kinds(external)).toEqual({ 'harbor-content': 'supplied', ...shared });
});

test('inside the cluster it asks over TLS or not at all', () => {
  const { args, env } = job(own('cert-manager')).container;
  expect(args).toEqual(['--address', 'harbor-core.skaha-system.svc.cluster.local']);
  expect(env).toContainEqual({ name: 'NODE_EXTRA_CA_CERTS', value: '/etc/harbor-authority/ca.crt' });
  expect(job(own()).container.args).toBeUndefined();
});

describe('what it runs, against a Harbor', () => {
  let double: HarborDouble;
  let folder: Folder;
  beforeEach(async () => {
    double = await HarborDouble.start();
    folder = new Folder();
  });
  afterEach(async () => {
    folder.remove();
    await double.stop();
  });

  /** Runs the command of the Job as it stands, with its files and environment; only Harbor is elsewhere. */
  async function run() {
    const { container, text, keys } = job(external);
    folder.write('content.json', text);
    const value = (name: string) => (name === 'harbor-content' ? double.state.adminPassword : `Made-up-1-${name}`);
    const textOf = (key: SecretText) => key.map((one) => (typeof one === 'string' ? one : value(one.name))).join('');
    const env = Object.fromEntries(
      (container.env as { name: string; value?: string; valueFrom?: { secretKeyRef: { key: string } } }[]).map(
        ({ name, value: plain, valueFrom }) => [name, plain ?? textOf(keys[valueFrom?.secretKeyRef.key ?? ''] ?? [])],
      ),
    );
    const [program, ...args] = container.command as string[];
    expect(program).toBe('astroplatform');
    const here = args.map((arg) => arg.replace(/^\/content\//, ''));
    return folder.run([...here, '--address', double.host, '--plain-http'], { env });
  }

  test('it brings the Harbor to the content, and the second time there is nothing to do', async () => {
    const { code, out, err } = await run();
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('✔ create robot skaha/ci.a');
    expect(double.state.robots.map(({ name, secret }) => [name, secret])).toContainEqual([
      'skaha+puller',
      'Made-up-1-harbor-robot-skaha--puller',
    ]);
    expect(double.state.quotas[0]?.hard).toBe(2 * 2 ** 40);
    expect(await run()).toMatchObject({ code: 0, out: 'nothing to do\n' });
  });

  test('what somebody changed by hand is undone', async () => {
    await run();
    for (const project of double.state.projects) project.metadata.public = 'false';
    expect((await run()).out).toContain('✔ update project skaha');
    expect(double.state.projects[0]?.metadata.public).toBe('true');
  });
});
