import type { SecretText } from '../manifest';
import { clientId } from '../plan/login-clients';
import type { Plan } from '../plan/plan';
import type { Space, StorageUiPlan } from '../plan/storage-ui';
import { loginSecret } from './login-secrets';
import { cadcProperties, type PropertyEntries } from './properties';
import { TOKEN_CACHE_PASSWORD, TOKEN_CACHE_USER, type TokenCache } from './token-cache';

/** The file in which the storage interface finds its settings, those that are secret among them. */
export const SETTINGS_FILE = 'org.opencadc.vosui.properties';

const PREFIX = 'org.opencadc.vosui';

/** Settings of the storage interface, with the secret of its client and the password of its cache in them: a file of a Secret. */
export function storageUiSettings(plan: Plan, shown: StorageUiPlan, tokens: TokenCache | undefined): SecretText {
  const { storageUi } = plan.site.services;
  if (storageUi.kind === 'none') throw new Error('the site has no storage interface');
  const groups = storageUi.groups ?? shown.url;
  const entries: PropertyEntries = {
    [`${PREFIX}.service.default`]: shown.spaces[0]?.name ?? '',
    [`${PREFIX}.service.name`]: shown.spaces.map(({ name }) => name),
    ...Object.assign({}, ...shown.spaces.map((space) => spaceEntries(space, groups))),
    [`${PREFIX}.gms.service_id`]: plan.identities.groups,
    [`${PREFIX}.theme.name`]: storageUi.theme,
    ...(storageUi.logo && { [`${PREFIX}.theme.logoURL`]: storageUi.logo }),
  };
  if (!tokens) return [cadcProperties(entries)];
  const client = plan.loginClients.find(({ program }) => program === 'storage');
  return [
    cadcProperties({
      ...entries,
      [`${PREFIX}.oidc.clientID`]: clientId(plan.site, 'storage'),
      [`${PREFIX}.oidc.redirectURI`]: shown.redirect,
      [`${PREFIX}.oidc.callbackURI`]: shown.url,
      [`${PREFIX}.oidc.scope`]: client?.scopes.join(' ') ?? '',
    }),
    `${PREFIX}.oidc.clientSecret = `,
    loginSecret(plan.site, 'storage'),
    `\n${PREFIX}.tokenCache.url = redis://${TOKEN_CACHE_USER}:`,
    TOKEN_CACHE_PASSWORD,
    `@${tokens.host}:${tokens.port}\n`,
  ];
}

const spaceEntries = ({ name, id, root, homes, features }: Space, groups: string): PropertyEntries => {
  const key = `${PREFIX}.${name}`;
  return {
    [`${key}.service.resourceid`]: id,
    [`${key}.node.resourceid`]: root,
    [`${key}.user.home`]: homes,
    [`${key}.service.groupManagementURI`]: groups,
    ...Object.fromEntries(
      Object.entries(features).map(([feature, has]) => [`${key}.service.features.${feature}`, String(has)]),
    ),
  };
};
