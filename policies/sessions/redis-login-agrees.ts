import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { clientPasswords, redisLogins, redisUsers, valuesToLogIn } from '../../src/check/world/redis-logins';
import { worldOf } from '../../src/check/world/world';

export const redisLoginAgrees = defineRule({
  id: 'redis-login-agrees',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'A launch goes on when Redis refuses the session service, and with a wrong password redis-cli goes on as the user who may read one list: users then have no name in their sessions.',
  fix: 'Let the login use a user of the ACL file, and both the same secret value.',
  source: 'skaha-verified.md §1 items 3 and 4, §3; platform-contract.md §4 D17',
  check: (platform) => {
    const users = redisUsers(platform.secrets);
    if (users.size === 0) return notApplicable;
    const values = valuesToLogIn(platform.secrets);
    const unused = [...users]
      .flatMap(([user, all]) => all.map((value) => [user, value] as const))
      .filter(([, value]) => !values.has(value));
    const world = worldOf(platform);
    const passwords = [...users.values()].flat();
    const faults = [
      ...unused.map(
        ([user, value]): Fault => ({ message: `nobody is given ${value}, the password of the Redis user ${user}` }),
      ),
      ...clientPasswords(world)
        .filter(({ password }) => password === undefined || !passwords.includes(password))
        .map(({ fault }) => fault('no Redis has a user of this password')),
    ];
    const logins = eachOf(redisLogins(world), ({ user, password, fault }): Fault[] => {
      const known = users.get(user);
      if (known === undefined)
        return [fault(`Redis has no user ${JSON.stringify(user)}; it has ${[...users.keys()].join(', ')}`)];
      if (password !== undefined && known.includes(password)) return [];
      const right = known.join(' or ');
      return [
        fault(`the password of the Redis user ${user} is ${right}, and here it is ${password ?? 'another text'}`),
      ];
    });
    return faults.length === 0 ? logins : fail([...faults, ...(logins.verdict === 'fail' ? logins.faults : [])]);
  },
});
