import { push } from './push';
import { Target } from './target';

// What surprises whoever writes a client of Harbor, each with the source in goharbor/harbor that it is from. Runs against
// the double; with HARBOR_URL and HARBOR_PASSWORD against a real, empty Harbor (see double/harbor-double.ts).

let target: Target;
const run = process.env.HARBOR_URL ? `t${process.pid}` : 't';
let projects = 0;

beforeAll(async () => {
  target = await Target.start();
});
afterAll(() => target.stop());

/** A project of its own for each test. */
async function newProject(fields: object = {}): Promise<string> {
  const project_name = `${run}-${projects++}`;
  const { status } = await target.call('POST', 'projects', { project_name, metadata: { public: 'false' }, ...fields });
  expect(status).toBe(201);
  return project_name;
}
const idOf = async (project: string) => (await target.call('GET', `projects/${project}`)).body.project_id as number;
const pushTo = (repository: string, tag: string, content: string, labels = {}) =>
  push({ url: target.url, ...target.admin }, repository, tag, content, labels);
const access = (...rights: string[]) =>
  rights.map((right) => ({ resource: right.split(':')[0], action: right.split(':')[1] }));
const SECRET = 'Chosen-by-us-1';

describe('robots (src/server/v2.0/handler/robot.go)', () => {
  const robotIn = (project: string, name = 'puller', duration = 90) =>
    target.call('POST', 'robots', {
      name,
      level: 'project',
      duration,
      secret: SECRET,
      permissions: [{ kind: 'project', namespace: project, access: access('repository:pull') }],
    });
  const listOf = async (project: string) =>
    (await target.call('GET', `robots?q=${encodeURIComponent(`Level=project,ProjectID=${await idOf(project)}`)}`)).body;

  test('POST ignores the secret; PATCH takes one', async () => {
    const project = await newProject();
    const { status, body } = await robotIn(project);
    expect([status, body.secret === SECRET]).toEqual([201, false]);
    expect((await target.call('PATCH', `robots/${body.id}`, { secret: SECRET })).status).toBe(200);
    expect((await target.call('GET', 'projects', undefined, { user: body.name, password: SECRET })).status).toBe(200);
  });

  test('a name comes back with prefix and project', async () => {
    const project = await newProject();
    expect((await robotIn(project)).body.name).toMatch(/\+puller$/);
    expect((await listOf(project))[0].name.endsWith(`${project}+puller`)).toBe(true);
  });

  test('PUT takes the name as it came back and no other', async () => {
    const project = await newProject();
    const { body } = await robotIn(project);
    const [{ permissions }] = await listOf(project);
    const change = { level: 'project', duration: 90, permissions, description: 'x', disable: false };
    expect((await target.call('PUT', `robots/${body.id}`, { ...change, name: 'puller' })).status).toBe(400);
    expect((await target.call('PUT', `robots/${body.id}`, { ...change, name: body.name })).status).toBe(200);
  });

  test('days are counted from the day on which it was made', async () => {
    const project = await newProject();
    const { body } = await robotIn(project);
    const { double } = target;
    if (double) double.state.now += 60 * 86_400;
    const [{ permissions, creation_time }] = await listOf(project);
    await target.call('PUT', `robots/${body.id}`, { name: body.name, level: 'project', permissions, duration: 30 });
    const [{ expires_at }] = await listOf(project);
    expect(Math.abs(expires_at - (Date.parse(creation_time) / 1000 + 30 * 86_400))).toBeLessThan(86_400);
    if (double) double.state.now -= 60 * 86_400;
  });

  test('a secret needs a capital letter, a small letter and a digit', async () => {
    const { body } = await robotIn(await newProject());
    expect((await target.call('PATCH', `robots/${body.id}`, { secret: 'all-small-letters' })).status).toBe(400);
  });

  test('a list of robots of projects names the project, or is refused', async () => {
    expect((await target.call('GET', 'robots?q=Level%3Dproject')).status).toBe(400);
  });

  describe('made by a robot', () => {
    let creator: { user: string; password: string };
    let project: string;
    beforeAll(async () => {
      project = await newProject();
      const { body } = await target.call('POST', 'robots', {
        name: `${run}-creator`,
        level: 'system',
        duration: 1,
        permissions: [
          {
            kind: 'project',
            namespace: '*',
            access: access('repository:pull', 'robot:create', 'robot:read', 'robot:list'),
          },
        ],
      });
      creator = { user: body.name, password: body.secret };
    });
    afterAll(async () => {
      const all = (await target.call('GET', 'robots?page_size=100')).body;
      for (const { id, name } of all) if (name.endsWith(`${run}-creator`)) await target.call('DELETE', `robots/${id}`);
    });
    const robot = (name: string, right: string) => ({
      name,
      level: 'project',
      duration: 1,
      permissions: [{ kind: 'project', namespace: project, access: access(right) }],
    });

    test('it has no right that its maker does not have', async () => {
      const { status, body } = await target.call('POST', 'robots', robot('pusher', 'repository:push'), creator);
      expect([status, body.errors[0].code]).toEqual([403, 'DENIED']);
    });

    test('its secret cannot be chosen: no robot can be given the right (src/common/rbac/const.go)', async () => {
      const made = await target.call('POST', 'robots', robot('reader', 'repository:pull'), creator);
      expect(made.status).toBe(201);
      expect((await target.call('PATCH', `robots/${made.body.id}`, { secret: SECRET }, creator)).status).toBe(403);
      const wish = { ...robot('updater', 'robot:update'), level: 'system' };
      expect((await target.call('POST', 'robots', wish)).status).toBe(400);
    });

    test('its maker is no user (src/server/v2.0/handler/user.go)', async () => {
      expect((await target.call('GET', 'users/current', undefined, creator)).status).toBe(412);
    });

    test('a project that is not there is forbidden, not unknown (src/server/v2.0/handler/base.go)', async () => {
      expect((await target.call('GET', `projects/${run}-nowhere`, undefined, creator)).status).toBe(403);
      expect((await target.call('GET', `projects/${run}-nowhere`)).status).toBe(404);
    });

    test('the allow list of the registry is for administrators (handler/sys_cve_allowlist.go)', async () => {
      expect((await target.call('PUT', 'system/CVEAllowlist', { items: [] }, creator)).status).toBe(403);
    });
  });
});

describe('immutable tags (src/controller/immutable/controller.go)', () => {
  const rule = (...patterns: string[]) => ({
    action: 'immutable',
    template: 'immutable_template',
    scope_selectors: { repository: [{ kind: 'doublestar', decoration: 'repoMatches', pattern: '**' }] },
    tag_selectors: patterns.map((pattern) => ({ kind: 'doublestar', decoration: 'matches', pattern })),
  });
  const rules = async (project: string) => (await target.call('GET', `projects/${project}/immutabletagrules`)).body;

  test('a new rule is in force, whatever is asked for (src/pkg/immutable/dao/dao.go)', async () => {
    const project = await newProject();
    await target.call('POST', `projects/${project}/immutabletagrules`, { ...rule('a*'), disabled: true });
    expect((await rules(project))[0].disabled).toBe(false);
  });

  test('a PUT that changes `disabled` changes nothing else', async () => {
    const project = await newProject();
    const path = `projects/${project}/immutabletagrules`;
    await target.call('POST', path, rule('a*'));
    const [{ id }] = await rules(project);
    await target.call('PUT', `${path}/${id}`, { ...rule('b*'), id, disabled: true });
    expect([(await rules(project))[0].disabled, (await rules(project))[0].tag_selectors[0].pattern]).toEqual([
      true,
      'a*',
    ]);
    await target.call('PUT', `${path}/${id}`, { ...rule('b*'), id, disabled: true });
    expect((await rules(project))[0].tag_selectors[0].pattern).toBe('b*');
  });

  test('the same rule twice is a conflict', async () => {
    const project = await newProject();
    await target.call('POST', `projects/${project}/immutabletagrules`, rule('a*'));
    expect((await target.call('POST', `projects/${project}/immutabletagrules`, rule('a*'))).status).toBe(409);
  });

  test('of several patterns the first alone counts (src/pkg/immutable/match/rule/match.go)', async () => {
    const project = await newProject();
    await target.call('POST', `projects/${project}/immutabletagrules`, rule('a*', 'b*'));
    await pushTo(`${project}/x`, 'a1', 'one');
    await pushTo(`${project}/x`, 'b1', 'one');
    await expect(pushTo(`${project}/x`, 'a1', 'two')).rejects.toThrow('412');
    await expect(pushTo(`${project}/x`, 'b1', 'two')).resolves.toMatch(/^sha256:/);
  });
});

describe('retention (src/server/v2.0/handler/retention.go)', () => {
  const keep = (pattern: string, extras?: string) => ({
    action: 'retain',
    template: 'always',
    params: {},
    scope_selectors: { repository: [{ kind: 'doublestar', decoration: 'repoMatches', pattern: '**' }] },
    tag_selectors: [{ kind: 'doublestar', decoration: 'matches', pattern, ...(extras && { extras }) }],
  });
  const policy = (ref: number, ...rules: object[]) => ({
    algorithm: 'or',
    scope: { level: 'project', ref },
    trigger: { kind: 'Schedule', settings: { cron: '' } },
    rules,
  });
  async function dryRun(project: string, ...rules: object[]): Promise<Record<string, [number, number]>> {
    const { id } = await target.call('POST', 'retentions', policy(await idOf(project), ...rules));
    const { id: execution } = await target.call('POST', `retentions/${id}/executions`, { dry_run: true });
    for (let look = 0; look < 60; look++) {
      const { body } = await target.call('GET', `retentions/${id}/executions`);
      if (/^Succe/.test(body.find((one: { id: number }) => one.id === Number(execution)).status)) break;
      await new Promise((done) => setTimeout(done, target.double ? 1 : 1000));
    }
    const { body } = await target.call('GET', `retentions/${id}/executions/${execution}/tasks`);
    return Object.fromEntries(
      body.map((task: { repository: string; total: number; retained: number }) => [
        task.repository.split('/').at(-1),
        [task.retained, task.total],
      ]),
    );
  }

  test('a second policy is a bad request, not a conflict', async () => {
    const ref = await idOf(await newProject());
    expect((await target.call('POST', 'retentions', policy(ref, keep('a')))).status).toBe(201);
    expect((await target.call('POST', 'retentions', policy(ref, keep('b')))).status).toBe(400);
  });

  test('a sixteenth rule is refused', async () => {
    const ref = await idOf(await newProject());
    const many = Array.from({ length: 16 }, (_, index) => keep(`t${index}`));
    expect((await target.call('POST', 'retentions', policy(ref, ...many))).status).toBe(400);
  });

  test('the same rule twice is a conflict', async () => {
    const ref = await idOf(await newProject());
    expect((await target.call('POST', 'retentions', policy(ref, keep('a'), keep('a')))).status).toBe(409);
  });

  test('a policy that is not there is a bad request to delete', async () => {
    expect((await target.call('DELETE', 'retentions/987654')).status).toBe(400);
  });

  test('a proxy cache is born with a policy (src/server/v2.0/handler/project.go)', async () => {
    if (!target.double) return; // A real Harbor asks the other registry first.
    const { id } = await target.call('POST', 'registries', {
      name: `${run}-born`,
      type: 'docker-hub',
      url: 'https://hub.docker.com',
    });
    const project = await newProject({ registry_id: Number(id) });
    const { retention_id } = (await target.call('GET', `projects/${project}`)).body.metadata;
    expect((await target.call('GET', `retentions/${retention_id}`)).body.rules[0].template).toBe('nDaysSinceLastPull');
  });

  test('what no rule keeps goes; one kept tag keeps all tags of an image (pkg/retention/policy/action/performer.go)', async () => {
    const project = await newProject();
    await pushTo(`${project}/x`, 'latest', 'one');
    await pushTo(`${project}/x`, 'old', 'one');
    await pushTo(`${project}/x`, 'other', 'two');
    await pushTo(`${project}/y`, 'other', 'three');
    expect(await dryRun(project, keep('latest', '{"untagged":false}'))).toEqual({ x: [1, 2], y: [0, 1] });
  });

  test('without extras a rule keeps every image that has no tag (lib/selector/selectors/doublestar/selector.go)', async () => {
    const [silent, explicit] = [await newProject(), await newProject()];
    for (const project of [silent, explicit])
      for (const content of ['one', 'two']) await pushTo(`${project}/x`, 'latest', content);
    expect(await dryRun(silent, keep('latest'))).toEqual({ x: [2, 2] });
    expect(await dryRun(explicit, keep('latest', '{"untagged":false}'))).toEqual({ x: [1, 2] });
  });
});

describe('lists', () => {
  test('a page has at most 100 elements, and says how many there are (api/v2.0/swagger.yaml)', async () => {
    expect((await target.call('GET', 'projects?page_size=101')).status).toBe(422);
    const { status, headers } = await target.call('GET', 'projects?page_size=100');
    expect([status, headers.get('x-total-count')]).toEqual([200, expect.stringMatching(/^\d+$/)]);
  });

  test('a label is looked for by a part of its name (src/server/v2.0/handler/label.go)', async () => {
    for (const name of [`${run}-desktop`, `${run}-desktop-app`])
      await target.call('POST', 'labels', { name, scope: 'g', color: '#FF0000' });
    const { body } = await target.call('GET', `labels?scope=g&name=${run}-desktop`);
    expect(body).toHaveLength(2);
    for (const { id } of body) await target.call('DELETE', `labels/${id}`);
  });

  test('labels of projects are not listed without a project', async () => {
    expect((await target.call('GET', 'labels?scope=p')).status).toBe(400);
  });
});

describe('projects (src/server/v2.0/handler/project.go)', () => {
  test('metadata are texts', async () => {
    const wrong = { project_name: `${run}-boolean`, metadata: { public: true } };
    expect((await target.call('POST', 'projects', wrong)).status).toBe(422);
  });

  test('space is asked for once; later it is a quota', async () => {
    const project = await newProject({ storage_limit: 1_000_000_000 });
    await target.call('PUT', `projects/${project}`, { storage_limit: 5 });
    const ref = await idOf(project);
    const { body } = await target.call('GET', `quotas?reference=project&reference_id=${ref}`);
    const quota = body.find((one: { ref: { id: number } }) => one.ref.id === ref);
    expect(quota.hard.storage).toBe(1_000_000_000);
    expect((await target.call('PUT', `quotas/${quota.id}`, { hard: { storage: -1 } })).status).toBe(200);
  });

  test('one with images in it is not deleted', async () => {
    const project = await newProject();
    await pushTo(`${project}/x`, 'latest', 'one');
    expect((await target.call('DELETE', `projects/${project}`)).status).toBe(412);
  });

  test('a name of digits is a number, unless a header says otherwise', async () => {
    const project = `${Date.now()}`;
    await target.call('POST', 'projects', { project_name: project });
    const headers = { 'x-is-resource-name': 'false' };
    expect((await target.call('GET', `projects/${project}`)).status).toBe(200);
    expect((await target.call('GET', `projects/${project}`, undefined, { headers })).status).toBe(404);
    await target.call('DELETE', `projects/${project}`);
  });

  test('a group is a member once (src/controller/member/controller.go)', async () => {
    if (!target.double) return; // Needs a login by OpenID Connect.
    const path = `projects/${await newProject()}/members`;
    const member = { role_id: 2, member_group: { group_name: 'a', group_type: 3 } };
    expect((await target.call('POST', path, member)).status).toBe(201);
    expect((await target.call('POST', path, member)).status).toBe(409);
  });
});

describe('images', () => {
  test('a label is on the digest, so that it is lost with the next push of the tag (src/pkg/label)', async () => {
    const project = await newProject();
    const { id: label } = await target.call('POST', 'labels', { name: `${run}-nb`, scope: 'g', color: '#FF0000' });
    await pushTo(`${project}/lab`, 'latest', 'one');
    const path = `projects/${project}/repositories/lab/artifacts`;
    await target.call('POST', `${path}/latest/labels`, { id: Number(label) });
    const labelsOf = async () => {
      const { body } = await target.call('GET', `${path}?with_label=true`);
      return body.find((one: { tags: { name: string }[] | null }) => one.tags?.some(({ name }) => name === 'latest'))
        .labels;
    };
    expect(await labelsOf()).toHaveLength(1);
    await pushTo(`${project}/lab`, 'latest', 'two');
    expect((await labelsOf()) ?? []).toHaveLength(0);
    await target.call('DELETE', `labels/${label}`);
  });

  test('a slash in a repository is encoded twice', async () => {
    const project = await newProject();
    await pushTo(`${project}/team/lab`, 'latest', 'one');
    expect((await target.call('GET', `projects/${project}/repositories/team%252Flab/artifacts`)).status).toBe(200);
    expect((await target.call('GET', `projects/${project}/repositories/team%2Flab/artifacts`)).status).toBe(404);
  });

  test('a list brings the labels of the images themselves (controller/artifact/processor/image/manifest_v2.go)', async () => {
    const project = await newProject();
    await pushTo(`${project}/lab`, 'latest', 'one', { 'ca.nrc.cadc.skaha.type': 'notebook' });
    const { body } = await target.call('GET', `projects/${project}/artifacts`);
    expect(body[0].extra_attrs.config.Labels).toEqual({ 'ca.nrc.cadc.skaha.type': 'notebook' });
  });
});

describe('other registries (src/server/v2.0/handler/registry.go, src/controller/{registry,replication})', () => {
  const upstream = (name: string) => ({
    name: `${run}-${name}`,
    type: 'docker-registry',
    url: 'https://quay.example.org/',
    credential: { type: 'basic', access_key: 'me', access_secret: 'Secret-1' },
  });
  // A real Harbor asks each of them, and there is none.
  const onDouble = process.env.HARBOR_URL ? test.skip : test;

  test('types of its own for Quay and GitLab are gone (goharbor/harbor#23194)', async () => {
    expect((await target.call('POST', 'registries', { ...upstream('quay'), type: 'quay' })).status).toBe(400);
  });

  onDouble('a password comes back as stars, and an address without its slash', async () => {
    const { id } = await target.call('POST', 'registries', upstream('stars'));
    const { body } = await target.call('GET', 'registries?page_size=100');
    const found = body.find((one: { id: number }) => one.id === Number(id));
    expect([found.url, found.credential.access_secret]).toEqual(['https://quay.example.org', '*****']);
  });

  onDouble('another address without the password loses the password', async () => {
    const { id } = await target.call('POST', 'registries', upstream('moved'));
    await target.call('PUT', `registries/${id}`, { url: 'https://elsewhere.example.org' });
    expect(target.double?.state.registries.find((one) => one.id === Number(id))?.credential.access_secret).toBe('');
  });

  onDouble('one that is used is not deleted', async () => {
    const { id } = await target.call('POST', 'registries', upstream('used'));
    await newProject({ registry_id: Number(id) });
    expect((await target.call('DELETE', `registries/${id}`)).status).toBe(412);
  });

  onDouble('a replication has one end here, and does not run every minute', async () => {
    const { id } = await target.call('POST', 'registries', upstream('ends'));
    const src_registry = { id: Number(id) };
    const both = { name: `${run}-both`, src_registry, dest_registry: src_registry };
    expect((await target.call('POST', 'replication/policies', both)).status).toBe(400);
    const scheduled = (cron: string) =>
      target.call('POST', 'replication/policies', {
        name: `${run}-${cron}`,
        src_registry,
        trigger: { type: 'scheduled', trigger_settings: { cron } },
      });
    expect((await scheduled('0 * * * * *')).status).toBe(400);
    expect((await scheduled('5 0 * * * *')).status).toBe(400);
    expect((await scheduled('0 */30 * * * *')).status).toBe(201);
  });
});

describe('webhooks (src/server/v2.0/handler/webhook.go)', () => {
  const webhook = (fields: object) => ({
    name: 'hook',
    enabled: true,
    event_types: ['PUSH_ARTIFACT'],
    targets: [{ type: 'http', address: 'https://hooks.example.org/harbor?token=1' }],
    ...fields,
  });

  test('what is behind the path of an address is cut off', async () => {
    const path = `projects/${await newProject()}/webhook/policies`;
    await target.call('POST', path, webhook({}));
    expect((await target.call('GET', path)).body[0].targets[0].address).toBe('https://hooks.example.org/harbor');
  });

  test('an event that there is not, such as a label that is put on an image, is refused', async () => {
    const path = `projects/${await newProject()}/webhook/policies`;
    expect((await target.call('POST', path, webhook({ event_types: ['ARTIFACT_LABELED'] }))).status).toBe(400);
    expect((await target.call('POST', path, webhook({ event_types: [] }))).status).toBe(400);
  });
});

describe('schedules', () => {
  const weekly = { type: 'Custom', cron: '0 0 3 * * 0' };
  const none = { schedule: { type: 'None', cron: '' } };
  const onDouble = process.env.HARBOR_URL ? test.skip : test;

  onDouble('of the scan: PUT makes the first, and a second POST is refused (handler/scan_all.go)', async () => {
    expect((await target.call('PUT', 'system/scanAll/schedule', { schedule: weekly })).status).toBe(200);
    expect((await target.call('POST', 'system/scanAll/schedule', { schedule: weekly })).status).toBe(412);
  });

  test('parameters go in as an object and come back as a text (handler/model/gc.go)', async () => {
    const parameters = { delete_untagged: true, workers: 5 };
    await target.call('PUT', 'system/gc/schedule', { schedule: weekly, parameters });
    const { body } = await target.call('GET', 'system/gc/schedule');
    expect([body.schedule.cron, JSON.parse(body.job_parameters)]).toEqual([
      weekly.cron,
      expect.objectContaining(parameters),
    ]);
    if (!target.double) await target.call('PUT', 'system/gc/schedule', { ...none, parameters });
  });

  test('of the audit log: it must be said what goes (handler/purge.go)', async () => {
    expect((await target.call('PUT', 'system/purgeaudit/schedule', { schedule: weekly, parameters: {} })).status).toBe(
      400,
    );
  });
});

describe('configuration (src/controller/config/controller.go)', () => {
  const onDouble = process.env.HARBOR_URL ? test.skip : test;

  onDouble('set by CONFIG_OVERWRITE_JSON, it is not changed here', async () => {
    const { state } = target.double as NonNullable<Target['double']>;
    state.readOnlyConfiguration = true;
    expect((await target.call('PUT', 'configurations', { self_registration: false })).status).toBe(403);
    state.readOnlyConfiguration = false;
  });

  onDouble('the way to log in is fixed once there are users', async () => {
    const { state } = target.double as NonNullable<Target['double']>;
    state.users.set('someone', 'x');
    expect((await target.call('PUT', 'configurations', { auth_mode: 'oidc_auth' })).status).toBe(400);
    state.users.clear();
    expect((await target.call('PUT', 'configurations', { auth_mode: 'oidc_auth' })).status).toBe(200);
  });

  test('passwords are not told', async () => {
    await target.call('PUT', 'configurations', { oidc_client_secret: 'hidden' });
    expect(JSON.stringify((await target.call('GET', 'configurations')).body)).not.toContain('hidden');
  });

  test('a session cookie demands a token (src/server/middleware/csrf/csrf.go)', async () => {
    if (!target.double) return; // Needs a session.
    const headers = { cookie: 'sid=1' };
    expect((await target.call('POST', 'projects', { project_name: 'x' }, { headers })).status).toBe(403);
  });
});
