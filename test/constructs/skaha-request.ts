// Part of the stand-in for the session service, see skaha.ts.

/** What a user asks for. */
export interface Request {
  readonly type: string;
  readonly user: string;
  readonly uid: number;
  readonly groups: readonly number[];
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly requests: { readonly cores: number; readonly ram: number };
  readonly limits: { readonly cores: number; readonly ram: number };
  readonly gpus?: number;
  readonly cmd?: string;
  readonly args?: string;
  readonly env?: readonly string[];
  readonly appId?: string;
}

/** How the service is set up: its environment, and what it looks up elsewhere. */
export interface Setup {
  readonly hostname: string | null;
  readonly sessionsHostname: string | null;
  readonly expiry: string | null;
  readonly version: string;
  readonly root: string;
  readonly homes: string;
  readonly projects: string;
  readonly headlessPriorityClass?: string;
  readonly gpuEnabled?: boolean;
  readonly queue?: { readonly name: string; readonly priorityClass: string };
  readonly pullSecret?: string;
}

/** The sample of skaha-verified.md §4. */
export const request: Request = {
  type: 'notebook',
  user: 'alice',
  uid: 10042,
  groups: [900001, 900002],
  id: 'k7x2m9qa',
  name: 'my-run',
  image: 'images.example.org/skaha/astroml:24.07',
  requests: { cores: 1, ram: 4 },
  limits: { cores: 8, ram: 32 },
  appId: 'a1b',
};

/** The sample of skaha-verified.md §4. */
export const setup: Setup = {
  hostname: 'platform.example.org',
  sessionsHostname: 'sessions.example.org',
  expiry: '345600',
  version: '1.4.0',
  root: '/cavern',
  homes: '/cavern/home',
  projects: '/cavern/projects',
};

/** What the API server gives to the Job that owns everything. */
export const JOB_UID = '2f0c0c1e-0000-4000-8000-000000000001';

export type Variables = Readonly<Record<string, string | null>>;

const double = (value: number) => (Number.isInteger(value) ? `${value}.0` : String(value));

const common = (asked: Request, how: Setup): Variables => ({
  'skaha.sessionid': asked.id,
  'skaha.sessionexpiry': how.expiry,
  'skaha.hostname': how.hostname,
  'skaha.sessions.hostname': how.sessionsHostname,
  'skaha.userid': asked.user,
  'skaha.posixid': String(asked.uid),
  'skaha.supgroups': asked.groups.join(','),
  'software.imageid': asked.image,
  'software.requests.cores': double(asked.requests.cores),
  'software.requests.ram': `${double(asked.requests.ram)}Gi`,
  'software.limits.cores': double(asked.limits.cores),
  'software.limits.ram': `${double(asked.limits.ram)}Gi`,
  'software.thread.count': String(Math.max(1, Math.trunc(asked.requests.cores))),
  SKAHA_USER_HOME_DIR: `${how.homes}/${asked.user}`,
  SKAHA_TOP_LEVEL_DIR: how.root,
  SKAHA_PROJECTS_DIR: how.projects,
});

/** What `createSession` fills in. */
export const sessionVariables = (asked: Request, how: Setup): Variables => ({
  ...common(asked, how),
  'skaha.sessionname': asked.name.toLowerCase(),
  'software.hostname': asked.name.toLowerCase(),
  'skaha.sessiontype': asked.type,
  'skaha.jobname': sessionJobName(asked),
  'headless.image.bundle': imageBundle(asked),
  'headless.priority': how.headlessPriorityClass ? `priorityClassName: ${how.headlessPriorityClass}` : '',
  ...(asked.type === 'desktop' && { 'software.desktop.app.token': 'Z250PVdyaXRl~c2ln' }),
  ...(asked.type === 'carta' && { 'skaha.sessionurlpath': `/session/carta/${asked.id}` }),
});

/** What `attachDesktopApp` fills in. */
export function appVariables(asked: Request, how: Setup): Variables {
  const image = imageName(asked.image);
  return {
    ...common(asked, how),
    'skaha.sessionname': image,
    'software.hostname': image,
    'skaha.sessiontype': 'desktop-app',
    'skaha.jobname': sessionJobName({ ...asked, type: 'desktop' }),
    'skaha.jobuid': JOB_UID,
    'software.appid': asked.appId ?? null,
    'software.jobname': appJobName(asked),
    'software.containername': image,
    'software.containerparam': image,
    'software.targetip': '10.1.2.3:1',
  };
}

const plain = (user: string) => user.replace(/[^0-9a-zA-Z-]/g, '-');

export const sessionJobName = ({ type, user, id }: Request) => `skaha-${type}-${plain(user)}-${id}`.toLowerCase();

const imageName = (image: string) =>
  image
    .slice(image.lastIndexOf('/') + 1)
    .replace(/[:._]/g, '-')
    .toLowerCase();

/** At most 57 characters, so that Kubernetes can add six for the pod. */
function appJobName({ id, appId, user, image }: Request): string {
  let name = `${id}-${appId}-${plain(user).toLowerCase()}-${imageName(image)}`.slice(0, 57);
  while (!/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(name)) name = name.slice(0, -1);
  return name;
}

function imageBundle({ image, cmd, args, env }: Request): string {
  let text = `image: "${image}"`;
  if (cmd !== undefined) text += `\n        command: ["${cmd}"]`;
  if (args !== undefined)
    text += `\n        args: [${args
      .split(' ')
      .map((arg) => `"${arg}"`)
      .join(', ')}]`;
  text += '\n        env:';
  for (const pair of env ?? []) {
    const [name, value, ...more] = pair.split('=');
    if (value !== undefined && more.length === 0) text += `\n        - name: ${name}\n          value: "${value}"`;
  }
  return text;
}
