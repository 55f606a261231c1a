import type { Job } from 'kubernetes-types/batch/v1';
import type { Service } from 'kubernetes-types/core/v1';
import { schemaFaults } from './kubernetes-schema';
import { type Labels, mutate } from './skaha-mutation';
import {
  appVariables,
  JOB_UID,
  type Request,
  type Setup,
  sessionJobName,
  sessionVariables,
  setup,
  type Variables,
} from './skaha-request';
import { yamlDocuments } from './templates-as-yaml';
import { traefikFaults } from './traefik-schema';

// A stand-in for the session service: what skaha 1.4.0 does with templates, step by step, and nothing else
// (platform-contract.md §2.2, §2.3, §2.5, §2.6; skaha-verified.md §1, §2). It shares no code with the templates.

type Files = Readonly<Record<string, string>>;

/** An object of Traefik. */
export interface Route {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Labels; readonly ownerReferences?: readonly unknown[] };
  // biome-ignore lint/suspicious/noExplicitAny: the shape belongs to the kind
  readonly spec: any;
}

/** What one POST makes in the cluster. */
export interface Launched {
  readonly job: Job;
  readonly service?: Service;
  readonly routes: readonly Route[];
}

/** POST /v1/session */
export function createSession(files: Files, asked: Request, how: Setup = setup): Launched {
  const { job, labels } = buildJob(files, asked.type, sessionVariables(asked, how), asked, how);
  if (asked.type === 'headless') return { job, routes: [] };
  // Service and routes are parsed and labelled before they know their owner, and filled in again after that.
  const owner = { 'skaha.jobuid': JOB_UID, 'skaha.jobname': sessionJobName(asked) };
  const service = fillIn(read(files, `service-${asked.type}.yaml`), { 'skaha.sessionid': asked.id });
  const ingress = fillIn(read(files, `ingress-${asked.type}.yaml`), {
    'skaha.sessionid': asked.id,
    'skaha.sessions.hostname': how.sessionsHostname,
  });
  return {
    job,
    service: readService(fillIn(dump([labelService(service, labels)]), owner)),
    routes: readRoutes(fillIn(dump(yamlDocuments(ingress).map((route) => labelled(route as Route, labels))), owner)),
  };
}

function labelService(text: string, labels: Labels): Service {
  const service = labelled(only(yamlDocuments(text), 'Service') as Service, labels);
  const { 'canfar.net/id': id = '', 'canfar.net/kind': kind = '' } = labels;
  return { ...service, spec: { ...service.spec, selector: { 'canfar.net/id': id, 'canfar.net/kind': kind } } };
}

const labelled = <T extends Service | Route>(object: T, labels: Labels): T => ({
  ...object,
  metadata: { ...object.metadata, labels: { ...object.metadata?.labels, ...labels } },
});

/** JSON is YAML too; the service's own writer quotes what needs it. */
const dump = (documents: readonly unknown[]) => documents.map((document) => JSON.stringify(document)).join('\n---\n');

/** POST /v1/session/<id>/app */
export function attachDesktopApp(files: Files, asked: Request, how: Setup = setup): Launched {
  const { job } = buildJob(files, 'desktop-app', appVariables(asked, how), { ...asked, gpus: 0 }, how);
  return { job, routes: [] };
}

/** Starts a session of any type. */
export const start = (files: Files, asked: Request, how: Setup = setup): Launched =>
  asked.type === 'desktop-app' ? attachDesktopApp(files, asked, how) : createSession(files, asked, how);

/** The Job as the template has it, filled in but not yet changed. */
export function templateJob(files: Files, asked: Request, how: Setup = setup): Job {
  const variables = asked.type === 'desktop-app' ? appVariables(asked, how) : sessionVariables(asked, how);
  return readJob(fillIn(read(files, `launch-${asked.type}.yaml`), variables));
}

/** Where the service sends a user's browser. */
export function sessionUrl({ type, id, user }: Request, how: Setup = setup): URL {
  const host = `https://${how.sessionsHostname}/session`;
  const home = `${how.homes}/${user}`;
  switch (type) {
    case 'notebook':
      return new URL(`${host}/notebook/${id}/lab/tree${home}?token=${id}`);
    case 'desktop':
      return new URL(`${host}/desktop/${id}/?password=${id}&path=session/desktop/${id}/`);
    case 'carta':
      return new URL(`${host}/carta/${id}/`);
    case 'contributed':
      return new URL(`${host}/contrib/${id}/`);
    case 'firefly':
      return new URL(`${host}/firefly/${id}/firefly/`);
    default:
      throw new Error(`${type} sessions have no address`);
  }
}

function buildJob(files: Files, type: string, variables: Variables, asked: Request, how: Setup) {
  const job = readJob(fillIn(read(files, `launch-${type}.yaml`), variables));
  const labels = mutate(job, variables, asked, how);
  return { job, labels };
}

function read(files: Files, name: string): string {
  const text = files[name];
  if (text === undefined) throw new Error(`NoSuchFileException: /config/${name}`);
  return text;
}

/** Replaces variables in the text, as `String.replaceAll` does in Java. */
function fillIn(text: string, variables: Variables): string {
  return Object.entries(variables).reduce((filled, [name, value]) => {
    const placeholder = `\${${name}}`;
    if (!filled.includes(placeholder)) return filled;
    if (value === null) throw new Error(`NullPointerException: ${placeholder} has no value`);
    // In a Java replacement, $ refers to a group of the pattern, which has none, and \ quotes.
    if (/(?<!\\)\$/.test(value)) throw new Error(`IllegalArgumentException: Illegal group reference in ${value}`);
    return filled.replaceAll(placeholder, () => value.replace(/\\(.)/gs, '$1'));
  }, text);
}

function readJob(text: string): Job {
  const job = only(yamlDocuments(text), 'Job');
  refuse(schemaFaults(job, 'batch.v1.Job'), text);
  return job as Job;
}

function readService(text: string): Service {
  const service = only(yamlDocuments(text), 'Service');
  refuse(schemaFaults(service, 'core.v1.Service'), text);
  return service as Service;
}

function readRoutes(text: string): Route[] {
  const routes = yamlDocuments(text);
  refuse(routes.length === 0 ? ['no document'] : routes.flatMap(traefikFaults), text);
  return routes as Route[];
}

function only(documents: readonly unknown[], kind: string): unknown {
  const [first, ...more] = documents as { kind?: unknown }[];
  if (more.length > 0) throw new Error(`ComposerException: expected one document, found ${documents.length}`);
  if (first?.kind !== kind) throw new Error(`ClassCastException: ${String(first?.kind)} is not a ${kind}`);
  return first;
}

function refuse(faults: readonly string[], text: string): void {
  if (text.includes('${')) throw new Error(`a placeholder is left: ${/\$\{[^}]*\}?/.exec(text)?.[0]}`);
  if (faults.length > 0) throw new Error(`YAMLException:\n${faults.join('\n')}\n${text}`);
}
