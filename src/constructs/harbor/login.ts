import type { HarborRegistry } from '../../config/harbor';
import type { SecretText } from '../../manifest';
import { clientId } from '../../plan/login-clients';
import type { Plan } from '../../plan/plan';
import { loginSecret } from '../login-secrets';

/** What Harbor needs of a provider: without `offline_access` passwords for docker login end with the session. */
const SCOPES = ['openid', 'profile', 'email', 'offline_access'];

/**
 * Settings that core takes over each time it starts, and that nobody can change meanwhile (`CONFIG_OVERWRITE_JSON`,
 * goharbor/harbor:src/controller/config/controller.go).
 */
export function oidcSettings({ site, login: { issuer, facts } }: Plan, { login }: HarborRegistry): SecretText {
  const common = {
    self_registration: false,
    project_creation_restriction: 'adminonly',
    robot_name_prefix: 'robot$',
    robot_token_duration: 90,
  };
  if (login.kind === 'local') return [JSON.stringify({ auth_mode: 'db_auth', ...common })];
  const settings = {
    auth_mode: 'oidc_auth',
    oidc_name: login.name,
    // Byte for byte as the provider states it, the final slash included.
    oidc_endpoint: issuer,
    oidc_client_id: clientId(site, 'harbor'),
    oidc_client_secret: SECRET,
    oidc_scope: [...new Set([...SCOPES, ...login.scopes])].join(','),
    oidc_groups_claim: facts.groupsClaim,
    ...(login.adminGroup !== undefined && { oidc_admin_group: login.adminGroup }),
    oidc_user_claim: login.userClaim,
    oidc_auto_onboard: login.autoOnboard,
    oidc_verify_cert: true,
    primary_auth_mode: true,
    ...common,
  };
  const [before = '', after = ''] = JSON.stringify(settings).split(SECRET);
  return [before, loginSecret(site, 'harbor'), after];
}

/** Stands for the secret in the text; no setting of a site can hold it. */
const SECRET = '\u27e6secret\u27e7';
