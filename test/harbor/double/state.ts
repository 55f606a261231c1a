// What the double remembers. Fields are named as Harbor's API names them.

export interface Project {
  project_id: number;
  name: string;
  registry_id: number;
  metadata: Record<string, string>;
  cve_allowlist: AllowList;
}
export interface AllowList {
  items: { cve_id: string }[];
  expires_at: number | null;
}
export interface Access {
  resource: string;
  action: string;
}
export interface Robot {
  id: number;
  project_id: number;
  /** Without the prefix: `puller` or `skaha+puller`. */
  name: string;
  description: string;
  disable: boolean;
  duration: number;
  /** Seconds since 1970. */
  created: number;
  expires_at: number;
  secret: string;
  permissions: { kind: string; namespace: string; access: Access[] }[];
}
export interface Label {
  id: number;
  name: string;
  color: string;
  description: string;
  scope: 'g' | 'p';
  project_id: number;
}
export interface Member {
  id: number;
  project_id: number;
  entity_name: string;
  entity_type: 'g' | 'u';
  role_id: number;
}
// biome-ignore lint/suspicious/noExplicitAny: rules are kept as they come
export type Any = any;
export interface ImmutableRule {
  id: number;
  project_id: number;
  disabled: boolean;
  rule: Any;
}
export interface Retention {
  id: number;
  policy: Any;
  executions: { id: number; dry_run: boolean; status: string; tasks: Any[] }[];
}
export interface Artifact {
  project_id: number;
  /** With the project: `skaha/casa`. */
  repository_name: string;
  digest: string;
  tags: string[];
  labels: number[];
  /** Labels of the image itself. */
  config: Record<string, string>;
  /** Images of an index, by platform: it has no labels of its own. */
  references?: { child_digest: string; platform: { os: string; architecture: string } }[];
  push_time: number;
  pull_time: number;
}
export interface Registry {
  id: number;
  name: string;
  type: string;
  url: string;
  insecure: boolean;
  description: string;
  credential: { type: string; access_key: string; access_secret: string };
}
export interface Scanner {
  uuid: string;
  name: string;
  url: string;
  auth: string;
  access_credential: string;
  description: string;
  disabled: boolean;
  is_default: boolean;
  skip_certVerify: boolean;
  use_internal_addr: boolean;
}

/** A Harbor's database. */
export class State {
  /** Seconds since 1970. */
  now = Math.floor(Date.parse('2026-11-21T12:00:00Z') / 1000);
  adminPassword = 'Harbor-Admin-1';
  robotPrefix = 'robot$';
  configuration: Record<string, unknown> = { auth_mode: 'db_auth', project_creation_restriction: 'everyone' };
  /** CONFIG_OVERWRITE_JSON is set. */
  readOnlyConfiguration = false;
  /** Users beside the administrator: name to password. */
  readonly users = new Map<string, string>();
  projects: Project[] = [];
  quotas: { id: number; project_id: number; hard: number }[] = [];
  robots: Robot[] = [];
  labels: Label[] = [];
  members: Member[] = [];
  immutableRules: ImmutableRule[] = [];
  retentions: Retention[] = [];
  artifacts: Artifact[] = [];
  registries: Registry[] = [];
  replications: Any[] = [];
  webhooks: Any[] = [];
  scanners: Scanner[] = [
    {
      uuid: 'trivy-uuid',
      name: 'Trivy',
      url: 'http://trivy:8080',
      auth: '',
      access_credential: '',
      description: '',
      disabled: false,
      is_default: true,
      skip_certVerify: false,
      use_internal_addr: true,
    },
  ];
  projectScanners = new Map<number, string>();
  schedules: Record<string, { type: string; cron: string; parameters: Any } | undefined> = {};
  allowList: AllowList = { items: [], expires_at: null };
  #last = 0;

  id(): number {
    this.#last += 1;
    return this.#last;
  }
}
