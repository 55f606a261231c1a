import type { Job } from 'kubernetes-types/batch/v1';
import type { Container, PodSpec } from 'kubernetes-types/core/v1';
import { resolveSessionTypes } from '../../src/config/resolve-session-types';
import type { SessionTemplateProps } from '../../src/constructs/session-template-props';
import { sessionTemplates } from '../../src/constructs/session-templates';
import { jobs, routes } from './launched';
import { props } from './session-props';
import { type Request, request, setup } from './skaha-request';

// The sample of the reference for every type, and ways to look at what became of it.

export type Type = keyof typeof jobs;
export type WebType = keyof typeof routes;

export const TYPES = Object.keys(jobs) as Type[];
export const WEB_TYPES = Object.keys(routes) as WebType[];

/** Templates of the seven types; the references may differ. */
export const templatesWith = (changes: Partial<SessionTemplateProps> = {}) => {
  const { types, problems } = resolveSessionTypes({});
  expect(problems).toEqual([]);
  return sessionTemplates(types, { ...props, ...changes });
};
export const files = templatesWith();

/** The sample request, for one type; a headless job brings its program. */
export const asked = (type: string, changes: Partial<Request> = {}): Request => ({
  ...request,
  type,
  ...(type === 'headless' && { cmd: 'python', args: '/cavern/home/alice/run.py --n 4', env: ['A=1'] }),
  ...changes,
});

/** The sample service, with a class for the priority group. */
export const how = { ...setup, headlessPriorityClass: 'canfar-headless-high' };

export const podOf = (job: Job): PodSpec => {
  const spec = job.spec?.template.spec;
  if (!spec) throw new Error('the Job has no pod');
  return spec;
};

export const sessionOf = (job: Job): Container => {
  const [container] = podOf(job).containers;
  if (!container) throw new Error('the Job has no container');
  return container;
};
