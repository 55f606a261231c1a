/** An answer that is an error, as Harbor words it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export const badRequest = (message: string) => new Refusal(400, 'BAD_REQUEST', message);
export const forbidden = (message = 'forbidden') => new Refusal(403, 'FORBIDDEN', message);
export const notFound = (message: string) => new Refusal(404, 'NOT_FOUND', message);
export const conflict = (message: string) => new Refusal(409, 'CONFLICT', message);
export const precondition = (message: string) => new Refusal(412, 'PRECONDITION', message);
