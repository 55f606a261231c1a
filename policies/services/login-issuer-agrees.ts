import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { faultAt } from '../../src/check/world/faults';
import { loginProgramsOf } from '../../src/check/world/login-programs';
import { ownProviders } from '../../src/check/world/login-provider';
import { propertiesOfPods } from '../../src/check/world/property-files';
import { type World, worldOf } from '../../src/check/world/world';

/** Key of a service's directory under which the issuer stands. */
const DIRECTORY_KEY = 'ivo://ivoa.net/sso#OpenID';

export const loginIssuerAgrees = defineRule({
  id: 'login-issuer-agrees',
  topic: 'services',
  on: 'platform',
  severity: 'error',
  why: 'A program believes tokens of one issuer, compared sign by sign with what the provider says of itself; told another, it lets nobody in.',
  fix: 'Give every program the issuer of the provider that the platform runs: for Keycloak its address, /realms/ and the name of the realm.',
  source: 'harbor-oidc-registry.md §2.1, §2.3',
  check: (platform) => {
    const world = worldOf(platform);
    const issuers = ownProviders(world).flatMap((provider) => provider.issuers);
    const uses = usesIn(world);
    if (ownProviders(world).length === 0 || uses.length === 0) return notApplicable;
    return fail(
      uses
        .filter(({ issuer }) => !issuers.includes(issuer))
        .map(({ issuer, fault }) =>
          fault(`it is told the issuer ${issuer}, and the provider is ${issuers.join(', ') || 'at no address'}`),
        ),
    );
  },
});

interface Use {
  readonly issuer: string;
  readonly fault: (fact: string) => Fault;
}

const usesIn = (world: World): Use[] => [
  ...loginProgramsOf(world).flatMap(({ issuer, fault }) => (issuer === undefined ? [] : [{ issuer, fault }])),
  ...propertiesOfPods(world)
    .filter(({ key }) => key === DIRECTORY_KEY)
    .map(({ pod, path, value }) => ({ issuer: value, fault: (fact: string) => faultAt(pod.maker, path, fact) })),
];
