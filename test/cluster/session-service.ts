import type { EnvVar } from 'kubernetes-types/core/v1';
import { type KubeObject, objectName } from '../../src/manifest';
import type { Plan } from '../../src/plan/plan';
import { parseQuantity, UNIT } from '../../src/quantity';
import { type Launched, start } from '../constructs/skaha';
import { JOB_UID, type Request, request, type Setup } from '../constructs/skaha-request';
import type { Answer, Api } from './launch/api';
import type { ControlPlane } from './launch/control-plane';
import { until } from './launch/wait';

const Gi = 2 ** 30;

/** What came of a launch. */
export interface Session {
  readonly job: KubeObject;
  /** Service, routes and middlewares. */
  readonly others: readonly KubeObject[];
  /** What the API server remarked. */
  readonly warnings: readonly string[];
}

/**
 * The session service on a real cluster: reads its templates, its environment and the sizes on offer where the real one
 * reads them, and speaks to the API server with the token of its own ServiceAccount.
 */
export class SessionService {
  private count = 0;

  private constructor(
    /** The API, asked by the service. */
    readonly api: Api,
    readonly namespace: string,
    private readonly files: Readonly<Record<string, string>>,
    private readonly setupOf: (type: string) => Setup,
    private readonly sizes: Pick<Request, 'requests' | 'limits'>,
  ) {}

  static async connect({ api }: ControlPlane, { site }: Plan): Promise<SessionService> {
    const { services: namespace, sessions } = site.namespaces;
    const own = api.withToken(await api.accountToken(namespace, 'skaha'));
    const metadata = { name: 'skaha', namespace };
    const deployment = await api.get({ apiVersion: 'apps/v1', kind: 'Deployment', metadata });
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'skaha-config', namespace } };
    const [limits] = (await own.must('GET', `/api/v1/namespaces/${sessions}/limitranges`)).body.items;
    return new SessionService(
      own,
      sessions,
      (await api.get(config)).data,
      (type) => setupFrom(deployment.spec.template.spec.containers[0].env, type),
      { requests: sizeOf(limits.spec.limits[0].defaultRequest), limits: sizeOf(limits.spec.limits[0].default) },
    );
  }

  /** The objects of a session with an id of its own, as they are sent. */
  prepare(type: string, asked: Partial<Request> = {}, setup: Partial<Setup> = {}): Launched {
    const id = `s${(this.count++).toString(36).padStart(7, '0')}`;
    return start(this.files, { ...request, ...this.sizes, type, id, ...asked }, { ...this.setupOf(type), ...setup });
  }

  /** Starts a session: its Job, then what the Job owns. An application belongs to the Job of its desktop. */
  async launch(prepared: Launched, desktop?: Session): Promise<Session> {
    const asked = this.placed(prepared.job as KubeObject);
    const job = await this.api.create(desktop ? owned(asked, String(desktop.job.metadata.uid)) : asked);
    const others: Answer[] = [];
    for (const one of [prepared.service, ...prepared.routes]) {
      if (one) others.push(await this.api.create(owned(this.placed(one as KubeObject), job.body.metadata.uid)));
    }
    return {
      job: job.body,
      others: others.map(({ body }) => body),
      warnings: [job, ...others].flatMap(({ warnings }) => warnings),
    };
  }

  /** The pod of a session, once it runs on a node. */
  running({ job }: Pick<Session, 'job'>): Promise<KubeObject> {
    const { name } = job.metadata;
    return until(`${objectName(job)} runs`, async () => {
      const [pod] = await this.pods(`job-name=${name}`);
      if (pod?.status.phase === 'Running') return pod;
      const events = await this.api.list(
        `/api/v1/namespaces/${this.namespace}/events?fieldSelector=involvedObject.name=${name}`,
      );
      throw new Error(JSON.stringify(pod?.status ?? events.map(({ reason, message }) => `${reason}: ${message}`)));
    });
  }

  /** Pods of sessions, as the service lists them. */
  pods(labelSelector = ''): Promise<KubeObject[]> {
    return this.api.list(`/api/v1/namespaces/${this.namespace}/pods?${new URLSearchParams({ labelSelector })}`);
  }

  /** Jobs of sessions, as the service lists them. */
  jobs(labelSelector = ''): Promise<KubeObject[]> {
    return this.api.list(`${this.jobsPath}?${new URLSearchParams({ labelSelector })}`);
  }

  /** Ends sessions as the service does: by their labels. */
  async end(labelSelector = ''): Promise<void> {
    const query = new URLSearchParams({ labelSelector, propagationPolicy: 'Background' });
    await this.api.must('DELETE', `${this.jobsPath}?${query}`);
  }

  /** Ends all sessions, and waits until nothing of them uses room any more. */
  async endAll(): Promise<void> {
    await this.end();
    await until('no session is left', async () => (await this.pods()).length + (await this.jobs()).length === 0, {
      seconds: 60,
    });
  }

  /** Address of all Jobs of sessions. */
  get jobsPath(): string {
    return `/apis/batch/v1/namespaces/${this.namespace}/jobs`;
  }

  /** The object with the namespace that the service's own client adds. */
  placed(object: KubeObject): KubeObject {
    return { ...object, metadata: { ...object.metadata, namespace: this.namespace } };
  }
}

/** The Job's uid is known only when it exists. */
const owned = (object: KubeObject, uid: string): KubeObject =>
  JSON.parse(JSON.stringify(object).replaceAll(JOB_UID, uid));

function setupFrom(env: readonly EnvVar[], type: string): Setup {
  const variables = new Map(env.map(({ name, value }) => [name, value]));
  const must = (name: string) => {
    const value = variables.get(name);
    if (value === undefined) throw new Error(`the session service has no variable ${name}`);
    return value;
  };
  const priority = variables.get('SKAHA_HEADLESS_PRIORITY_CLASS');
  const queue = variables.get(`SKAHA_QUEUE_${type.toUpperCase()}_NAME`);
  return {
    hostname: must('SKAHA_HOSTNAME'),
    sessionsHostname: must('SKAHA_SESSIONS_HOSTNAME'),
    expiry: must('skaha.sessionexpiry'),
    version: must('SKAHA_VERSION'),
    root: must('SKAHA_USER_STORAGE_TOP_LEVEL_DIRECTORY'),
    homes: must('SKAHA_USER_STORAGE_HOME_BASE_DIRECTORY'),
    projects: must('SKAHA_USER_STORAGE_PROJECTS_BASE_DIRECTORY'),
    gpuEnabled: must('GPU_ENABLED') === 'true',
    ...(priority && { headlessPriorityClass: priority }),
    ...(queue && { queue: { name: queue, priorityClass: must(`SKAHA_QUEUE_${type.toUpperCase()}_PRIORITY_CLASS`) } }),
  };
}

const sizeOf = ({ cpu, memory }: Record<'cpu' | 'memory', string>) => ({
  cores: Number(parseQuantity(cpu) / UNIT),
  ram: Number(parseQuantity(memory) / UNIT) / Gi,
});
