import type { Construct } from 'constructs';
import type { Plan } from '../plan/plan';
import { ImageScript } from './image-script';
import { ManagedSecret } from './managed-secret';
import type { Edge } from './traffic';

const NAME = 'label-images';

/** Gives images in Harbor the labels of the session types that they name themselves, as often as the image list is read. */
export class LabelImages extends ImageScript {
  /** What it calls, and who calls it. */
  readonly edges: readonly Edge[];

  /** @param robot name of the robot in Harbor */
  constructor(scope: Construct, id: string, plan: Plan, robot: string) {
    super(scope, id, (script) => {
      const secret = new ManagedSecret(script, 'robot', {
        namespace: plan.site.namespaces.services,
        name: NAME,
        keys: {
          password: [{ kind: 'supplied', name: 'harbor-labeller', description: `secret of Harbor's robot ${robot}` }],
        },
      });
      return {
        plan,
        name: NAME,
        script: 'label-images.sh',
        env: [
          { name: 'HARBOR_URL', value: `https://${plan.hosts.harbors[0]}` },
          // Kubernetes would read "$(" in it, which the pattern of the key excludes.
          { name: 'HARBOR_USER', value: robot },
          { name: 'HARBOR_PASSWORD', valueFrom: secret.env('password') },
          { name: 'TYPES', value: Object.keys(plan.sessionTypes).join(' ') },
        ],
      };
    });
    this.edges = [{ from: this, to: 'web' }];
  }
}
