import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpsServer } from './https';

/** One request as the platform got it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}

export type Answer = (seen: Seen, response: ServerResponse) => void;

/** The part of the session service's API that a desktop calls (platform-contract.md §3, desktop and desktop-app). */
export class Platform {
  answer: Answer = (_, response) => response.writeHead(404).end();
  readonly seen: Seen[] = [];
  private https: HttpsServer | undefined;

  static async start(): Promise<Platform> {
    const platform = new Platform();
    platform.https = await HttpsServer.start((request, response) => platform.receive(request, response));
    return platform;
  }

  get host(): string {
    return this.https?.host ?? '';
  }
  get env(): Readonly<Record<string, string>> {
    return { ...this.https?.env };
  }
  async stop(): Promise<void> {
    await this.https?.stop();
  }

  private receive(request: IncomingMessage, response: ServerResponse): void {
    let body = '';
    request.on('data', (text) => {
      body += text;
    });
    request.on('end', () => {
      const token = request.headers['x-auth-token-skaha'];
      const seen: Seen = {
        method: request.method ?? '',
        path: request.url ?? '',
        token: typeof token === 'string' ? token : undefined,
        form: Object.fromEntries(new URLSearchParams(body)),
      };
      this.seen.push(seen);
      this.answer(seen, response);
    });
  }
}
