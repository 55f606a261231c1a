import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server with TLS on a free port of this machine. Programs trust it through `env`, as they would any authority. */
export class HttpsServer {
  private constructor(
    private readonly server: Server,
    private readonly directory: string,
  ) {}

  static async start(listener: RequestListener): Promise<HttpsServer> {
    const directory = mkdtempSync(join(tmpdir(), 'https-'));
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(directory, name)) as [string, string];
    const options = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost';
    execFileSync(
      'openssl',
      ['req', ...options.split(' '), '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert],
      { stdio: 'ignore' },
    );
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, listener);
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    return new HttpsServer(server, directory);
  }

  /** `localhost:port` */
  get host(): string {
    return `localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** File with the authority that signed its certificate: itself. */
  get certificate(): string {
    return join(this.directory, 'cert.pem');
  }

  get env(): { readonly SSL_CERT_FILE: string } {
    return { SSL_CERT_FILE: this.certificate };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.directory, { recursive: true, force: true });
  }
}
