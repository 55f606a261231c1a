import { loginClientRegistered } from '../../../policies/services/login-client-registered';
import { portalSettings } from '../../../policies/services/portal-settings';
import { type Case, caseTable } from '../case-table';
import { platformOf } from '../platform-subject';
import { object, without } from '../site-subject';
import { CADC, servicesSite } from './services-site';

const DEPLOYMENT = 'Deployment skaha-system/science-portal';
const set = (name: string, value: string | undefined) =>
  object(DEPLOYMENT, (draft) => {
    const [container] = draft.spec.template.spec.containers;
    const others = container.env.filter((one: { name: string }) => one.name !== name);
    container.env = value === undefined ? others : [...others, { name, value }];
  });
const URL = 'https://science.example.org/science-portal';

const cases: Case[] = [
  [portalSettings, 'at a provider', servicesSite({}), 'pass'],
  [portalSettings, 'by cookies', servicesSite(CADC), 'pass'],
  [portalSettings, 'no portal', platformOf([]), 'not-applicable'],
  [
    portalSettings,
    'an address left to the image',
    servicesSite({}, set('NEXT_PUBLIC_PASSWORD_RESET_URL', undefined)),
    [
      'NEXT_PUBLIC_PASSWORD_RESET_URL is not set',
      `PASSWORD_RESET_URL is ${URL}/, and NEXT_PUBLIC_PASSWORD_RESET_URL is undefined`,
    ],
  ],
  [
    portalSettings,
    'two session services',
    servicesSite({}, set('SRC_SKAHA_API', 'https://other.example.org/skaha')),
    [
      'SKAHA_API is https://science.example.org/skaha, and SRC_SKAHA_API is https://other.example.org/skaha',
      'SRC_SKAHA_API is https://other.example.org/skaha, and NEXT_PUBLIC_SRC_SKAHA_API is https://science.example.org/skaha',
    ],
  ],
  [
    portalSettings,
    'a way of logging in and settings of the other',
    servicesSite(CADC, set('NEXT_OIDC_CLIENT_ID', 'x')),
    ['NEXT_OIDC_CLIENT_ID is set, and NEXT_USE_CANFAR says that nobody logs in at a provider'],
  ],
  [
    portalSettings,
    'a secret in the open, and a variable that nothing reads',
    servicesSite({}, set('AUTH_SECRET', 'x'), set('NEXT_OIDC_SECRET', 'y')),
    ['AUTH_SECRET is no reference to a Secret', 'nothing reads the variable NEXT_OIDC_SECRET'],
  ],
  [
    portalSettings,
    'another path than its own',
    servicesSite(
      {},
      object('Ingress skaha-system/science-portal', (draft) => {
        draft.spec.rules[0].http.paths[0].path = '/portal';
      }),
    ),
    ['the path /portal is not /science-portal, which NEXT_PUBLIC_BASE_PATH says'],
  ],
  [
    portalSettings,
    'people who move between pods',
    servicesSite(
      {},
      object('Service skaha-system/science-portal', (draft) => {
        delete draft.metadata.annotations['traefik.ingress.kubernetes.io/service.sticky.cookie'];
      }),
    ),
    ['traefik.ingress.kubernetes.io/service.sticky.cookie is not set, and each person must stay with one of 2 pods'],
  ],
  [
    portalSettings,
    'no way in',
    servicesSite({}, without('Ingress skaha-system/science-portal')),
    [
      'no Ingress leads to the science portal',
      'NEXTAUTH_URL is https://science.example.org and not https://',
      `NEXT_PUBLIC_SERVICE_SCIENCE_PORTAL_URL is ${URL}/ and not https:///science-portal/`,
      `NEXT_OIDC_CALLBACK_URI is ${URL}/ and not https:///science-portal/`,
      `NEXT_OIDC_REDIRECT_URI is ${URL}/api/auth/callback/oidc and not https:///science-portal/api/auth/callback/oidc`,
    ],
  ],
  [loginClientRegistered, 'the client that is registered', servicesSite({}), 'pass'],
  [loginClientRegistered, 'nobody logs in at a provider', servicesSite(CADC), 'not-applicable'],
  [
    loginClientRegistered,
    'a client that nobody registered',
    servicesSite({}, set('NEXT_OIDC_CLIENT_ID', 'portal')),
    ['no client "portal" is registered'],
  ],
  [
    loginClientRegistered,
    'an address that is not registered',
    servicesSite({}, set('NEXT_PUBLIC_OIDC_REDIRECT_URI', `${URL}/oidc-callback`)),
    [`the client science-portal comes back to ${URL}/api/auth/callback/oidc, and not to ${URL}/oidc-callback`],
  ],
];
caseTable(cases);
