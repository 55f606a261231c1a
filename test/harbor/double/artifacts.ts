import { conflict, notFound } from './refusal';
import { at, type Request, type Route } from './request';
import type { Artifact } from './state';
import { isImmutable } from './tags';

/** src/server/v2.0/handler/{project,artifact,repository}.go */
export const artifactRoutes: readonly Route[] = [
  [
    'GET',
    at('projects/:/artifacts'),
    (request) => {
      const { project_id } = request.project('artifact:list');
      return {
        list: request.state.artifacts.filter((one) => one.project_id === project_id),
        show: (one: Artifact) => shown(request, one),
      };
    },
  ],
  [
    'GET',
    at('projects/:/repositories/:/artifacts'),
    (request) => {
      const repository = repositoryOf(request, 'artifact:list');
      return {
        list: request.state.artifacts.filter((one) => one.repository_name === repository),
        show: (one: Artifact) => shown(request, one),
      };
    },
  ],
  [
    'GET',
    at('projects/:/repositories/:/artifacts/:'),
    (request) => ({ body: shown(request, artifactOf(request, 'artifact:read')) }),
  ],
  [
    'POST',
    at('projects/:/repositories/:/artifacts/:/labels'),
    (request) => {
      const artifact = artifactOf(request, 'artifact-label:create');
      const { id } = request.body;
      if (!request.state.labels.some((label) => label.id === id)) throw notFound(`label ${id} not found`);
      if (artifact.labels.includes(id)) throw conflict(`label ${id} is already added to the artifact`);
      artifact.labels.push(id);
      return {};
    },
  ],
  [
    'DELETE',
    at('projects/:/repositories/:/artifacts/:/labels/:'),
    (request) => {
      const artifact = artifactOf(request, 'artifact-label:delete');
      const id = Number(request.params[3]);
      if (!artifact.labels.includes(id)) throw notFound(`label ${id} is not on the artifact`);
      artifact.labels = artifact.labels.filter((one) => one !== id);
      return {};
    },
  ],
];

/** A slash in the name of a repository wears two coats of encoding: the first is taken off on the way. */
function repositoryOf(request: Request, right: string): string {
  const { name } = request.project(right);
  const repository = `${name}/${request.params[1] ?? ''}`;
  if (!request.state.artifacts.some((one) => one.repository_name === repository))
    throw notFound(`repository ${repository} not found`);
  return repository;
}

function artifactOf(request: Request, right: string): Artifact {
  const repository = repositoryOf(request, right);
  const [, , reference = ''] = request.params;
  const artifact = request.state.artifacts.find(
    (one) => one.repository_name === repository && (one.digest === reference || one.tags.includes(reference)),
  );
  if (!artifact) throw notFound(`artifact ${reference} not found`);
  return artifact;
}

function shown(request: Request, artifact: Artifact): object {
  const { state, query } = request;
  const { tags, labels, config, push_time, pull_time, ...rest } = artifact;
  const timeOf = (seconds: number) =>
    seconds === 0 ? '0001-01-01T00:00:00.000Z' : new Date(seconds * 1000).toISOString();
  return {
    ...rest,
    push_time: timeOf(push_time),
    pull_time: timeOf(pull_time),
    // An index has no configuration, but names its images (src/controller/artifact/processor/image/index.go).
    extra_attrs: rest.references ? {} : { config: { Labels: config } },
    tags:
      query.get('with_tag') === 'false'
        ? null
        : tags.map((name) => ({ name, immutable: isImmutable(state, artifact) })),
    labels: query.get('with_label') === 'true' ? labels.map((id) => state.labels.find((one) => one.id === id)) : null,
  };
}
