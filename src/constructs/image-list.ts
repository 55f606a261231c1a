import type { Construct } from 'constructs';
import type { Plan } from '../plan/plan';
import type { Harbor } from './harbor/harbor';
import { ImageScript, type ImageScriptProps } from './image-script';
import type { Redis } from './redis';
import type { Edge } from './traffic';

/** Where the authority of Harbor's certificates inside the cluster is mounted. */
const AUTHORITY = '/etc/harbor-authority';

/**
 * Reads the registry's session images into Redis, on a schedule.
 *
 * No Job does it once at delivery: a registry that is empty or away would fail it, and with it a delivery that is well.
 */
export class ImageList extends ImageScript {
  /** What it calls, and who calls it. */
  readonly edges: readonly Edge[];

  /** @param harbor the Harbor that the platform runs, which is read inside the cluster */
  constructor(scope: Construct, id: string, plan: Plan, redis: Redis, harbor?: Harbor) {
    const authority = harbor?.authority;
    super(scope, id, () => ({
      plan,
      name: 'image-list',
      script: 'list-images.sh',
      env: [
        { name: 'HARBOR_HOSTS', value: plan.hosts.harbors.join(' ') },
        ...(plan.hosts.harborInside === undefined ? [] : [{ name: 'HARBOR_URL', value: plan.hosts.harborInside }]),
        ...(authority === undefined ? [] : [{ name: 'HARBOR_CA', value: `${AUTHORITY}/ca.crt` }]),
        { name: 'REDIS_HOST', value: redis.host },
        { name: 'REDIS_PORT', value: String(redis.port) },
        { name: 'REDIS_PASSWORD', valueFrom: redis.users.env('images') },
      ],
      ...(authority !== undefined && mounted(authority)),
    }));
    this.edges = [
      { from: this, to: redis },
      { from: this, to: harbor?.core ?? 'web' },
    ];
  }
}

const mounted = (authority: string): Pick<ImageScriptProps, 'volumes' | 'volumeMounts'> => ({
  volumes: [{ name: 'authority', secret: { secretName: authority, items: [{ key: 'ca.crt', path: 'ca.crt' }] } }],
  volumeMounts: [{ name: 'authority', mountPath: AUTHORITY, readOnly: true }],
});
