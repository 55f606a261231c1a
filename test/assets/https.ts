import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An authority of one certificate. `openssl req` cannot say when a certificate begins. */
const AUTHORITY = `[ca]
default_ca = one
[one]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
x509_extensions = server
[any]
commonName = supplied
[server]
subjectAltName = DNS:localhost
basicConstraints = CA:TRUE
`;

/** A server with TLS on a free port of this machine. Programs trust it through `env`, as they would any authority. */
export class HttpsServer {
  private constructor(
    private readonly server: Server,
    private readonly directory: string,
  ) {}

  /** @param expired its certificate was valid for a day in 2020 */
  static async start(listener: RequestListener, expired = false): Promise<HttpsServer> {
    const directory = mkdtempSync(join(tmpdir(), 'https-'));
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(directory, name)) as [string, string];
    const options = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost';
    const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore', cwd: directory });
    const request = [...options.split(' '), '-addext', 'subjectAltName=DNS:localhost', '-keyout', key];
    if (expired) {
      writeFileSync(join(directory, 'ca.cnf'), AUTHORITY);
      writeFileSync(join(directory, 'index.txt'), '');
      openssl('req', ...request, '-out', 'request.pem');
      const validity = '-startdate 20200101000000Z -enddate 20200102000000Z';
      const signing = `-batch -selfsign -config ca.cnf -keyfile ${key} -in request.pem -create_serial ${validity}`;
      openssl('ca', ...signing.split(' '), '-out', cert);
    } else openssl('req', '-x509', '-days', '1', ...request, '-out', cert);
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
