import { type LoginPlan, refreshAddress, tokenAddress } from './login';
import type { LoginClient } from './login-clients';

/** What is wanted of a provider, as programs that read the answer tell such things apart. */
export type Need =
  /** The issuer is the one that the provider states. */
  | 'issuer'
  /** The issuer ends, or does not end, with a slash. */
  | 'issuer-slash'
  /** `sub` is a UUID. */
  | 'uuid-sub'
  /** Userinfo has `preferred_username`. */
  | 'user-name'
  /** A claim has the groups of a user. */
  | 'groups-claim'
  /** The token endpoint is where the portal expects it. */
  | 'token-path'
  /** Whoever asks may register a program. */
  | 'registration'
  /** An endpoint is there. */
  | 'endpoint'
  /** A grant is there. */
  | 'grant'
  /** A scope is there. */
  | 'scope';

/** What a program needs and a provider does not offer. */
export interface Unmet {
  /** Name of the program. */
  readonly client: string;
  readonly need: Need;
  /** `fails`: it will not work. `unknown`: nobody says. */
  readonly verdict: 'fails' | 'unknown';
  readonly fact: string;
  /** The cure. */
  readonly act: string;
}

/** The session service, which is no client: it shows the provider each token that it is given. */
export const SESSION_SERVICE = 'session service';

/** What the programs of a site need and its provider's product does not offer, before the provider is asked. */
export function unmetByFacts(login: LoginPlan, clients: readonly LoginClient[]): Unmet[] {
  return [...slashNeeds(login), ...userNeeds(login), ...clients.flatMap((client) => clientNeeds(client, login))];
}

function slashNeeds({ issuer, facts }: LoginPlan): Unmet[] {
  if (facts.issuerSlash === undefined || issuer.endsWith('/') === facts.issuerSlash) return [];
  const right = facts.issuerSlash ? `${issuer}/` : issuer.replace(/\/+$/, '');
  return [
    {
      client: SESSION_SERVICE,
      need: 'issuer-slash',
      verdict: 'fails',
      fact: `issuers of ${facts.product} ${facts.issuerSlash ? '' : 'do not '}end with a slash, and login.issuer is ${issuer}`,
      act: `Write ${right}, or preset: custom if its discovery document states what is written`,
    },
  ];
}

function userNeeds({ facts }: LoginPlan): Unmet[] {
  const fails = (need: Need, fact: string, act: string): Unmet => ({
    client: SESSION_SERVICE,
    need,
    verdict: 'fails',
    fact,
    act,
  });
  return [
    ...(facts.uuidSubject
      ? []
      : [
          fails(
            'uuid-sub',
            `${facts.product} does not give each user a UUID as sub, and no other is taken`,
            'Put a provider that does (Keycloak, INDIGO IAM) in front of it',
          ),
        ]),
    ...(facts.userName
      ? []
      : [
          fails(
            'user-name',
            `${facts.product} does not state preferred_username`,
            'Let its userinfo answer with preferred_username',
          ),
        ]),
  ];
}

function clientNeeds({ name, needs }: LoginClient, login: LoginPlan): Unmet[] {
  const { facts, issuer, routes } = login;
  const asked = refreshAddress(issuer);
  const isRouted = routes.some(({ path }) => path === new URL(asked).pathname);
  return [
    ...(needs.includes('token-path') && asked !== tokenAddress(login) && !isRouted
      ? [
          {
            client: name,
            need: 'token-path',
            verdict: 'fails',
            fact: `it refreshes a login at ${asked}, and ${facts.product} answers at ${tokenAddress(login)}: people are logged out when their first token ends`,
            act: `Let the proxy of the provider answer ${new URL(asked).pathname} as it does ${new URL(tokenAddress(login)).pathname}, and write login.facts.tokenPath for it; or use login.kind: keycloak, which has that route`,
          } as const,
        ]
      : []),
    ...(needs.includes('registration') && !facts.registration
      ? [
          {
            client: name,
            need: 'registration',
            verdict: 'unknown',
            fact: `it registers itself at each login, and ${facts.product} lets nobody do so until its policies say otherwise`,
            act: 'Let it register programs without a login, and write login.facts.registration: true; or do without it',
          } as const,
        ]
      : []),
  ];
}
