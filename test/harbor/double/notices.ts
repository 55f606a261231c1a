import { badRequest, conflict, notFound, precondition } from './refusal';
import { at, type Request, type Route } from './request';
import type { Any, Scanner } from './state';

/** src/pkg/notification/notification.go; putting a label on an image is not among them. */
const EVENTS = [
  'PUSH_ARTIFACT',
  'PULL_ARTIFACT',
  'DELETE_ARTIFACT',
  'QUOTA_EXCEED',
  'QUOTA_WARNING',
  'SCANNING_FAILED',
  'SCANNING_STOPPED',
  'SCANNING_COMPLETED',
  'REPLICATION',
  'TAG_RETENTION',
];

/** src/server/v2.0/handler/{webhook,scanner,gc,scan_all,purge}.go */
export const noticeRoutes: readonly Route[] = [
  [
    'GET',
    at('projects/:/webhook/policies'),
    (request) => {
      const { project_id } = request.project('notification-policy:list');
      return { list: request.state.webhooks.filter((one) => one.project_id === project_id) };
    },
  ],
  [
    'POST',
    at('projects/:/webhook/policies'),
    (request) => {
      const { state, body } = request;
      const { project_id } = request.project('notification-policy:create');
      const policy = validated(body);
      if (state.webhooks.some((one) => one.project_id === project_id && one.name === body.name))
        throw conflict('notification policy already exists');
      const made = { ...policy, id: state.id(), project_id };
      state.webhooks.push(made);
      return { status: 201, id: made.id };
    },
  ],
  [
    'PUT',
    at('projects/:/webhook/policies/:'),
    (request) => {
      const index = webhookOf(request, 'update');
      const { id, project_id } = request.state.webhooks[index];
      request.state.webhooks[index] = { ...validated(request.body), id, project_id };
      return {};
    },
  ],
  [
    'DELETE',
    at('projects/:/webhook/policies/:'),
    (request) => {
      request.state.webhooks.splice(webhookOf(request, 'delete'), 1);
      return {};
    },
  ],

  [
    'GET',
    at('scanners'),
    (request) => {
      request.system('scanner:list');
      return { list: request.state.scanners.map(({ access_credential: _, ...rest }) => rest) };
    },
  ],
  [
    'POST',
    at('scanners'),
    (request) => {
      const { state, body } = request;
      request.system('scanner:create');
      credentialIsThere(body);
      if (state.scanners.some(({ name, url }) => name === body.name || url === body.url))
        throw conflict('scanner already exists');
      const uuid = `uuid-${state.id()}`;
      state.scanners.push({ ...scannerOf(body), uuid, is_default: false });
      return { status: 201, id: uuid };
    },
  ],
  [
    'PUT',
    at('scanners/:'),
    (request) => {
      request.system('scanner:update');
      const scanner = foundScanner(request);
      const { access_credential } = scanner;
      const next = scannerOf(request.body);
      // Nothing is said about the credential: it stays.
      credentialIsThere({ ...next, access_credential: next.access_credential || access_credential });
      Object.assign(scanner, next, { access_credential: next.auth ? next.access_credential || access_credential : '' });
      return {};
    },
  ],
  [
    'PATCH',
    at('scanners/:'),
    (request) => {
      request.system('scanner:update');
      const scanner = foundScanner(request);
      if (request.body.is_default) for (const one of request.state.scanners) one.is_default = one === scanner;
      return {};
    },
  ],
  [
    'DELETE',
    at('scanners/:'),
    (request) => {
      request.system('scanner:delete');
      const scanner = foundScanner(request);
      request.state.scanners = request.state.scanners.filter((one) => one !== scanner);
      return {};
    },
  ],

  ...(['gc', 'scanAll', 'purgeaudit'] as const).flatMap(scheduleRoutes),
];

const RIGHTS = { gc: 'garbage-collection', scanAll: 'scan-all', purgeaudit: 'purge-audit' };

function scheduleRoutes(job: 'gc' | 'scanAll' | 'purgeaudit'): Route[] {
  const path = at(`system/${job}/schedule`);
  const write = (request: Request) => {
    const { schedule, parameters = {} } = request.body;
    if (job === 'purgeaudit' && !('audit_retention_hour' in parameters && 'include_event_types' in parameters))
      throw badRequest('audit_retention_hour and include_event_types should provide');
    if (job === 'gc' && !(parameters.workers >= 1 && parameters.workers <= 10))
      throw badRequest('Error: Invalid number of workers');
    if (schedule.cron.split(' ').length !== 6) throw badRequest(`invalid cron string: ${schedule.cron}`);
    request.state.schedules[job] = { ...schedule, parameters };
  };
  return [
    [
      'GET',
      path,
      (request) => {
        request.system(`${RIGHTS[job]}:read`);
        const found = request.state.schedules[job];
        if (!found) return {};
        const { parameters, ...schedule } = found;
        // Parameters go in as an object, and come back as a text.
        return {
          body: { id: 1, schedule, ...(job === 'scanAll' ? {} : { job_parameters: JSON.stringify(parameters) }) },
        };
      },
    ],
    [
      'POST',
      path,
      (request) => {
        request.system(`${RIGHTS[job]}:create`);
        if (job === 'scanAll' && request.state.schedules[job])
          throw precondition(
            'fail to set schedule for scan all as always had one, please delete it firstly then to re-schedule',
          );
        write(request);
        return { status: 201 };
      },
    ],
    [
      'PUT',
      path,
      (request) => {
        request.system(`${RIGHTS[job]}:update`);
        write(request);
        return {};
      },
    ],
  ];
}

function validated(body: Any): Any {
  if ((body.targets ?? []).length === 0) throw badRequest('empty notification target');
  if ((body.event_types ?? []).length === 0) throw badRequest('empty event type');
  for (const event of body.event_types)
    if (!EVENTS.includes(event)) throw badRequest(`unsupported event type ${event}`);
  const targets = body.targets.map((target: Any) => {
    const { protocol, host, pathname } = new URL(target.address);
    // What is behind the path is cut off.
    return { payload_format: 'Default', ...target, address: `${protocol}//${host}${pathname}` };
  });
  return { ...structuredClone(body), targets };
}

function webhookOf(request: Request, action: string): number {
  const { project_id } = request.project(`notification-policy:${action}`);
  const index = request.state.webhooks.findIndex(
    (one) => one.id === Number(request.params[1]) && one.project_id === project_id,
  );
  if (index < 0) throw notFound('no such webhook policy');
  return index;
}

const scannerOf = (body: Any): Omit<Scanner, 'uuid' | 'is_default'> => ({
  name: body.name,
  url: body.url,
  auth: body.auth ?? '',
  access_credential: body.access_credential ?? '',
  description: body.description ?? '',
  disabled: body.disabled ?? false,
  skip_certVerify: body.skip_certVerify ?? false,
  use_internal_addr: body.use_internal_addr ?? false,
});

function credentialIsThere({ auth = '', access_credential = '' }: Any): void {
  if (auth !== '' && access_credential === '') throw badRequest(`access_credential is required for auth type ${auth}`);
}

function foundScanner({ state, params }: Request): Scanner {
  const scanner = state.scanners.find(({ uuid }) => uuid === params[0]);
  if (!scanner) throw notFound(`scanner ${params[0]} not found`);
  return scanner;
}
