import { UsageError } from '../errors';

/** A discovery document, before anything is known about it. */
export type Discovery = Readonly<Record<string, unknown>>;

/** Milliseconds without an answer. */
const SILENCE = 30_000;
/** A discovery document is some kilobytes. */
const LARGEST = 1_048_576;

/**
 * Reads what a provider says about itself. Its address is made as Harbor and the session service make it.
 *
 * @param isOurs whether it is one that the platform brings, whose issuer no site states
 * @throws {UsageError} when there is none
 */
export async function readDiscovery(issuer: string, isOurs: boolean): Promise<Discovery> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const refused = (fact: string, act: string) =>
    new UsageError(`${issuer}: says nothing about itself`, [{ path: isOurs ? 'login' : 'login.issuer', fact, act }]);
  let response: Response;
  let text: string;
  try {
    response = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(SILENCE) });
    text = response.status === 200 ? await response.text() : '';
  } catch (error) {
    const cause = ((error as Error).cause as NodeJS.ErrnoException | undefined) ?? (error as NodeJS.ErrnoException);
    const code = String(cause.code ?? '');
    const act = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)
      ? 'Renew its certificate, or make Node.js trust the authority that signed it (NODE_EXTRA_CA_CERTS=FILE)'
      : isOurs
        ? 'Deliver the platform first, then check the network'
        : 'Check the address and the network';
    throw refused(`${address} cannot be read: ${code || cause.message}`, act);
  }
  if (response.status !== 200)
    throw refused(`${address} answers ${response.status}`, 'Write the issuer exactly as the provider states it');
  try {
    const value: unknown = text.length <= LARGEST ? JSON.parse(text) : undefined;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Discovery;
  } catch {
    // Told below.
  }
  throw refused(`${address} is no discovery document`, 'Write the issuer exactly as the provider states it');
}
