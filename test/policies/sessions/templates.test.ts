import { sessionFitsLimits } from '../../../policies/sessions/session-fits-limits';
import { sessionMounts } from '../../../policies/sessions/session-mounts';
import { sessionOwner } from '../../../policies/sessions/session-owner';
import { sessionRoute } from '../../../policies/sessions/session-route';
import { templateFiles } from '../../../policies/sessions/template-files';
import { templateObjects } from '../../../policies/sessions/template-objects';
import { templatePlaceholders } from '../../../policies/sessions/template-placeholders';
import type { PlatformSubject } from '../../../src/check/rule';
import type { SiteInput } from '../../../src/config/site';
import { manifestsOf, planOf, SITES } from '../../sites/sites';
import { type Case, caseTable } from '../case-table';
import { platformOf } from '../platform-subject';
import { file, object, site } from '../site-subject';

const CONFIG = 'ConfigMap skaha-system/skaha-config';
const rename = (from: string, to: string) =>
  object(CONFIG, ({ data }) => {
    data[to] = data[from];
    delete data[from];
  });
const none = platformOf([]);
/** A session type of the site's own, on a path of its own. */
const ownType = (path: string): PlatformSubject => {
  const demo = SITES.demo as SiteInput;
  const define = { rstudio: { web: { port: 8787, path, rewrite: 'strip' as const } } };
  const input = { ...demo, sessions: { ...demo.sessions, define } };
  const { manifests, secrets } = manifestsOf(input);
  return { manifests, secrets, provides: planOf(input).provides };
};

const cases: Case[] = [
  [templatePlaceholders, 'all types', site('canfar'), 'pass'],
  [templatePlaceholders, 'no session service', none, 'not-applicable'],
  [
    templatePlaceholders,
    'a slip',
    site('canfar', file('launch-carta.yaml', '${skaha.sessionurlpath}', '${skaha.sessionpath}')),
    ['launch-carta.yaml: ${skaha.sessionpath} is not a placeholder. Did you mean "${skaha.sessionname}"?'],
  ],
  [
    templatePlaceholders,
    'in the wrong kind of file',
    site('canfar', file('service-notebook.yaml', 'name: web', 'name: "${skaha.userid}"')),
    ['service-notebook.yaml: ${skaha.userid} is not filled in in service files. It exists in launch files'],
  ],
  [
    templatePlaceholders,
    'of another tool',
    site('canfar', file('launch-notebook.yaml', 'hostname: "${software.hostname}"', 'hostname: {{ .host }}')),
    ['launch-notebook.yaml: {{ is the start of a Helm or Jinja expression, which nothing here fills in. Remove it'],
  ],

  [templateObjects, 'all types', site('canfar'), 'pass'],
  [templateObjects, 'other storage and types', site('srcnet'), 'pass'],
  [templateObjects, 'no session service', none, 'not-applicable'],
  [
    templateObjects,
    'groups in quotes, which is a list of one text',
    site('demo', file('launch-carta.yaml', '[${skaha.supgroups}]', '["${skaha.supgroups}"]')),
    ['launch-carta.yaml: spec.template.spec.securityContext.supplementalGroups has entries that are not whole numbers'],
  ],
  [
    templateObjects,
    'a text without quotes, which some names turn into something else',
    site('demo', file('launch-carta.yaml', 'hostname: "${software.hostname}"', 'hostname: ${software.hostname}')),
    ['launch-carta.yaml: spec.template.spec.hostname is false, which is no DNS label'],
  ],
  [
    templateObjects,
    'two documents',
    site('demo', file('service-carta.yaml', /$/, '---\napiVersion: v1\nkind: Service\nmetadata: {name: x}\n')),
    ['service-carta.yaml: it is not exactly one v1 Service'],
  ],
  [
    templateObjects,
    'no YAML',
    site('demo', file('service-carta.yaml', 'kind: Service', 'kind: [')),
    [expect.stringContaining('service-carta.yaml: filled in it is not YAML: ') as unknown as string],
  ],
  [
    templateObjects,
    'a container that the session service does not find',
    site('demo', file('launch-notebook.yaml', '- name: "${skaha.jobname}"', '- name: notebook')),
    [
      'launch-notebook.yaml: spec.template.spec.containers[0].name is "notebook"; the session service looks for skaha-notebook-alice-k7x2m9qa',
    ],
  ],
  [
    templateObjects,
    'no deadline that a renewal could raise',
    site('demo', file('launch-headless.yaml', /activeDeadlineSeconds: \d+/, 'suspend: false')),
    ['launch-headless.yaml: spec.activeDeadlineSeconds is not a whole number'],
  ],
  [
    templateObjects,
    'lines of YAML in the wrong column',
    site(
      'demo',
      file('launch-headless.yaml', '        ${headless.image.bundle}', '          ${headless.image.bundle}'),
    ),
    [expect.stringContaining('launch-headless.yaml: filled in it is not YAML: ') as unknown as string],
  ],
  [
    templateObjects,
    'an object that the session service may not create',
    site('demo', file('ingress-carta.yaml', 'kind: IngressRoute', 'kind: IngressRouteTCP')),
    [
      'ingress-carta.yaml: it makes a traefik.io/IngressRouteTCP, which the session service may not create',
      'ingress-carta.yaml: it makes no IngressRoute',
    ],
  ],

  [templateFiles, 'all types', site('canfar'), 'pass'],
  [templateFiles, 'no session service', none, 'not-applicable'],
  [
    templateFiles,
    'a Service without a route',
    site('canfar', rename('ingress-carta.yaml', 'ingress-cart.yaml')),
    [
      'service-carta.yaml: there is no ingress-carta.yaml beside it',
      'ingress-cart.yaml: there is no launch-cart.yaml beside it',
      'ingress-cart.yaml: there is no service-cart.yaml beside it',
    ],
  ],
  [
    templateFiles,
    'the name of the enum, not of the file',
    site('canfar', rename('launch-desktop-app.yaml', 'launch-desktop_app.yaml')),
    ['launch-desktop_app.yaml: no session type has an underscore in its name'],
  ],
  [
    templateFiles,
    'applications without a desktop',
    site('canfar', rename('launch-desktop.yaml', 'launch-desk.yaml')),
    [
      'launch-desktop-app.yaml: an application of a desktop needs launch-desktop.yaml',
      'service-desktop.yaml: there is no launch-desktop.yaml beside it',
      'ingress-desktop.yaml: there is no launch-desktop.yaml beside it',
    ].sort(),
  ],

  [sessionRoute, 'all types', site('canfar'), 'pass'],
  [sessionRoute, 'no session service', none, 'not-applicable'],
  [sessionRoute, 'a type of its own', ownType('/session/rstudio/${skaha.sessionid}'), 'pass'],
  [
    sessionRoute,
    'the name of the type, not of its path',
    site('canfar', file('ingress-contributed.yaml', /session\/contrib\//g, 'session/contributed/')),
    [
      'IngressRoute of ingress-contributed.yaml: the path /session/contributed/k7x2m9qa/ is not /session/contrib/k7x2m9qa/',
    ],
  ],
  [
    sessionRoute,
    'a rewrite of another path',
    site('canfar', file('ingress-desktop.yaml', '^/session/desktop/', '^/session/desk/')),
    [
      'Middleware of ingress-desktop.yaml: /session/desktop/k7x2m9qa/a/b becomes /session/desktop/k7x2m9qa/a/b and not /a/b',
    ],
  ],
  [
    sessionRoute,
    'another host',
    site('canfar', file('ingress-carta.yaml', '${skaha.sessions.hostname}', 'science.example.org')),
    [
      'IngressRoute of ingress-carta.yaml: the host science.example.org is not sessions.science.example.org, the host of the sessions',
    ],
  ],
  [
    sessionRoute,
    'no TLS',
    site('canfar', file('ingress-carta.yaml', /\n {2}tls:\n {4}secretName: .*/, '')),
    ['IngressRoute of ingress-carta.yaml: the route has no TLS'],
  ],

  [sessionOwner, 'all types', site('canfar'), 'pass'],
  [sessionOwner, 'no session service', none, 'not-applicable'],
  [
    sessionOwner,
    'somebody else’s',
    site('canfar', file('service-carta.yaml', 'name: "${skaha.jobname}"', 'name: "${skaha.sessionid}"')),
    ["Service of service-carta.yaml: the owner's name is not skaha-carta-alice-k7x2m9qa"],
  ],
  [
    sessionOwner,
    'an application that the desktop controls',
    site('canfar', file('launch-desktop-app.yaml', 'controller: false', 'controller: true')),
    ['Job of launch-desktop-app.yaml: the desktop would control it; write controller: false'],
  ],

  [sessionMounts, 'all types', site('canfar'), 'pass'],
  [sessionMounts, 'scratch on a volume', site('srcnet'), 'pass'],
  [sessionMounts, 'no session service', none, 'not-applicable'],
  [
    sessionMounts,
    'another directory of the shared volume',
    site('canfar', file('launch-carta.yaml', 'subPath: cavern', 'subPath: carta')),
    ['Job of launch-carta.yaml: /arc shows carta and not cavern'],
  ],
  [
    sessionMounts,
    'another mount root than the session service says',
    site(
      'canfar',
      file('launch-carta.yaml', '"${SKAHA_TOP_LEVEL_DIR}"\n          subPath', '/cavern\n          subPath'),
    ),
    ['Job of launch-carta.yaml: nothing is mounted at /arc'],
  ],
  [
    sessionMounts,
    'scratch that all sessions share',
    site('canfar', file('launch-carta.yaml', 'subPath: "${skaha.sessionid}"', 'readOnly: false')),
    ['Job of launch-carta.yaml: /scratch shows the whole volume and not k7x2m9qa'],
  ],
  [
    sessionMounts,
    'other owners of the shared files',
    site(
      'canfar',
      file('launch-carta.yaml', 'runAsNonRoot: true', 'fsGroup: 42'),
      file('launch-carta.yaml', 'enableServiceLinks: false', 'hostUsers: false'),
    ),
    [
      'Job of launch-carta.yaml: an fsGroup changes the owner of every file of the shared volume',
      'Job of launch-carta.yaml: a user namespace ends at 65535, and users and groups have higher numbers',
    ],
  ],
  [
    sessionMounts,
    'no container that writes the users',
    site('canfar', file('launch-carta.yaml', 'REDIS_URL', 'REDIS')),
    [
      'Job of launch-carta.yaml: the init containers do not fill /etc/passwd',
      'Job of launch-carta.yaml: the init containers do not fill /etc/group',
    ],
  ],

  [sessionFitsLimits, 'all types', site('canfar'), 'pass'],
  [sessionFitsLimits, 'no session service', none, 'not-applicable'],
  [
    sessionFitsLimits,
    'a desktop that is larger than the largest session',
    site(
      'canfar',
      object('LimitRange skaha-workload/sessions', (draft) => {
        draft.spec.limits[0].max.memory = '2Gi';
      }),
    ),
    [
      'launch-desktop.yaml: container "skaha-desktop-alice-k7x2m9qa" has a limit of 4Gi memory, and the LimitRange allows 2Gi',
      'launch-firefly.yaml: container "skaha-firefly-alice-k7x2m9qa" has a limit of 4Gi memory, and the LimitRange allows 2Gi',
    ],
  ],
];

caseTable(cases);
