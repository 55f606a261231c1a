/** Harbor refused a request (status 4xx), or could not answer it in the end (5xx). */
export class HarborError extends Error {
  override readonly name = 'HarborError';

  constructor(
    readonly status: number,
    /** Harbor's own word for it, e.g. `CONFLICT`. */
    readonly code: string,
    reason: string,
    /** Method and path. */
    readonly request: string,
  ) {
    super(`${reason || 'no reason is given'} (${status}${code && ` ${code}`}, ${request})`);
  }
}
