import { textOf } from './answer';
import type { HarborApi } from './api';
import { HarborError } from './harbor-error';

/** Who we are to Harbor. */
export type Caller =
  | { readonly kind: 'user'; readonly name: string; readonly isAdmin: boolean }
  /** A robot has no name here but the one that it logged in with. */
  | { readonly kind: 'robot'; readonly name: string };

/** What Harbor puts in front of robots' names until somebody changes it. */
const PREFIX = 'robot$';

/** Asks Harbor who we are. */
export async function findCaller(api: HarborApi): Promise<Caller> {
  const { status, body } = await api.send('GET', 'users/current', undefined, [412, 403]);
  // It answers 412 to whom it knows and who is no user (goharbor/harbor:src/server/v2.0/handler/user.go).
  if (status !== 200) return { kind: 'robot', name: api.user };
  const { username, sysadmin_flag, admin_role_in_auth } = body as Record<string, unknown>;
  return { kind: 'user', name: textOf(username), isAdmin: sysadmin_flag === true || admin_role_in_auth === true };
}

/** The prefix of robots' names. Only an administrator can read it; a robot bears it in its own name. */
export async function findRobotPrefix(api: HarborApi, caller: Caller): Promise<string> {
  if (caller.kind === 'robot') return /^(.*?)[a-z0-9]+(?:[._+-][a-z0-9]+)*$/.exec(caller.name)?.[1] ?? PREFIX;
  try {
    const configuration = await api.find('configurations');
    const prefix = (configuration?.robot_name_prefix as { value?: unknown } | undefined)?.value;
    return typeof prefix === 'string' ? prefix : PREFIX;
  } catch (error) {
    if (error instanceof HarborError && error.status === 403) return PREFIX;
    throw error;
  }
}
