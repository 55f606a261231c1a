import { isSessionTypeLabel, sessionTypesIn } from '../session-type-label';
import type { Action } from './action';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from './answer';
import type { HarborApi } from './api';
import { inParallel } from './in-parallel';
import { findLabels } from './nouns/label';
import { findProjects } from './nouns/project';

/** What images say of themselves and Harbor does not say yet. */
export interface ImageLabelPlan {
  readonly actions: readonly Action[];
  /** What a person should look at. */
  readonly notes: readonly string[];
  /** Images that have a tag. */
  readonly images: number;
}

/** Requests that are under way at a time. */
const AT_A_TIME = 4;
/** The one platform that sessions run on. */
const PLATFORM = { os: 'linux', architecture: 'amd64' };

/**
 * The labels that images lack in Harbor though they name the session type in a label of their own. The session service
 * lists images by Harbor's labels, and those are on a digest: each push of `latest` loses them. Labels are only ever
 * added; what people put on images stays.
 *
 * @param types session types of the site
 */
export async function planImageLabels(api: HarborApi, types: readonly string[]): Promise<ImageLabelPlan> {
  const ids = new Map((await findLabels(api)).map(({ name, id }) => [name, id]));
  const projects = await findProjects(api);
  const listed = await inParallel(projects, AT_A_TIME, async ({ name }) => {
    const artifacts = await api.list(`projects/${name}/artifacts?with_tag=true&with_label=true`);
    const tagged = artifacts.filter(({ tags }) => listOf(tags).length > 0);
    return inParallel(tagged, 1, async (artifact) => ({
      project: name,
      artifact,
      own: await typesOf(api, name, artifact),
    }));
  });
  const actions: Action[] = [];
  const notes = new Set<string>();
  for (const { project, artifact, own } of listed.flat()) {
    const has = listOf(artifact.labels).map(({ name }) => textOf(name));
    const name = imageName(artifact);
    const unknown = own.filter((type) => !types.includes(type));
    if (unknown.length > 0) notes.add(`${name} says it is for ${unknown.join(', ')}, which is no session type here`);
    for (const type of new Set(own.filter((one) => types.includes(one) && !has.includes(one)))) {
      const id = ids.get(type);
      if (id === undefined) notes.add(`the registry has no label ${type}; harbor apply makes it`);
      else actions.push(labelling(project, artifact, type, id));
    }
  }
  return { actions, notes: [...notes], images: listed.flat().length };
}

function labelling(project: string, artifact: Fields, type: string, id: number): Action {
  const path = `${artifactPath(project, artifact)}/labels`;
  return {
    verb: 'create',
    object: { kind: 'image label', name: `${imageName(artifact)} ${type}` },
    changes: [],
    needs: [],
    // 409: somebody was faster. 404: the image is gone meanwhile.
    run: async ({ api }) => void (await api.send('POST', path, { id }, [404, 409])),
  };
}

/** The session types that an image names; of an index of several platforms, those of the one that sessions run on. */
async function typesOf(api: HarborApi, project: string, artifact: Fields): Promise<string[]> {
  const own = namedIn(artifact);
  if (own.length > 0) return own;
  const child = listOf(artifact.references).find(({ platform }) => {
    const { os, architecture } = fieldsOf(platform);
    return os === PLATFORM.os && architecture === PLATFORM.architecture;
  });
  if (!child) return [];
  const found = await api.find(artifactPath(project, { ...artifact, digest: child.child_digest }));
  return found ? namedIn(found) : [];
}

function namedIn(artifact: Fields): string[] {
  const labels = fieldsOf(fieldsOf(fieldsOf(artifact.extra_attrs).config).Labels);
  const all = { ...labels, ...fieldsOf(artifact.annotations) };
  return Object.entries(all)
    .filter(([name]) => isSessionTypeLabel(name))
    .flatMap(([, value]) => sessionTypesIn(textOf(value)))
    .filter((type) => type !== '');
}

/** A slash in the name of a repository is encoded twice: what stands in front of Harbor takes one coat off. */
function artifactPath(project: string, artifact: Fields): string {
  const repository = textOf(artifact.repository_name).slice(project.length + 1);
  const twice = encodeURIComponent(encodeURIComponent(repository));
  return `projects/${project}/repositories/${twice}/artifacts/${textOf(artifact.digest)}`;
}

function imageName(artifact: Fields): string {
  const [tag = {}] = listOf(artifact.tags);
  const number = numberOf(artifact.repository_id);
  return `${textOf(artifact.repository_name) || `repository ${number}`}:${textOf(tag.name)}`;
}
