import type { Login } from '../config/login';

/** What is known of a login provider before it is asked: one record per product. */
export interface ProviderFacts {
  /** Product, as people call it. */
  readonly product: string;
  /** `sub` of every user is a UUID, which the session service demands (`StandardIdentityManager` of opencadc/ac). */
  readonly uuidSubject: boolean;
  /** Userinfo has `preferred_username`. */
  readonly userName: boolean;
  /** Claim with the names of a user's groups. */
  readonly groupsClaim: string;
  /** Token endpoint, seen from the issuer. */
  readonly tokenPath: string;
  /** Whether its issuers end with a slash; absent: some do, some do not. */
  readonly issuerSlash?: boolean;
  /** Anybody may register a program at it. */
  readonly registration: boolean;
}

const INDIGO_IAM: ProviderFacts = {
  product: 'INDIGO IAM',
  uuidSubject: true,
  userName: true,
  groupsClaim: 'groups',
  tokenPath: 'token',
  issuerSlash: true,
  registration: true,
};

const KEYCLOAK: ProviderFacts = {
  product: 'Keycloak',
  uuidSubject: true,
  userName: true,
  groupsClaim: 'groups',
  tokenPath: 'protocol/openid-connect/token',
  issuerSlash: false,
  // Its policies refuse hosts that they do not know, until somebody says otherwise.
  registration: false,
};

/** Facts of products by preset or kind (harbor-oidc-registry.md §2.1). Of a provider that nobody knows, the best is believed until it is asked. */
export const PROVIDERS = {
  'indigo-iam': INDIGO_IAM,
  'ska-iam': { ...INDIGO_IAM, product: 'SKA IAM' },
  keycloak: KEYCLOAK,
  custom: {
    product: 'a provider of its own kind',
    uuidSubject: true,
    userName: true,
    groupsClaim: 'groups',
    tokenPath: 'token',
    registration: true,
  },
  cadc: {
    product: 'CADC',
    // It is asked in its own way (ACIdentityManager), with certificates and cookies.
    uuidSubject: true,
    userName: true,
    groupsClaim: 'groups',
    tokenPath: 'token',
    registration: false,
  },
  dev: {
    product: 'oidc-provider',
    uuidSubject: true,
    userName: true,
    groupsClaim: 'groups',
    tokenPath: 'token',
    issuerSlash: false,
    registration: true,
  },
} as const satisfies Record<string, ProviderFacts>;

/** What is known of the provider of a site. */
export function providerFacts(login: Login): ProviderFacts {
  switch (login.kind) {
    case 'external': {
      const stated = Object.entries(login.facts).filter(([, value]) => value !== undefined);
      return { ...PROVIDERS[login.preset], ...Object.fromEntries(stated) };
    }
    case 'keycloak':
      return { ...KEYCLOAK, registration: login.registration === 'anyone' };
    default:
      return PROVIDERS[login.kind];
  }
}
