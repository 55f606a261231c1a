import type { Site } from '../config/site';
import type { SecretForm, SecretSource } from '../manifest';
import { clientId, type LoginProgram } from '../plan/login-clients';
import { generated } from './managed-secret';

/** Harbor is told it in JSON; the storage interface reads a file of Commons Configuration, which knows escapes and variables. */
const FORMS = { harbor: 'json', storage: 'unquoted', portal: 'client' } as const satisfies Record<
  LoginProgram,
  SecretForm
>;

/**
 * Secret by which a program proves itself to the login provider of a site: made with the platform where the provider is
 * the platform's own, and supplied by a person where the program was registered by one.
 */
export function loginSecret(site: Site, program: LoginProgram): SecretSource {
  const name = `login-${program}`;
  const { login } = site;
  if (login.kind === 'keycloak' || login.kind === 'dev') return generated(name, 40);
  return {
    kind: 'supplied',
    name,
    description: `secret of the client ${clientId(site, program)} at ${login.issuer}`,
    form: FORMS[program],
    rotation: {
      accept: `Let ${login.issuer} take a second secret for ${clientId(site, program)}, or register a second client and name it in login.clients`,
      drop: `Let ${login.issuer} forget the old secret, or the old client`,
    },
  };
}
