import { admissionAgrees } from '../../../policies/sessions/admission-agrees';
import type { SiteInput } from '../../../src/config/site';
import type { KubeObject } from '../../../src/manifest';
import { JOBS, POLICIES } from '../../constructs/smuggled';
import { notebook } from '../../constructs/started';
import { manifestsOf, planOf, SITES } from '../../sites/sites';
import { type Case, caseTable } from '../case-table';
import { platformOf, verdictOf } from '../platform-subject';
import { added, file, object, site, variable } from '../site-subject';

const none = platformOf([]);

const cases: Case[] = [
  [admissionAgrees, 'a site', site('canfar'), 'pass'],
  [admissionAgrees, 'no policies', none, 'not-applicable'],
  [
    admissionAgrees,
    'an init container and a Secret that it does not know',
    site(
      'demo',
      file('launch-carta.yaml', '- name: init-users-groups', '- name: users'),
      file('launch-carta.yaml', 'name: session-redis', 'name: redis-users'),
    ),
    [
      'Job of launch-carta.yaml: demo-sessions-jobs refuses it: a session has one container, and the init containers that the platform declares',
      "Job of launch-carta.yaml: demo-sessions-jobs refuses it: only the platform's own init container reads a Secret, and only the one that is its own",
    ],
  ],
  [
    admissionAgrees,
    'a registry that it does not know',
    site('demo', variable('skaha.harborhosts', 'images.example.org other.example.org')),
    [
      'Job of launch-carta.yaml with an image of other.example.org: demo-sessions-jobs refuses it: a session runs images from images.example.org only',
      'Job of launch-carta.yaml with an image of other.example.org: demo-sessions-jobs refuses it: an init container runs the session image or the image of the platform only',
    ],
  ],
  [
    admissionAgrees,
    'a queue that it does not know',
    site('canfar', variable('SKAHA_QUEUE_CARTA_NAME', 'elsewhere')),
    ['Job of launch-carta.yaml: canfar-sessions-jobs refuses it: a session waits in a queue: cadc'],
  ],
  [
    admissionAgrees,
    'a pod among the sessions that nobody started',
    site(
      'demo',
      added({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'miner', namespace: 'skaha-workload' },
        spec: {
          template: {
            spec: {
              automountServiceAccountToken: false,
              securityContext: { runAsUser: 9999, runAsGroup: 9999 },
              containers: [{ name: 'a', image: 'docker.io/a/b:1' }],
            },
          },
        },
      }),
    ),
    ['demo-sessions-pods refuses its pod: a session runs images from images.example.org only'],
  ],
  [
    admissionAgrees,
    'an expression that only the cluster can judge',
    site(
      'demo',
      object('ValidatingAdmissionPolicy demo-sessions-jobs', ({ spec }) => {
        spec.validations = [{ expression: "authorizer.group('').check('get').allowed()" }];
      }),
    ),
    'unknown',
  ],
];

caseTable(cases);

test('a site whose users begin at a high number admits its own sessions', () => {
  const demo = SITES.demo as SiteInput;
  const lowestIds = { users: 2_000_000_000, groups: 2_000_000_000 };
  const input = { ...demo, sessions: { ...demo.sessions, lowestIds } };
  expect(verdictOf(admissionAgrees, { ...manifestsOf(input), provides: planOf(input).provides })).toBe('pass');
});

// The same table that the API server is asked about (test/cluster/admission.ts).
describe.each(['demo', 'canfar', 'srcnet'] as const)('what a session of %s may not smuggle in', (name) => {
  const platform = site(name);
  const { job, pod } = notebook(platform.manifests);
  const said = (tried: KubeObject) => verdictOf(admissionAgrees, added(tried)(platform));

  test('a lawful session passes', () => {
    expect(said(job('a', () => {}))).toBe('pass');
    expect(said(pod('a', () => {}))).toBe('pass');
  });

  test.each(POLICIES)('%s', (_, change, reason) => {
    for (const tried of [job('a', change), pod('a', change)]) {
      expect(said(tried)).toEqual(expect.arrayContaining([expect.stringMatching(reason)]));
    }
  });

  test.each(JOBS)('%s', (_, change, reason) => {
    expect(said(job('a', change))).toEqual(expect.arrayContaining([expect.stringMatching(reason)]));
  });
});
