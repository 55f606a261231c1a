import type { SecretText } from '../manifest';
import type { Offers } from '../plan/offers';
import type { Plan } from '../plan/plan';
import { REDIS_PASSWORDS, type Redis } from './redis';
import { catalinaText } from './tomcat';

const Gi = 2 ** 30;

/** `catalina.properties`, with the password of the POSIX cache in it: a file of a Secret. */
export const catalinaProperties = (plan: Plan, redis: Redis): SecretText => [
  `${catalinaText(plan)}org.opencadc.skaha.posixCache.url = redis://skaha:`,
  REDIS_PASSWORDS.skaha,
  `@${redis.host}:${redis.port}\n`,
];

/** `k8s-resources.json`: the same offers as the LimitRange, for clients that read the file. */
export function resourcesJson({ site, offers }: Plan): string {
  const sizes = (unit: number, of: 'cpu' | 'memory') => ({
    default: offers.request[of] / unit,
    defaultRequest: offers.request[of] / unit,
    defaultLimit: offers.limit[of] / unit,
    options: steps(offers, of, unit),
  });
  const content = {
    cores: sizes(1000, 'cpu'),
    memoryGB: sizes(Gi, 'memory'),
    gpus: { options: offers.gpus },
    maxInteractiveSessions: site.sessions.perUser,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

// Powers of two up to the largest: a menu that a person can read. The default and the largest are always on it.
function steps(offers: Offers, of: 'cpu' | 'memory', unit: number): number[] {
  const largest = offers.menu[of] / unit;
  const powers = Array.from({ length: Math.floor(Math.log2(largest)) + 1 }, (_, exponent) => 2 ** exponent);
  return [...new Set([...powers, offers.request[of] / unit, offers.limit[of] / unit, largest])].sort((a, b) => a - b);
}
