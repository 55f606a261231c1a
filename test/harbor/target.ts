import { HarborDouble } from './double/harbor-double';

/** What came back. */
export interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they know
  readonly body: any;
  readonly headers: Headers;
  /** The last part of the address of what was made. */
  readonly id: string;
}

/** A Harbor that tests ask: the double, or the one at `HARBOR_URL`. */
export class Target {
  private constructor(
    readonly url: string,
    readonly admin: { readonly user: string; readonly password: string },
    /** Absent for a real Harbor. */
    readonly double?: HarborDouble,
  ) {}

  static async start(): Promise<Target> {
    const { HARBOR_URL, HARBOR_PASSWORD = '' } = process.env;
    if (HARBOR_URL) return new Target(HARBOR_URL.replace(/\/$/, ''), { user: 'admin', password: HARBOR_PASSWORD });
    const double = await HarborDouble.start();
    return new Target(`http://${double.host}`, { user: 'admin', password: double.state.adminPassword }, double);
  }

  async stop(): Promise<void> {
    await this.double?.stop();
  }

  /** Asks as a client would that knows nothing of the surprises. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    { user = this.admin.user, password = this.admin.password, headers = {} as Record<string, string> } = {},
  ): Promise<Answered> {
    const answer = await fetch(`${this.url}/api/v2.0/${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
        'content-type': 'application/json',
        'x-is-resource-name': 'true',
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const { status } = answer;
    const id = answer.headers.get('location')?.split('/').at(-1) ?? '';
    return { status, headers: answer.headers, id, body: text === '' ? undefined : JSON.parse(text) };
  }
}
