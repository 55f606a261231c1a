import type { LaunchVariable } from '../../config/placeholder';

/** What the values of a launch depend on beside the request: variables of the session service, by name. */
export type ServiceSettings = (name: string) => string | undefined;

export type LaunchValues = Readonly<Record<LaunchVariable, string>>;

/** The session of the sample values. */
export const SAMPLE = { id: 'k7x2m9qa', user: 'alice', group: '2147483646', name: 'my-run', app: 'a1b' } as const;

/**
 * What the session service fills into the files of a type when the user `alice` starts a session
 * (skaha-verified.md §4). Host names, folders and priorities are those of the service itself.
 */
export function launchValues(type: string, settings: ServiceSettings): LaunchValues {
  const { id, user, group, name, app } = SAMPLE;
  const top = settings('SKAHA_USER_STORAGE_TOP_LEVEL_DIRECTORY') ?? '/cavern';
  const home = `${settings('SKAHA_USER_STORAGE_HOME_BASE_DIRECTORY') ?? `${top}/home`}/${user}`;
  const registry = settings('skaha.harborhosts')?.split(' ')[0] || 'images.example.org';
  const image = `${registry}/skaha/astroml:24.07`;
  const application = 'astroml-24-07';
  const isApplication = type === 'desktop-app';
  const priority = settings('SKAHA_HEADLESS_PRIORITY_CLASS');
  return {
    'skaha.sessionid': id,
    'skaha.sessionname': isApplication ? application : name,
    'skaha.sessiontype': type,
    'skaha.sessionexpiry': settings('skaha.sessionexpiry') ?? '345600',
    // Of a desktop app: the desktop that it belongs to.
    'skaha.jobname': `skaha-${isApplication ? 'desktop' : type}-${user}-${id}`,
    'skaha.jobuid': '2f0c0c1e-0000-4000-8000-000000000001',
    'skaha.hostname': settings('SKAHA_HOSTNAME') ?? 'platform.example.org',
    'skaha.sessions.hostname': settings('SKAHA_SESSIONS_HOSTNAME') ?? 'sessions.example.org',
    'skaha.userid': user,
    // The highest that there are: a site may say from which number up users and groups begin.
    'skaha.posixid': '2147483647',
    'skaha.supgroups': `${group},2147483647`,
    'skaha.sessionurlpath': `/session/carta/${id}`,
    SKAHA_USER_HOME_DIR: home,
    SKAHA_TOP_LEVEL_DIR: top,
    SKAHA_PROJECTS_DIR: settings('SKAHA_USER_STORAGE_PROJECTS_BASE_DIRECTORY') ?? `${top}/projects`,
    'software.imageid': image,
    'software.hostname': isApplication ? application : name,
    'software.requests.cores': '1.0',
    'software.requests.ram': '4.0Gi',
    'software.limits.cores': '8.0',
    'software.limits.ram': '32.0Gi',
    'software.thread.count': '1',
    'software.desktop.app.token': 'Z250PVdyaXRl~c2ln',
    'software.jobname': `${id}-${app}-${user}-${application}`,
    'software.appid': app,
    'software.containername': application,
    'software.containerparam': application,
    'software.targetip': '10.1.2.3:1',
    'headless.image.bundle': bundle(image, home),
    'headless.priority': priority === undefined ? '' : `priorityClassName: ${priority}`,
  };
}

/** Values that differ from the usual ones in ways that break templates: nothing, one, and as long as names get. */
export function launchVariants(type: string, values: LaunchValues): LaunchValues[] {
  const image = `        env:\n`;
  // A Job's name has 63 characters at most, so this is the longest user name that can start the type.
  const user = 'u'.repeat(63 - `skaha-${type}--${SAMPLE.id}`.length);
  return [
    values,
    {
      ...values,
      'skaha.supgroups': '',
      'headless.priority': '',
      'headless.image.bundle': `image: "${values['software.imageid']}"\n${image}`.trimEnd(),
    },
    {
      ...values,
      'skaha.supgroups': SAMPLE.group,
      'skaha.userid': user,
      'skaha.jobname': `skaha-${type === 'desktop-app' ? 'desktop' : type}-${user}-${SAMPLE.id}`.slice(0, 63),
      // Texts that YAML would read as something else.
      'skaha.sessionname': '1e5',
      'software.hostname': 'no',
    },
  ];
}

/** Image, command, arguments and variables of a headless request, in the columns in which the service writes them. */
const bundle = (image: string, home: string) =>
  [
    `image: "${image}"`,
    '        command: ["python"]',
    `        args: ["${home}/run.py", "--n", "4"]`,
    '        env:',
    '        - name: A',
    '          value: "1"',
  ].join('\n');
