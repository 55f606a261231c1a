import { execFileSync } from 'node:child_process';
import { createPrivateKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller } from './request';
import type { State } from './state';

/** Who gives tokens, and for whom, as Harbor names them (make/photon/prepare/templates/registry/config.yml.jinja). */
export const ISSUER = 'harbor-token-issuer';
export const SERVICE = 'harbor-registry';

interface Access {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

/** Harbor's token service: who may do what with which repository (src/core/service/token). */
export class Tokens {
  /** What the registry trusts. */
  readonly certificate: string;
  readonly #key: KeyObject;

  /** @param folder where key and certificate are kept */
  constructor(
    folder: string,
    private readonly state: State,
  ) {
    this.certificate = join(folder, 'token.crt');
    const key = join(folder, 'token.key');
    const make = 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=harbor-token'.split(' ');
    execFileSync('openssl', [...make, '-keyout', key, '-out', this.certificate], { stdio: 'ignore' });
    this.#key = createPrivateKey(readFileSync(key));
  }

  /** A token for as much of what was asked as the caller may; nobody may pull from public projects. */
  answer(caller: Caller | undefined, scopes: readonly string[]): string {
    return this.sign(
      caller === undefined ? '' : 'user' in caller ? caller.user : caller.robot.name,
      scopes.flatMap((scope) => {
        const [, type = '', name = '', actions = ''] = /^([^:]+):(.+):([^:]*)$/.exec(scope) ?? [];
        const allowed = actions.split(',').filter((action) => this.#may(caller, name.split('/')[0] ?? '', action));
        return [{ type, name, actions: allowed }];
      }),
    );
  }

  /** A token for what is told. */
  sign(sub: string, access: readonly Access[]): string {
    const der = readFileSync(this.certificate, 'utf8').replace(/-----[^-]+-----|\s/g, '');
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: ISSUER,
      sub,
      aud: SERVICE,
      exp: now + 300,
      nbf: now - 5,
      iat: now,
      jti: randomUUID(),
      access,
    };
    const parts = [{ typ: 'JWT', alg: 'RS256', x5c: [der] }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const text = parts.join('.');
    return `${text}.${sign('sha256', Buffer.from(text), this.#key).toString('base64url')}`;
  }

  #may(caller: Caller | undefined, project: string, action: string): boolean {
    const found = this.state.projects.find(({ name }) => name === project);
    if (!found) return false;
    if (caller && 'user' in caller && caller.user === 'admin') return true;
    if (found.metadata.public === 'true' && action === 'pull') return true;
    if (!caller || !('robot' in caller)) return false;
    return caller.robot.permissions.some(
      ({ kind, namespace, access }) =>
        kind === 'project' &&
        (namespace === project || namespace === '*') &&
        access.some((one) => one.resource === 'repository' && one.action === action),
    );
  }
}
