import type { PlannedProject } from '../../plan/registry-content';
import { type Action, differences, given, projectNamed, type Session } from '../action';
import { type Fields, fieldsOf, numberOf, textOf } from '../answer';
import type { HarborApi } from '../api';
import { type FoundAllowList, foundAllowList, harborAllowList } from './allow-list';
import { upstreamId } from './upstream';

/** A project as Harbor has it. */
export interface FoundProject {
  readonly id: number;
  readonly name: string;
  /** Number of its upstream; 0 for a project of its own images. */
  readonly upstream: number;
  readonly repositories: number;
  /** All values are texts, truth values too. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly allowed: FoundAllowList;
}

/** Every project that we may see. */
export async function findProjects(api: HarborApi): Promise<FoundProject[]> {
  return (await api.list('projects?sort=name')).map(found);
}

function found(project: Fields): FoundProject {
  return {
    id: numberOf(project.project_id),
    name: textOf(project.name),
    upstream: numberOf(project.registry_id) || 0,
    repositories: numberOf(project.repo_count) || 0,
    metadata: fieldsOf(project.metadata) as Record<string, string>,
    allowed: foundAllowList(fieldsOf(project.cve_allowlist)),
  };
}

/** What Harbor has when nobody said anything (goharbor/harbor:src/pkg/project/models/project.go). */
const UNSAID: Readonly<Record<string, string>> = { reuse_sys_cve_allowlist: 'true' };

/** What makes projects exist as they are wanted. Their quotas come after, because only new projects take one here. */
export function projectActions(
  wanted: readonly PlannedProject[],
  existing: readonly FoundProject[],
  { prune, allowDelete }: { readonly prune: boolean; readonly allowDelete: boolean },
): Action[] {
  const writes = wanted.flatMap((project): Action[] => {
    const there = existing.find(({ name }) => name === project.name);
    const metadata = harborMetadata(project);
    const allowed = project.allowedCves && harborAllowList(project.allowedCves);
    const object = projectNamed(project.name);
    if (!there) {
      const { quota, proxyOf } = project;
      const changes = given({ ...metadata, quota, proxyOf, allowedCves: project.allowedCves?.cves });
      const needs = proxyOf ? [{ kind: 'upstream', name: proxyOf }] : [];
      const run = (session: Session) => create(session.api, project, { metadata, cve_allowlist: allowed });
      return [{ verb: 'create', object, changes, needs, run }];
    }
    const now = Object.fromEntries(
      Object.keys(metadata).map((key) => [key, there.metadata[key] || UNSAID[key] || 'false']),
    );
    const changes = [
      ...differences(metadata, now),
      ...(allowed ? differences({ allowedCves: foundAllowList(allowed) }, { allowedCves: there.allowed }) : []),
    ];
    if (changes.length === 0) return [];
    const run = ({ api }: Session) => update(api, project.name, { metadata, cve_allowlist: allowed });
    return [{ verb: 'update', object, changes, needs: [], run }];
  });
  const extra = prune && allowDelete ? existing.filter(({ name }) => !wanted.some((one) => one.name === name)) : [];
  return [...writes, ...extra.map(deletion)];
}

const deletion = ({ name, repositories }: FoundProject): Action => ({
  verb: 'delete',
  object: projectNamed(name),
  changes: [{ field: 'repositories', from: String(repositories) }],
  needs: [],
  // Harbor refuses while there are images in it (412).
  run: async ({ api }) => void (await api.send('DELETE', `projects/${name}`, undefined, [404])),
});

function harborMetadata(project: PlannedProject): Record<string, string> {
  const { blockVulnerable: severity } = project;
  return {
    public: String(project.public),
    auto_scan: String(project.scanOnPush),
    prevent_vul: String(severity !== 'none'),
    ...(severity === 'none' ? {} : { severity }),
    enable_content_trust_cosign: String(project.signedOnly),
    reuse_sys_cve_allowlist: String(project.allowedCves === undefined),
  };
}

const update = async (api: HarborApi, name: string, body: object) =>
  void (await api.send('PUT', `projects/${name}`, body));

interface Settings {
  readonly metadata: Readonly<Record<string, string>>;
  readonly cve_allowlist?: object | undefined;
}

async function create(api: HarborApi, { name, quota, proxyOf }: PlannedProject, settings: Settings) {
  const { status } = await api.send(
    'POST',
    'projects',
    {
      project_name: name,
      metadata: settings.metadata,
      ...(quota === undefined ? {} : { storage_limit: harborQuota(quota) }),
      ...(proxyOf === undefined ? {} : { registry_id: await upstreamId(api, proxyOf) }),
    },
    [409],
  );
  // A new project takes no allow list, and one that was there before takes nothing of the above.
  if (status === 409 || settings.cve_allowlist) await update(api, name, settings);
}

/** Bytes, or -1 for no bound. */
export const harborQuota = (quota: 'unlimited' | number): number => (quota === 'unlimited' ? -1 : quota);
