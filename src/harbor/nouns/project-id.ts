import { numberOf } from '../answer';
import type { HarborApi } from '../api';
import { HarborError } from '../harbor-error';

/** The number of a project. */
export async function projectId(api: HarborApi, name: string): Promise<number> {
  const project = await api.find(`projects/${name}`);
  if (!project) throw new HarborError(404, 'NOT_FOUND', `there is no project ${name}`, `GET projects/${name}`);
  return numberOf(project.project_id);
}
