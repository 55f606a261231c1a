import { platform } from '../../src/constructs/platform';
import { planRotation, rotatable } from '../../src/delivery/rotation';
import type { Manifests } from '../../src/manifest';
import { plan, smallSite } from '../config/small-site';
import { Folder, SITE_YAML } from './fake-io';

const KEYCLOAK = SITE_YAML.replace(/^login:.*$/m, 'login: { kind: keycloak }');
const ROBOTS = SITE_YAML.replace(
  'hosts: [images.example.org] }',
  `hosts: [images.example.org], content: { projects: { skaha: { robots: { puller-a: { for: pull }, puller-b: { for: pull }, ci: { for: push } } } } } }`,
);

let folder: Folder;
beforeEach(() => {
  folder = new Folder({ 'keck.yaml': SITE_YAML, 'keycloak.yaml': KEYCLOAK, 'robots.yaml': ROBOTS });
});
afterEach(() => folder.remove());

test('the names of all secrets', async () => {
  const { code, out } = await folder.run(['secrets', 'list', '--site', 'keycloak.yaml']);
  expect(code).toBe(0);
  const names = out.split('\n').map((line) => line.trim().split(/\s+/)[0]);
  expect(names).toEqual(
    expect.arrayContaining(['redis-skaha', 'skaha-callback', 'keycloak-admin', 'login-harbor', 'database-keycloak']),
  );
  const robots = await folder.run(['secrets', 'list', '--site', 'robots.yaml']);
  expect(robots.out).toMatch(/^ {2}robot\/skaha\/puller-a +robot$/m);
});

test.each([
  [['list'], '--site: is missing. Write secrets list --site keck.ts.'],
  [['list', 'keck.yaml'], '--site: is missing. Write secrets list --site keck.yaml.'],
  [['rotate', 'redis-skaha'], '--site: is missing. Write secrets rotate NAME --site keck.ts.'],
  [
    ['list', 'redis-skaha', '--site', 'keck.yaml'],
    '"redis-skaha" is one too many. Write secrets list --site keck.yaml, or secrets rotate redis-skaha.',
  ],
])('%j is a mistake', async (argv, message) => {
  const { code, out, err } = await folder.run(['secrets', ...argv]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
});

test('a password that a server checks: written, then the server before its clients', async () => {
  const { code, out } = await folder.run(['secrets', 'rotate', 'redis-skaha', '--site', 'keck.yaml']);
  expect(code).toBe(0);
  expect(out).toBe(`To replace redis-skaha:
1. write  Write the new value into skaha-system/redis-users, skaha-system/skaha-catalina.
            sh bootstrap-secrets.sh --rotate 'redis-skaha'
2. roll   Restart StatefulSet skaha-system/redis.
            kubectl rollout restart statefulset redis --namespace skaha-system
            kubectl rollout status statefulset redis --namespace skaha-system
3. roll   Restart Deployment skaha-system/skaha.
            kubectl rollout restart deployment skaha --namespace skaha-system
            kubectl rollout status deployment skaha --namespace skaha-system
4. roll   CronJob skaha-system/image-list reads it at its next run.
`);
});

test('the secret of a program at a Keycloak of ours: the Job brings it to where it is checked', async () => {
  const { out } = await folder.run(['secrets', 'rotate', 'login-harbor', '--site', 'keycloak.yaml', '-o', 'json']);
  const { steps } = JSON.parse(out) as { steps: { stage: string; commands: string[] }[] };
  expect(steps.map(({ stage }) => stage)).toEqual(['write', 'roll']);
  expect(steps[1]?.commands).toEqual([
    expect.stringMatching(/^kubectl delete job keycloak-realm-[0-9a-f]{8} --namespace skaha-system$/),
  ]);
});

test('what is read at the very first start only is set by hand before anybody reads it', async () => {
  const { out } = await folder.run(['secrets', 'rotate', 'keycloak-setup', '--site', 'keycloak.yaml']);
  const stages = [...out.matchAll(/^\d+\. (\w+)/gm)].map(([, stage]) => stage);
  expect(stages).toEqual(['write', 'accept', 'roll', 'roll']);
  expect(out).toContain('set the secret of the client astroplatform in the realm master');
});

test.each([
  ['pulumi', "pulumi up --replace '**::secret/redis-skaha'"],
  ['gitops', "sh bootstrap-secrets.sh --rotate 'redis-skaha'"],
])('the engine writes: %s', async (engine, command) => {
  const { out } = await folder.run(['secrets', 'rotate', 'redis-skaha', '--site', 'keck.yaml', '--engine', engine]);
  expect(out).toContain(`            ${command}\n`);
});

test('a store is written by a person, and read when it is told', () => {
  const site = { ...smallSite(), secrets: { kind: 'external-secrets' as const, store: { name: 'vault' } } };
  const { steps } = planRotation(platform(plan(site)), 'redis-session', 'external-secrets');
  expect(steps[0]).toMatchObject({ stage: 'write', text: expect.stringContaining('keck/redis-session') });
  expect(steps[0]?.commands).toEqual([
    expect.stringContaining('kubectl annotate externalsecret redis-users --namespace skaha-system'),
    expect.stringContaining('kubectl annotate externalsecret session-redis --namespace skaha-workload'),
  ]);
});

test.each([
  [
    'said with the value',
    { rotation: { never: 'what is in the database was encrypted with it' } },
    false,
    /what is in the database was encrypted with it/,
  ],
  [
    'said with its Secret',
    {},
    true,
    /Secret a\/a, and what was encrypted with the values of that one cannot be read with others/,
  ],
])('a value that must not change is refused, with the reason: %s', (_, more, protect, reason) => {
  const source = { kind: 'generated', name: 'key', length: 16, alphabet: 'alphanumeric', ...more } as const;
  const manifests: Manifests = {
    site: 'keck',
    manifests: [],
    secrets: [
      {
        id: 'a',
        capability: 'a',
        namespace: 'a',
        name: 'a',
        type: 'Opaque',
        labels: {},
        keys: { key: [source] },
        dependsOn: [],
        protect,
      },
    ],
  };
  expect(() => planRotation(manifests, 'key', 'bootstrap')).toThrow(reason);
  expect(rotatable(manifests)).toEqual([{ name: 'key', kind: 'generated', never: expect.stringMatching(reason) }]);
});

test('robots take turns: the other one gets the new secret, and the old one works on', async () => {
  const { code, out } = await folder.run(['secrets', 'rotate', 'robot/skaha/puller-b', '--site', 'robots.yaml']);
  expect(code).toBe(0);
  expect([...out.matchAll(/^\d+\. (\w+)/gm)].map(([, stage]) => stage)).toEqual(['accept', 'write', 'roll', 'drop']);
  expect(out).toContain(`HARBOR_SECRETS='{"robot/skaha/puller-a": "..."}'`);
});

describe('a robot whose content is applied', () => {
  const applied = (appliedBy: string) => ROBOTS.replace('content: { ', `content: { appliedBy: ${appliedBy}, `);
  const stepsOf = async (site: string, ...args: string[]) => {
    folder.write('applied.yaml', site);
    const { out } = await folder.run(
      ['secrets', 'rotate', 'robot/skaha/puller-a', '--site', 'applied.yaml', '-o', 'json'].concat(args),
    );
    return (JSON.parse(out) as { steps: { stage: string; commands: string[] }[] }).steps;
  };

  test('by a Job gets the secret that the Job has, or it would put the old one back', async () => {
    const steps = await stepsOf(applied('{ kind: job, image: docker.io/example/astroplatform:0.1.0 }'));
    const commands = (stage: string) => steps.filter((one) => one.stage === stage).flatMap((one) => one.commands);
    expect(commands('accept')).toEqual(["sh bootstrap-secrets.sh --rotate 'harbor-robot-skaha--puller-b'"]);
    expect(commands('drop')).toEqual(["sh bootstrap-secrets.sh --rotate 'harbor-robot-skaha--puller-a'"]);
    expect(JSON.stringify(steps)).toContain('kubectl create job --from=cronjob/registry-content');
  });

  test('by Pulumi gets the secret that the stack has', async () => {
    const steps = await stepsOf(ROBOTS, '--engine', 'pulumi');
    expect(steps[0]?.commands).toEqual([
      `pulumi config set --secret harbor-secrets '{"robot/skaha/puller-b": "..."}'`,
      'pulumi up',
    ]);
  });
});

describe('of a Harbor of the platform', () => {
  const HARBOR = SITE_YAML.replace(
    /^registry:.*$/m,
    'registry: { kind: harbor, storage: { kind: filesystem, size: 10Gi } }',
  );
  const rotated = async (name: string, site: string) => {
    folder.write('harbor.yaml', site);
    return folder.run(['secrets', 'rotate', name, '--site', 'harbor.yaml']);
  };
  const stages = (out: string) =>
    [...out.matchAll(/^\d+\. (\w+) +(.*)/gm)].map(([, stage, text]) => `${stage}: ${text}`);

  test('the key of what is in the database is never replaced, not even where everything may go', async () => {
    for (const site of [HARBOR, `${HARBOR}\ncluster: { disposable: true }\n`]) {
      const { code, err } = await rotated('harbor-secret-key', site);
      expect([code, err]).toEqual([2, expect.stringContaining('are encrypted with it')]);
    }
  });

  test('the password of admin is changed in Harbor, which reads the Secret once', async () => {
    const { out } = await rotated('harbor-admin', HARBOR);
    expect(stages(out).slice(0, 3)).toEqual([
      expect.stringMatching(/^accept: Log in to Harbor as admin/),
      expect.stringMatching(/^write: /),
      expect.stringMatching(/^accept: Change the password of admin there/),
    ]);
  });

  test('the password of the database is taken by its server, and forgotten by who was told it', async () => {
    const { out } = await rotated(
      'database-harbor',
      `${HARBOR}\ndatabases: { kind: external, host: db.example.org }\n`,
    );
    const order = stages(out);
    expect(order[0]).toMatch(/^write: /);
    expect(order[1]).toMatch(/^accept: Let the PostgreSQL server take it, as the password of the role harbor/);
    expect(order.at(-1)).toMatch(/^drop: Let Deployment skaha-system\/harbor-jobservice forget the old one/);
  });
});

test.each([
  [['rotate', 'robot/skaha/ci', '--site', 'robots.yaml'], 'Declare ci-a and ci-b alike'],
  [['rotate', 'robot/skaha/pusher', '--site', 'robots.yaml'], 'Known there: puller-a, puller-b, ci'],
  [['rotate', 'redis-skah', '--site', 'keck.yaml'], 'Did you mean "redis-skaha"?'],
  [['rotate', '--site', 'keck.yaml'], 'the name is missing'],
  [['rotate', 'redis-skaha'], '--site: is missing'],
  [['renew', 'redis-skaha', '--site', 'keck.yaml'], 'known: list, rotate'],
])('%j is a mistake with an answer', async (args, said) => {
  const { code, err } = await folder.run(['secrets', ...args]);
  expect([code, err]).toEqual([2, expect.stringContaining(said)]);
});
