import { tapServicesJson } from '../../src/config/tap-service';
import type { SessionTemplateProps } from '../../src/constructs/session-template-props';

const Gi = 2 ** 30;

/** References as a platform would resolve them. */
export const props: SessionTemplateProps = {
  userStorage: { claimName: 'keck-arc', subPath: 'cavern' },
  scratch: { perSession: 20 * Gi, ephemeralStorage: 20 * Gi, storageClassName: undefined },
  configMaps: { scripts: 'session-scripts', desktopStartup: 'desktop-startup', accounts: 'session-accounts' },
  redis: {
    host: 'redis.skaha-system.svc.cluster.local',
    port: 6379,
    user: 'session',
    password: { secretName: 'redis-session', key: 'password' },
    image: 'docker.io/library/redis:8.2.2-bookworm',
  },
  pullSecrets: [],
  imagePullPolicy: 'Always',
  priorityClassName: 'keck-interactive',
  placement: {},
  volumes: [],
  route: {
    entryPoint: 'websecure',
    middlewares: { compression: 'session-compression', 'forwarded-proto': 'session-forwarded-proto' },
    everywhere: [],
  },
  labels: {},
  site: {
    domain: 'platform.example.org',
    tapServices: tapServicesJson([
      { label: 'Archive', url: 'https://archive.example.org/tap', center: '62;-37;EQ_J2000', fieldOfView: 10 },
    ]),
  },
};
