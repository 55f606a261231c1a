import type { Job } from 'kubernetes-types/batch/v1';
import { templateFaults } from '../../src/config/placeholder';
import { jobs, restricted } from './launched';
import { asked, files, how, podOf, sessionOf, TYPES, templatesWith, WEB_TYPES } from './sample';
import { type Launched, start, templateJob } from './skaha';
import { request, setup } from './skaha-request';

/** The order of variables and mounts has no meaning unless a test says so. */
function unordered(job: Job): Job {
  const copy = structuredClone(job);
  for (const container of podOf(copy).containers) {
    container.env?.sort((a, b) => a.name.localeCompare(b.name));
    container.ports?.sort((a, b) => a.containerPort - b.containerPort);
  }
  return copy;
}

describe('the files', () => {
  test('are those that the session service reads, and no others', () => {
    expect(Object.keys(files).sort()).toEqual(
      [
        ...TYPES.map((type) => `launch-${type}.yaml`),
        ...WEB_TYPES.flatMap((type) => [`service-${type}.yaml`, `ingress-${type}.yaml`]),
      ].sort(),
    );
  });

  test('hold only placeholders that the session service fills in, each in its place', () => {
    for (const [name, text] of Object.entries(files)) {
      const [, file, type] = /^(launch|service|ingress)-(.+)\.yaml$/.exec(name) ?? [];
      expect({ name, faults: templateFaults(text, file as 'launch', type as string) }).toEqual({ name, faults: [] });
    }
  });
});

describe.each(TYPES)('%s', (type) => {
  test('is exactly the Job of the reference', () => {
    expect(unordered(templateJob(files, asked(type), how))).toEqual(unordered(jobs[type] as unknown as Job));
  });

  test('as it is created: labels, quantities, nothing lost', () => {
    const { job } = start(files, asked(type), how);
    const name = jobs[type].metadata.name;
    const labels = {
      'canfar.net/id': 'k7x2m9qa',
      'canfar.net/username': 'alice',
      'canfar.net/name': type === 'desktop-app' ? 'astroml-24-07' : 'my-run',
      'canfar.net/kind': type,
      'canfar.net/job': name,
      'canfar.net/flavor': type === 'firefly' ? 'fixed' : 'flexible',
      'canfar.net/accelerator': 'none',
      'canfar.net/community': 'default',
      'canfar.net/project': 'default',
      'app.kubernetes.io/managed-by': 'skaha',
      'app.kubernetes.io/part-of': 'canfar',
      'app.kubernetes.io/version': '1.4.0',
      ...(type === 'desktop-app' && { 'canfar.net/app-id': 'a1b' }),
    };
    expect(job.metadata?.labels).toEqual(labels);
    expect(job.spec?.template.metadata?.labels).toEqual(labels);
    expect(job.spec?.suspend).toBeUndefined();
    if (!['desktop', 'firefly'].includes(type)) {
      expect(sessionOf(job).resources).toEqual({
        requests: { cpu: '1', memory: '4294967296', 'ephemeral-storage': '20Gi' },
        limits: { cpu: '8', memory: '34359738368', 'ephemeral-storage': '20Gi' },
      });
    }
  });

  test.each([
    ['no groups', []],
    ['one group', [900001]],
    ['two groups', [900001, 900002]],
  ])('%s', (_, groups) => {
    const { job } = start(files, asked(type, { groups }), how);
    expect(podOf(job).securityContext?.supplementalGroups).toEqual(groups);
  });

  test('memory that the user fixed makes the session a fixed one', () => {
    const { job } = start(files, asked(type, { requests: { cores: 2, ram: 16 }, limits: { cores: 2, ram: 16 } }), how);
    const flavor = type === 'desktop' ? 'flexible' : 'fixed';
    expect(job.metadata?.labels?.['canfar.net/flavor']).toBe(flavor);
  });

  test.each(['12345678', '1e234567', '00000000', '0x123456', '0b101010', '0o123456'])(
    'an id such as %s stays a text, and so do names',
    (id) => {
      const { job, service, routes } = start(files, asked(type, { id, name: 'No', user: '1e5' }), how);
      const values = new Map(sessionOf(job).env?.map(({ name, value }) => [name, value]));
      expect(values.get('skaha_sessionid')).toBe(id);
      expect(values.get('NB_USER') ?? '1e5').toBe('1e5');
      expect(podOf(job).hostname).toBe(type === 'desktop-app' ? 'astroml-24-07' : 'no');
      for (const object of [service, ...routes]) if (object) expect(object.metadata?.name).toMatch(`-${id}`);
    },
  );

  test('meets Pod Security "restricted"', () => {
    const pod = podOf(start(files, asked(type), how).job);
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(pod.securityContext?.fsGroup).toBeUndefined();
    const containers = [...pod.containers, ...(pod.initContainers ?? [])];
    expect(containers.map(({ securityContext }) => securityContext)).toEqual([restricted, restricted, restricted]);
    const kinds = pod.volumes?.flatMap(({ name, ...source }) => Object.keys(source)) ?? [];
    const allowed = ['configMap', 'emptyDir', 'ephemeral', 'persistentVolumeClaim'];
    expect(kinds.filter((kind) => !allowed.includes(kind))).toEqual([]);
    expect([pod.hostNetwork, pod.hostPID, pod.hostIPC]).toEqual([undefined, undefined, undefined]);
  });

  test('mounts every volume that it declares, and no other', () => {
    const pod = podOf(start(files, asked(type), how).job);
    const mounted = [...pod.containers, ...(pod.initContainers ?? [])].flatMap(({ volumeMounts }) =>
      (volumeMounts ?? []).map(({ name }) => name),
    );
    expect([...new Set(mounted)].sort()).toEqual((pod.volumes ?? []).map(({ name }) => name).sort());
  });

  test('in a queue: suspended, labelled on the Job alone', () => {
    const queue = { name: 'interactive', priorityClass: 'medium' };
    const { job } = start(files, asked(type), { ...how, queue });
    const kueue = { 'kueue.x-k8s.io/queue-name': 'interactive', 'kueue.x-k8s.io/priority-class': 'medium' };
    expect(job.spec?.suspend).toBe(true);
    expect(job.metadata?.labels).toMatchObject(kueue);
    expect(Object.keys(job.spec?.template.metadata?.labels ?? {}).filter((key) => key.startsWith('kueue'))).toEqual([]);
  });

  test('a private image brings its pull secret', () => {
    const { job } = start(files, asked(type), { ...how, pullSecret: 'registry-auth-alice' });
    expect(podOf(job).imagePullSecrets).toEqual([{ name: 'registry-auth-alice' }]);
  });

  test('fits its names at their longest, and the service refuses one letter more', () => {
    const room = type === 'desktop-app' ? 60 : 63 - `skaha-${type}--k7x2m9qa`.length;
    const name = 'n'.repeat(63);
    const image = `images.example.org/skaha/${'i'.repeat(57)}:24.07`;
    const { job, service, routes } = start(files, asked(type, { user: 'u'.repeat(room), name, image }), how);
    expect((job.metadata?.name ?? '').length).toBe(type === 'desktop-app' ? 57 : 63);
    const label = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
    for (const text of [job.metadata?.name, sessionOf(job).name, podOf(job).hostname]) expect(text).toMatch(label);
    for (const object of [service, ...routes]) if (object) expect(object.metadata?.name).toMatch(label);
    if (type === 'desktop-app') return;
    expect(() => start(files, asked(type, { user: 'u'.repeat(room + 1) }), how)).toThrow('exceeds 63 characters');
  });
});

test('usernames have the room that the reference says', () => {
  const room = (type: string) => 63 - `skaha-${type}--k7x2m9qa`.length;
  expect([room('contributed'), room('headless')]).toEqual([36, 39]);
});

describe('GPUs', () => {
  const absent = { key: 'nvidia.com/gpu.count', operator: 'DoesNotExist' };
  const present = { key: 'nvidia.com/gpu.count', operator: 'Gt', values: ['0'] };
  const terms = (launched: Launched) =>
    podOf(launched.job).affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;

  test('without node selection the condition stands alone', () => {
    const launched = start(files, asked('notebook'), { ...how, gpuEnabled: true });
    expect(terms(launched)).toEqual([{ matchExpressions: [absent] }]);
  });

  test('with node selection it is added to every term', () => {
    const pool = (name: string) => ({ key: 'pool', operator: 'In', values: [name] });
    const nodeSelectorTerms = ['cpu', 'gpu'].map((name) => ({ matchExpressions: [pool(name)] }));
    const placed = templatesWith({
      placement: {
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
        tolerations: [{ key: 'sessions', operator: 'Exists', effect: 'NoSchedule' }],
      },
    });
    for (const type of TYPES) {
      const launched = start(placed, asked(type, { gpus: 2 }), { ...how, gpuEnabled: true });
      const condition = type === 'desktop-app' ? absent : present;
      expect(terms(launched)).toEqual([
        { matchExpressions: [pool('cpu'), condition] },
        { matchExpressions: [pool('gpu'), condition] },
      ]);
      expect(podOf(launched.job).tolerations).toEqual([{ key: 'sessions', operator: 'Exists', effect: 'NoSchedule' }]);
      const gpus = sessionOf(launched.job).resources?.limits?.['nvidia.com/gpu'];
      expect(gpus).toBe(type === 'desktop-app' ? undefined : '2');
    }
  });
});

describe('headless', () => {
  const ours = ['skaha_hostname', 'skaha_username', 'skaha_sessionid', 'HOME', 'PWD', 'OMP_NUM_THREADS'];

  test.each([
    ['nothing', {}, undefined, undefined, []],
    ['cmd', { cmd: 'python' }, ['python'], undefined, []],
    ['args', { args: 'a b' }, undefined, ['a', 'b'], []],
    ['env', { env: ['A=1', 'B=2'] }, undefined, undefined, ['A', 'B']],
    ['all', { cmd: 'python', args: 'a', env: ['A=1'] }, ['python'], ['a'], ['A']],
  ])('a request with %s', (_, changes, command, args, theirs) => {
    const { job } = start(files, { ...request, type: 'headless', ...changes }, how);
    const session = sessionOf(job);
    expect([session.command, session.args]).toEqual([command, args]);
    expect(session.image).toBe(request.image);
    // The user's first: of two variables with one name the last counts, so ours cannot be taken over.
    expect(session.env?.map(({ name }) => name)).toEqual([...theirs, ...ours]);
  });

  test.each([
    ['of the priority group', 'canfar-headless-high', 'canfar-headless-high'],
    ['of anybody else', undefined, undefined],
  ])('the priority %s', (_, headlessPriorityClass, expected) => {
    const { job } = start(files, asked('headless'), {
      ...setup,
      ...(headlessPriorityClass && { headlessPriorityClass }),
    });
    expect(podOf(job).priorityClassName).toBe(expected);
  });

  test('the lines of the request stand in the column of the other keys', () => {
    const lines = files['launch-headless.yaml']?.split('\n') ?? [];
    expect(lines).toContain('        ${headless.image.bundle}');
    expect(lines[lines.indexOf('        ${headless.image.bundle}') + 1]).toBe('        - name: skaha_hostname');
  });

  test('has no port, no probe and no script', () => {
    const session = sessionOf(start(files, asked('headless'), how).job);
    for (const key of ['ports', 'livenessProbe', 'readinessProbe', 'startupProbe'])
      expect(session).not.toHaveProperty(key);
    expect(session.volumeMounts?.map(({ mountPath }) => mountPath)).not.toContain('/skaha-system');
  });
});

describe('a session service that lacks a setting', () => {
  test.each([
    ['its host name', 'notebook', { hostname: null }],
    ['the sessions host', 'carta', { sessionsHostname: null }],
    ['the expiry', 'desktop-app', { expiry: null }],
  ])('without %s a session does not start', (_, type, gap) => {
    expect(() => start(files, asked(type), { ...how, ...gap })).toThrow('NullPointerException');
  });

  test('headless jobs have a deadline of their own', () => {
    expect(start(files, asked('headless'), { ...how, expiry: null }).job.spec?.activeDeadlineSeconds).toBe(1209600);
  });
});
