import { UsageError } from '../../src/errors';
import type { Action } from '../../src/harbor/action';
import { HarborApi } from '../../src/harbor/api';
import { applyActions } from '../../src/harbor/apply';
import { HttpsServer } from '../assets/https';
import { type ContentInput, planned } from './arbitrary-content';
import { HarborDouble } from './double/harbor-double';
import { push } from './push';
import { allSecrets, Operator } from './session';

let double: HarborDouble;
beforeEach(async () => {
  double = await HarborDouble.start();
});
afterEach(() => double.stop());

const SECRETS = new Map([['robot/skaha/puller', 'Secret-of-the-puller-1']]);
const line = ({ verb, object }: Action) => `${verb} ${object.kind} ${object.name}`;
const complaintsOf = async (work: Promise<unknown>): Promise<string[]> => {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof UsageError)) throw error ?? new Error('nothing was refused');
  return error.problems.map(({ path, fact }) => (path ? `${path}: ${fact}` : fact));
};
const pushTo = (repository: string, tag: string, content: string) =>
  push({ url: `http://${double.host}`, user: 'admin', password: double.state.adminPassword }, repository, tag, content);
/** The content without labels of session types and immutable tags, which every content has. */
const bare = (content: ContentInput) => planned({ tags: { immutable: [] }, ...content });

test('a small content: what is planned, in which order, and nothing the second time', async () => {
  const content = planned({
    upstreams: { hub: { type: 'docker-hub', url: 'https://hub.docker.com', user: 'me' } },
    projects: {
      skaha: {
        public: true,
        quota: '2Ti',
        members: { '/platform/admins': 'admin' },
        robots: { puller: { for: 'pull' } },
      },
      hub: { proxyOf: 'hub' },
    },
    schedules: { garbageCollection: { workers: 4 } },
    allowedCves: { cves: ['CVE-2026-1'], expires: '2027-01-31' },
  });
  const operator = new Operator(double, allSecrets(content));
  const { actions } = await operator.prepare(content);
  expect(actions.map(line)).toEqual([
    'create upstream hub',
    'update allow list of the registry',
    ...['notebook', 'desktop', 'desktop-app', 'carta', 'contributed', 'firefly', 'headless'].map(
      (type) => `create label ${type}`,
    ),
    'create project skaha',
    'create project hub',
    'create member skaha//platform/admins',
    ...['20??.??', '20??.??.*', 'git-*'].map((tag) => `create immutable tags skaha/${tag}`),
    'create robot skaha/puller',
    ...['20??.??', '20??.??.*', 'git-*'].map((tag) => `create immutable tags hub/${tag}`),
    'create schedule garbage collection',
  ]);
  await operator.apply(content);
  expect((await operator.prepare(content)).actions).toEqual([]);
  const { projects, quotas, registries, allowList, members } = double.state;
  expect(projects.map(({ name, registry_id, metadata }) => [name, registry_id, metadata.public])).toEqual([
    ['skaha', 0, 'true'],
    ['hub', registries[0]?.id, 'false'],
  ]);
  expect(quotas.map(({ hard }) => hard)).toEqual([2 * 2 ** 40, -1]);
  expect(members).toMatchObject([{ entity_name: '/platform/admins', entity_type: 'g', role_id: 1 }]);
  expect(allowList.expires_at).toBe(Date.parse('2027-01-31T23:59:59Z') / 1000);
});

describe('secrets', () => {
  const content = bare({ projects: { skaha: { robots: { puller: { for: 'pull' } } } } });

  test('the robot has the one that was given, and Harbor keeps no more of it than a hash', async () => {
    const operator = new Operator(double, SECRETS);
    await operator.apply(content);
    const [robot] = double.state.robots;
    expect(robot?.secret).toBe('Secret-of-the-puller-1');
    expect(robot?.description).toMatch(/^\[secret [0-9a-f]{16}\.[0-9a-f]{32}\]$/);
    expect((await operator.prepare(content)).actions).toEqual([]);
  });

  test('another is set; none at all leaves the one that is there', async () => {
    await new Operator(double, SECRETS).apply(content);
    const next = new Operator(double, new Map([['robot/skaha/puller', 'Another-secret-22']]));
    const { actions } = await next.prepare(content);
    expect(actions.map(({ changes }) => changes)).toEqual([[{ field: 'secret', to: 'another' }]]);
    await applyActions(actions, next.session());
    expect(double.state.robots[0]?.secret).toBe('Another-secret-22');
    expect((await new Operator(double).prepare(content)).actions).toEqual([]);
  });

  test('a plan shows none', async () => {
    const { actions } = await new Operator(double, SECRETS).prepare(content);
    expect(JSON.stringify(actions)).not.toContain('Secret-of-the-puller-1');
  });

  test.each([
    ['none', [], 'robot/skaha/puller: robot skaha/puller cannot be set up without its secret'],
    [
      'a weak one',
      [['robot/skaha/puller', 'short']],
      'robot/skaha/puller: is not a secret that Harbor takes for a robot',
    ],
    [
      'one too many',
      [...SECRETS, ['robot/skaha/pulller', 'Secret-of-nobody-11']],
      'robot/skaha/pulller: nothing in the content has this secret',
    ],
  ] as [string, [string, string][], string][])(
    '%s is refused before anything is changed',
    async (_, secrets, complaint) => {
      expect(await complaintsOf(new Operator(double, new Map(secrets)).apply(content))).toEqual([complaint]);
      expect(double.state.projects).toEqual([]);
    },
  );
});

describe('robots', () => {
  const DAY = 86_400;
  const content = bare({ projects: { skaha: { robots: { puller: { for: 'pull', days: 90 } } } } });

  test('one has the rights of its purpose and no other', async () => {
    const all = bare({
      projects: {
        skaha: {
          robots: { puller: { for: 'pull' }, ci: { for: 'push' }, labels: { for: 'label' }, scan: { for: 'scan' } },
        },
      },
      robots: { everything: { for: 'catalogue' }, iac: { for: 'content' } },
    });
    await new Operator(double, allSecrets(all)).apply(all);
    const rights = Object.fromEntries(
      double.state.robots.map(({ name, permissions }) => [
        name,
        permissions.flatMap(({ namespace, access }) =>
          access.map(({ resource, action }) => `${namespace} ${resource}:${action}`),
        ),
      ]),
    );
    expect(rights['skaha+puller']).toEqual(['skaha repository:pull']);
    expect(rights['skaha+ci']).toEqual([
      'skaha repository:pull',
      'skaha repository:push',
      'skaha tag:create',
      'skaha artifact-label:create',
    ]);
    expect(rights.everything?.filter((right) => /pull|push|create|delete|update/.test(right))).toEqual([]);
    expect(
      rights.iac?.filter((right) => /repository:p|robot:(?:create|update|delete)|configuration/.test(right)),
    ).toEqual([]);
  });

  test('it is renewed when a third of its days is left, from today on', async () => {
    const operator = new Operator(double, SECRETS);
    await operator.apply(content);
    const { state } = double;
    const [robot] = state.robots;
    state.now += 50 * DAY;
    expect((await operator.prepare(content)).actions).toEqual([]);
    state.now += 15 * DAY;
    const { actions } = await operator.prepare(content);
    expect(actions.map(line)).toEqual(['renew robot skaha/puller']);
    await applyActions(actions, operator.session());
    expect(((robot?.expires_at ?? 0) - state.now) / DAY).toBe(90);
    expect((await operator.prepare(content)).actions).toEqual([]);
    expect(robot?.secret).toBe('Secret-of-the-puller-1');
  });

  test('one that ended, was disabled, or was given more comes back as it is wanted', async () => {
    const operator = new Operator(double, SECRETS);
    await operator.apply(content);
    const [robot] = double.state.robots;
    if (!robot) throw new Error('no robot');
    double.state.now += 200 * DAY;
    robot.disable = true;
    robot.permissions[0]?.access.push({ resource: 'repository', action: 'push' });
    await operator.apply(content);
    expect([robot.disable, robot.permissions[0]?.access.length, robot.expires_at > double.state.now]).toEqual([
      false,
      1,
      true,
    ]);
  });

  describe('as a robot', () => {
    const iac = bare({ robots: { iac: { for: 'content' } } });
    const asRobot = async () => {
      await new Operator(double, allSecrets(iac)).apply(iac);
      return (secrets?: ReadonlyMap<string, string>) =>
        new Operator(double, secrets, { user: 'robot$iac', password: double.state.robots[0]?.secret ?? '' });
    };

    test('everything can be applied but robots and the allow list of the registry', async () => {
      const everything = planned({
        upstreams: { hub: { type: 'docker-hub', url: 'https://hub.docker.com' } },
        projects: {
          skaha: {
            quota: '1Ti',
            members: { a: 'guest' },
            labels: { x: {} },
            scanner: 'Trivy',
            webhooks: { hook: { events: ['PUSH_ARTIFACT'], address: 'https://hook.example.org/a' } },
            tags: { retention: { keep: ['latest'] } },
          },
        },
        replications: { in: { direction: 'pull', upstream: 'hub', into: 'skaha' } },
        schedules: { garbageCollection: {}, scanAll: {}, purgeAudit: {} },
        defaultScanner: 'Trivy',
      });
      const operator = (await asRobot())();
      const outcomes = await operator.apply(everything);
      expect(outcomes.filter(({ result }) => result !== 'done')).toEqual([]);
      expect((await operator.prepare(everything, { prune: true })).actions.map(line)).toEqual([]);
    });

    test.each([
      ['push', /^robot skaha\/one: would have rights that robot\$iac does not have: repository:push/],
      ['pull', /^robot skaha\/one: robot\$iac is a robot, and Harbor lets no robot change another$/],
    ] as const)('a robot that is to %s is refused before anything is changed', async (purpose, complaint) => {
      const wanted = bare({ projects: { skaha: { robots: { one: { for: purpose } } } } });
      const operator = (await asRobot())(allSecrets(wanted));
      double.state.robots[0]?.permissions
        .find(({ kind }) => kind === 'project')
        ?.access.push({ resource: 'repository', action: 'pull' });
      const [said] = await complaintsOf(operator.apply(wanted));
      expect(said).toMatch(complaint);
      expect(double.state.projects).toEqual([]);
    });

    test('so is the allow list of the registry', async () => {
      const wanted = bare({ allowedCves: { cves: ['CVE-2026-1'], expires: '2027-01-31' } });
      expect(await complaintsOf((await asRobot())().apply(wanted))).toEqual([
        'registry.content.allowedCves: robot$iac is a robot, and Harbor lets administrators alone change the allow list of the registry',
      ]);
    });
  });
});

describe('retention', () => {
  const keeping = (keep: string[]) =>
    bare({ projects: { skaha: { tags: { immutable: [], retention: { keep, untagged: 'delete' } } } } });

  test('a pattern that would delete everything is refused before anything is changed', async () => {
    await new Operator(double).apply(bare({ projects: { skaha: {} } }));
    await pushTo('skaha/casa', 'latest', 'one');
    await pushTo('skaha/lab', 'lates', 'one');
    const operator = new Operator(double);
    expect(await complaintsOf(operator.apply(keeping(['lates'])))).toEqual([
      'registry.content.projects.skaha.tags.retention: would delete every image of skaha/casa (1)',
    ]);
    expect(double.state.retentions).toEqual([]);
    await operator.apply(keeping(['lates']), { allowDelete: true });
    expect(double.state.retentions[0]?.policy.trigger.settings.cron).toBe('0 30 2 * * *');
  });

  test('a dry run comes first; one that is worse than reckoned leaves the policy without a schedule', async () => {
    await new Operator(double).apply(bare({ projects: { skaha: {} } }));
    await pushTo('skaha/casa', 'latest', 'one');
    const operator = new Operator(double);
    const { actions } = await operator.prepare(keeping(['latest']));
    // Somebody moves the tag between plan and dry run.
    if (double.state.artifacts[0]) double.state.artifacts[0].tags = ['other'];
    const outcomes = await applyActions(actions, operator.session());
    expect(outcomes.map(({ result, reason }) => [result, reason])).toEqual([
      ['failed', expect.stringContaining('nothing would be left in skaha/casa; the policy stays without a schedule')],
    ]);
    expect(double.state.retentions[0]?.policy.trigger.settings.cron).toBe('');
    expect(double.state.retentions[0]?.executions.map(({ dry_run }) => dry_run)).toEqual([true]);
  });

  test('what the dry run found is told', async () => {
    await new Operator(double).apply(bare({ projects: { skaha: {} } }));
    for (const tag of ['latest', 'a', 'b']) await pushTo('skaha/casa', tag, tag);
    const operator = new Operator(double);
    await operator.apply(keeping(['latest']));
    expect(operator.told).toEqual(['retention skaha: the dry run would delete 2 of 3 images']);
  });
});

describe('what is not declared', () => {
  const small = bare({ projects: { skaha: {} } });
  const large = bare({
    projects: { skaha: { members: { a: 'guest' }, labels: { x: {} }, robots: { puller: { for: 'pull' } } }, old: {} },
    labels: { extra: {} },
  });

  test('stays without --prune; with it goes everything but projects; those only with --allow-delete, and only empty', async () => {
    await new Operator(double, allSecrets(large)).apply(large);
    double.state.members.push({ id: 999, project_id: 1, entity_name: 'someone', entity_type: 'u', role_id: 1 });
    const operator = new Operator(double);
    expect((await operator.prepare(small)).actions).toEqual([]);
    const pruned = await operator.prepare(small, { prune: true });
    expect(pruned.actions.map(line)).toEqual([
      'delete robot robot$skaha+puller',
      'delete label skaha/x',
      'delete member skaha/a',
      'delete label extra',
    ]);
    expect(pruned.notes).toEqual([
      'projects that are not declared stay: old (--allow-delete deletes those that are empty)',
    ]);
    await pushTo('old/casa', 'latest', 'one');
    const outcomes = await operator.apply(small, { prune: true, allowDelete: true });
    expect(outcomes.filter(({ result }) => result !== 'done').map(({ reason }) => reason)).toEqual([
      expect.stringContaining('the project contains repositories, cannot be deleted (412'),
    ]);
    expect(double.state.members.map(({ entity_name }) => entity_name)).toEqual(['someone']);
  });
});

describe('refusals', () => {
  test('what Harbor never changes', async () => {
    const upstreams = { hub: { type: 'docker-hub', url: 'https://hub.docker.com' } } as const;
    await new Operator(double).apply(bare({ upstreams, projects: { skaha: {}, hub: { proxyOf: 'hub' } } }));
    const other = bare({
      upstreams: { hub: { type: 'docker-registry', url: 'https://hub.docker.com' } },
      projects: { skaha: { proxyOf: 'hub' }, hub: {} },
    });
    expect(await complaintsOf(new Operator(double).prepare(other))).toEqual([
      'registry.content.projects.skaha.proxyOf: project skaha is there, and no proxy cache; Harbor does not change that',
      expect.stringMatching(/^registry.content.projects.hub.proxyOf: project hub is there, and a proxy cache of hub;/),
      'registry.content.upstreams.hub.type: upstream hub is there, of the type docker-hub; Harbor does not change that',
    ]);
  });

  test('somebody who is no administrator', async () => {
    double.state.users.set('someone', 'Password-1');
    const operator = new Operator(double, undefined, { user: 'someone', password: 'Password-1' });
    expect(await complaintsOf(operator.prepare(bare({ projects: { skaha: {} } })))).toEqual([
      'someone is no administrator of this Harbor',
    ]);
  });

  test('a wrong password is told once', async () => {
    const operator = new Operator(double, undefined, { password: 'wrong' });
    expect(await complaintsOf(operator.prepare(bare({})))).toEqual([
      'user name or password is wrong, or the robot has expired',
    ]);
    expect(double.requests.length).toBeLessThan(3);
  });

  test('an allow list that ended is told, and stays', async () => {
    const { notes } = await new Operator(double).prepare(
      bare({ allowedCves: { cves: ['CVE-2020-1'], expires: '2020-01-31' } }),
    );
    expect(notes).toEqual(['the allow list of the registry ended on 2020-01-31: CVE-2020-1 block images again']);
  });
});

describe('requests', () => {
  test('what Harbor refuses is told once with its name; what needs it is left out; the rest goes on', async () => {
    const content = bare({
      upstreams: { broken: { type: 'docker-registry', url: 'https://unhealthy.example.org' } },
      projects: { cache: { proxyOf: 'broken', members: { a: 'guest' } }, skaha: {} },
    });
    const outcomes = await new Operator(double).apply(content);
    expect(
      outcomes
        .filter(({ result }) => result !== 'done')
        .map(({ action, result, reason }) => [line(action), result, reason]),
    ).toEqual([
      ['create upstream broken', 'failed', 'the registry is unhealthy (400 BAD_REQUEST, POST registries)'],
      ['create project cache', 'skipped', 'it needs upstream broken'],
      ['create member cache/a', 'skipped', 'it needs project cache'],
    ]);
    expect(double.state.projects.map(({ name }) => name)).toEqual(['skaha']);
    expect(double.requests.filter((request) => request === 'POST /api/v2.0/registries')).toHaveLength(1);
  });

  test('1000 projects are listed page by page, and a second time nothing is to do', async () => {
    const { state } = double;
    for (let index = 0; index < 1000; index++)
      state.projects.push({
        project_id: state.id(),
        name: `p${index}`,
        registry_id: 0,
        metadata: { public: 'false', auto_scan: 'true', prevent_vul: 'false', enable_content_trust_cosign: 'false' },
        cve_allowlist: { items: [], expires_at: null },
      });
    const content = bare({
      projects: Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`p${index}`, {}])),
    });
    const operator = new Operator(double);
    await operator.apply(bare({}));
    double.requests.length = 0;
    expect((await operator.prepare(content)).actions).toEqual([]);
    expect(double.requests.filter((request) => request === 'GET /api/v2.0/projects')).toHaveLength(10);
  });

  test('10000 images are looked at before a clean-up, page by page', async () => {
    await new Operator(double).apply(bare({ projects: { skaha: {} } }));
    const project_id = double.state.projects[0]?.project_id ?? 0;
    for (let index = 0; index < 10_000; index++)
      double.state.artifacts.push({
        project_id,
        repository_name: `skaha/r${index % 100}`,
        digest: `sha256:${index}`,
        tags: index < 9_999 ? [index < 100 ? 'latest' : `git-${index}`] : [],
        labels: [],
        config: {},
        push_time: double.state.now,
        pull_time: 0,
      });
    const content = bare({ projects: { skaha: { tags: { immutable: [], retention: { keep: ['latest'] } } } } });
    double.requests.length = 0;
    const { actions } = await new Operator(double).prepare(content);
    expect(actions.map(line)).toEqual(['create retention skaha']);
    expect(double.requests.filter((request) => request.endsWith('/artifacts'))).toHaveLength(100);
  });

  test.each([429, 500, 503])('%s is tried again, and then no more', async (status) => {
    let left = 3;
    double.intercept = () => (left-- > 0 ? status : undefined);
    expect((await new Operator(double).prepare(bare({}))).actions).not.toEqual([]);
    double.intercept = () => status;
    double.requests.length = 0;
    await expect(new Operator(double).prepare(bare({}))).rejects.toThrow(`${status}`);
    expect(double.requests).toHaveLength(6);
  });

  test('a Harbor that is down is not asked for everything', async () => {
    const operator = new Operator(double);
    const { actions } = await operator.prepare(planned({}));
    double.intercept = () => 503;
    double.requests.length = 0;
    await expect(applyActions(actions, operator.session())).rejects.toThrow('does not work');
    expect([actions.length > 3, double.requests.length]).toEqual([true, 18]);
  });

  test('a connection that breaks is taken up again', async () => {
    double.intercept = (_, count) => (count % 3 === 0 ? 'break' : undefined);
    const content = bare({ projects: { skaha: {} } });
    expect((await new Operator(double).apply(content)).every(({ result }) => result === 'done')).toBe(true);
  });

  test('a certificate that nobody signed is not believed, and TLS is not left out', async () => {
    let asked = 0;
    const server = await HttpsServer.start((_, response) => {
      asked++;
      response.end('{}');
    });
    const api = new HarborApi(server.host, { user: 'admin', password: 'x' });
    expect(await complaintsOf(api.send('GET', 'ping'))).toEqual(['DEPTH_ZERO_SELF_SIGNED_CERT']);
    expect(asked).toBe(0);
    await server.stop();
    expect(() => new HarborApi('images.example.org', { user: 'a', password: 'b' }, { plainHttp: true })).toThrow(
      'TLS only',
    );
  });

  test('a password that Harbor repeats is not told', async () => {
    double.intercept = () => undefined;
    const api = new HarborApi(
      double.host,
      { user: 'admin', password: double.state.adminPassword },
      { plainHttp: true, secrets: ['project'] },
    );
    await expect(api.send('GET', 'projects/nowhere')).rejects.toThrow(
      '*** nowhere not found (404 NOT_FOUND, GET projects/nowhere)',
    );
  });
});
