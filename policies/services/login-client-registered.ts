import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { type LoginProgram, loginProgramsOf } from '../../src/check/world/login-programs';
import { ownProviders } from '../../src/check/world/login-provider';
import { worldOf } from '../../src/check/world/world';

export const loginClientRegistered = defineRule({
  id: 'login-client-registered',
  topic: 'services',
  on: 'platform',
  severity: 'error',
  why: 'A login provider refuses a client that it does not know or that proves itself by another secret, and sends nobody back to an address that is not registered for it.',
  fix: 'Let client, address and secret come from the list that `login clients` prints, in the program and in the provider of the platform.',
  source: 'harbor-oidc-registry.md §2.3; platform-contract.md §7',
  check: (platform) => {
    const world = worldOf(platform);
    const declared = new Map((platform.provides.loginClients ?? []).map(({ id, redirects }) => [id, redirects]));
    const programs = loginProgramsOf(world);
    if (programs.length === 0) return notApplicable;
    return eachOf(programs, (program): Fault[] => {
      const faults = clientFaults(program, declared, 'registered');
      if (faults.length > 0) return faults;
      return ownProviders(world).flatMap(({ clients, secrets }) => [
        ...clientFaults(program, clients, 'in the declaration of the provider'),
        ...secretFaults(program, secrets),
      ]);
    });
  },
});

type Clients = ReadonlyMap<string, readonly string[]>;

/** @param where what a client is that the list has, as part of a sentence */
function clientFaults({ id, redirect, fault }: LoginProgram, clients: Clients, where: string): Fault[] {
  const redirects = clients.get(id);
  if (!redirects) return [fault(`no client ${JSON.stringify(id)} is ${where}`)];
  if (redirects.includes(redirect)) return [];
  return [fault(`the client ${id} comes back to ${redirects.join(', ')}, and not to ${redirect || 'nowhere'}`)];
}

/** What the page in a browser is told has no secret. */
function secretFaults({ id, secret, fault }: LoginProgram, secrets: ReadonlyMap<string, string>): Fault[] {
  const expected = secrets.get(id);
  if (secret === undefined || secret === expected) return [];
  return [fault(`the client ${id} proves itself by ${secret}, and the provider is given ${expected ?? 'no secret'}`)];
}
