import { isIP } from 'node:net';
import { isLoopback } from '../../../loopback';

const LINK_LOCAL = /^(?:169\.254\.|0\.|\[?fe[89ab][0-9a-f]:)/i;
const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[?f[cd][0-9a-f]{2}:)/i;

/**
 * Why a registry may not send us to an address, or nothing. A registry is a stranger too: it must not make us talk to
 * what only this machine can reach (metadata services of clouds, services of the machine itself).
 *
 * @param secret whether what we would send there is secret
 */
export function refusalOf(target: URL, registry: URL, secret: boolean): string | undefined {
  const same = target.hostname === registry.hostname;
  if (target.username !== '' || target.password !== '') return 'the address carries a user name';
  if (target.protocol !== 'https:' && target.protocol !== registry.protocol) return 'it is not https';
  if (same) return undefined;
  const address = mapped(target.hostname);
  if (LINK_LOCAL.test(address)) return 'the address is link-local';
  if (isLoopback(address) && !isLoopback(registry.hostname)) return 'the address is this machine';
  if (secret && isIP(address.replace(/[[\]]/g, '')) !== 0 && PRIVATE.test(address)) return 'the address is private';
  return undefined;
}

/** An IPv4 address that is written as IPv6 (`[::ffff:a9fe:a9fe]`), as IPv4. */
function mapped(hostname: string): string {
  const parts = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/i.exec(hostname);
  if (!parts) return hostname;
  const [high = 0, low = 0] = [parts[1], parts[2]].map((part) => Number.parseInt(part ?? '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
