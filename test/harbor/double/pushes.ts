import { createHash } from 'node:crypto';
import { precondition, Refusal } from './refusal';
import type { Artifact, State } from './state';
import { isImmutable } from './tags';

export const sha256 = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/**
 * What Harbor looks at before a manifest goes on to the registry: that there is a project, and that no immutable tag would
 * move (src/server/middleware/immutable/pushmf.go).
 */
export function checkPush(state: State, repository: string, tag: string, manifest: Buffer): void {
  if (!state.projects.some(({ name }) => repository.startsWith(`${name}/`)))
    throw new Refusal(404, 'NAME_UNKNOWN', `no project for ${repository}`);
  const holder = holderOf(state, repository, tag);
  if (holder && holder.digest !== sha256(manifest) && isImmutable(state, { ...holder, tags: [tag] }))
    throw precondition(`Failed to process request due to '${tag}' configured as immutable.`);
}

/** Harbor's records of a push: tags move from one digest to another, and labels stay with the digest (src/server/registry/manifest.go, src/pkg/label). */
export function recordPush(
  state: State,
  { repository, tag, manifest, labels }: { repository: string; tag: string; manifest: Buffer; labels: object },
): string {
  const project = state.projects.find(({ name }) => repository.startsWith(`${name}/`));
  if (!project) throw new Error(`no project for ${repository}`);
  const digest = sha256(manifest);
  const holder = holderOf(state, repository, tag);
  if (holder && holder.digest !== digest) holder.tags = holder.tags.filter((one) => one !== tag);
  const known = state.artifacts.find((one) => one.repository_name === repository && one.digest === digest);
  const artifact: Artifact = known ?? {
    project_id: project.project_id,
    repository_name: repository,
    digest,
    tags: [],
    labels: [],
    config: labels as Record<string, string>,
    push_time: state.now,
    pull_time: 0,
  };
  if (!known) state.artifacts.push(artifact);
  if (!artifact.tags.includes(tag)) artifact.tags.push(tag);
  return digest;
}

const holderOf = (state: State, repository: string, tag: string) =>
  state.artifacts.find((one) => one.repository_name === repository && one.tags.includes(tag));
