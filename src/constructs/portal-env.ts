import type { EnvVar } from 'kubernetes-types/core/v1';
import { clientId } from '../plan/login-clients';
import type { Plan } from '../plan/plan';
import type { PortalPlan } from '../plan/portal';
import type { ManagedSecret } from './managed-secret';

/** Keys of the portal's Secret. */
export const PORTAL_KEYS = { session: 'auth-secret', client: 'oidc-client-secret' } as const;

/**
 * Environment of the science portal, in a fixed order.
 *
 * Every address has a fallback in the image that is another site's, so each one is set, also where the way of logging in does
 * not use it. Most are read under two names, and which one wins differs: both are set.
 */
export function portalEnv(plan: Plan, addresses: PortalPlan, port: number, secret: ManagedSecret): EnvVar[] {
  const { portal } = plan.site.services;
  if (portal.kind === 'none') throw new Error('the site has no portal');
  const { links, accounts } = portal;
  const { url } = addresses;
  const cadc = plan.site.login.kind === 'cadc';
  const both: Record<string, string> = {
    SKAHA_API: plan.hosts.skahaUrl,
    SRC_SKAHA_API: plan.hosts.skahaUrl,
    SERVICE_STORAGE_API: addresses.homes,
    SRC_CAVERN_API: addresses.homes,
    // Where there is no account service these lead to the portal, which refuses them, and to nobody else.
    LOGIN_API: accounts?.service ?? url,
    AC_API: accounts?.service ?? url,
    PASSWORD_RESET_URL: accounts?.passwordReset ?? url,
    REGISTRATION_URL: accounts?.registration ?? url,
    API_TIMEOUT: '30000',
  };
  const variables: Record<string, string> = {
    // The image takes the name of the pod for this, and would answer nobody but kubelet.
    HOSTNAME: '0.0.0.0',
    PORT: String(port),
    NEXT_PUBLIC_BASE_PATH: addresses.path,
    NEXT_USE_CANFAR: String(cadc),
    NEXT_PUBLIC_USE_CANFAR: String(cadc),
    ...Object.fromEntries(
      Object.entries(both).flatMap(([name, value]) => [
        [name, value],
        [`NEXT_PUBLIC_${name}`, value],
      ]),
    ),
    CADC_PROXY_RESOURCE_ID: plan.identities.groups,
    NEXT_PUBLIC_SERVICE_STORAGE_MANAGEMENT_URL: links.storage ?? plan.storageUi?.url ?? url,
    NEXT_PUBLIC_SERVICE_GROUP_MANAGEMENT_URL: links.groups ?? url,
    NEXT_PUBLIC_SERVICE_DATA_PUBLICATION_URL: links.publication ?? url,
    NEXT_PUBLIC_SERVICE_SCIENCE_PORTAL_URL: url,
    NEXT_PUBLIC_SERVICE_CADC_SEARCH_URL: links.search ?? url,
    NEXT_PUBLIC_SERVICE_OPENSTACK_CLOUD_URL: links.cloud ?? url,
    // The ingress controller ends TLS and says which host was asked for.
    AUTH_TRUST_HOST: 'true',
    NEXTAUTH_URL: `https://${plan.hosts.platform}`,
    ...(!cadc && oidc(plan, addresses)),
  };
  return [
    ...Object.entries(variables).map(([name, value]) => ({ name, value })),
    // It signs the cookies of logged-in people, and without it every page is an error, whatever the way of logging in.
    { name: 'AUTH_SECRET', valueFrom: secret.env(PORTAL_KEYS.session) },
    ...(cadc ? [] : [{ name: 'NEXT_OIDC_CLIENT_SECRET', valueFrom: secret.env(PORTAL_KEYS.client) }]),
  ];
}

function oidc({ site, login, loginClients }: Plan, { url, redirect }: PortalPlan): Record<string, string> {
  const client = loginClients.find(({ program }) => program === 'portal');
  const both: Record<string, string> = {
    URI: login.issuer,
    CLIENT_ID: clientId(site, 'portal'),
    CALLBACK_URI: url,
    REDIRECT_URI: redirect,
    SCOPE: client?.scopes.join(' ') ?? '',
  };
  return Object.fromEntries(
    Object.entries(both).flatMap(([name, value]) => [
      [`NEXT_OIDC_${name}`, value],
      [`NEXT_PUBLIC_OIDC_${name}`, value],
    ]),
  );
}
