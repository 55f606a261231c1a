import type { KubeObject } from '../../../src/manifest';
import { ApiError } from '../launch/api';
import { PartialError, type Properties } from './provider';

// The words of the provider, and what it makes of a refusal: what people see, and what the engine keeps.

/** `<namespace>/<name>`: the id of a resource. */
export const idOf = ({ metadata }: KubeObject) => [metadata.namespace, metadata.name].filter(Boolean).join('/');

/** An object that could not be made. */
export function notCreated(urn: string, object: KubeObject, error: unknown): Error {
  if (error instanceof ApiError && error.reason === 'NoKindMatch') {
    const missing = 'reported that the apiVersion for this resource does not exist. Verify that any required CRDs';
    return new Error(
      `creation of resource "${urn}" with kind ${object.apiVersion}/${object.kind} failed because the Kubernetes API server ${missing} have been created: ${error.said}`,
    );
  }
  return new Error(`resource "${urn}" was not successfully created by the Kubernetes API server: ${said(error)}`);
}

/** An object that could not be changed. The engine keeps the new inputs, and tries again with the next update. */
export function notUpdated(object: KubeObject, manager: string, error: unknown, live: Properties | undefined): Error {
  if (!live) return new Error(`update of resource "${idOf(object)}" failed: ${said(error)}`);
  const text = isConflict(error) ? conflict(manager, error) : said(error);
  const what = `the Kubernetes API server reported that "${idOf(object)}" failed to fully initialize or become live`;
  return new PartialError(`${what}: ${text}`, idOf(object), live);
}

/** An object that did not go. */
export const notDeleted = (error: unknown): Error =>
  new Error(isUnreachable(error) || error instanceof ApiError ? said(error) : 'timed out waiting for the condition');

/** Refusals that say nothing about the object: a preview then shows the inputs. */
export const isWorthNoPreview = (error: unknown) =>
  error instanceof ApiError &&
  (['NoKindMatch', 'Forbidden', 'AlreadyExists'].includes(error.reason) ||
    /^namespaces ".*" not found$/.test(error.said));

const isConflict = (error: unknown): error is ApiError => error instanceof ApiError && error.reason === 'Conflict';

const conflict = (manager: string, { said }: ApiError) =>
  [
    'server-side apply field conflict detected, see the guide of server-side apply for troubleshooting help',
    `The resource managed by field manager "${manager}" had an apply conflict: ${said}`,
  ].join('\n');

function said(error: unknown): string {
  if (isUnreachable(error)) return `dial tcp: connect: connection refused`;
  if (!(error instanceof ApiError)) return String(error);
  return error.reason === 'AlreadyExists' ? `${error.said}\n\nThe resource already exists in the cluster.` : error.said;
}

// Not by its class: to a test, an error of Node is not of the class that the test calls Error.
const isUnreachable = (error: unknown) =>
  ['ECONNREFUSED', 'ECONNRESET'].includes((error as NodeJS.ErrnoException | undefined)?.code ?? '');
