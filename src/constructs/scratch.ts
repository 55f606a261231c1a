import { Construct } from 'constructs';
import type { Volume } from 'kubernetes-types/core/v1';
import type { Scratch as ScratchConfig } from '../config/scratch';
import { type Bytes, formatMemory } from '../config/units';
import { sessionDisk } from '../plan/session-pod';
import { Resource } from './resource';

/** Which scratch space, and the prefix of the storage class's name, which the whole cluster shares. */
export interface ScratchProps {
  readonly prefix: string;
  readonly scratch: ScratchConfig;
}

/**
 * Local space of one session, mounted at `/scratch`, deleted with the session.
 *
 * @example
 * ```ts
 * const scratch = new Scratch(chart, 'scratch', { prefix: 'keck', scratch: { kind: 'emptyDir', perSession: 200 * 2 ** 30 } });
 * const podVolume = scratch.volume('scratch-dir');
 * ```
 */
export class Scratch extends Construct {
  /** Storage class of the volumes; `undefined` where the node's own disk is used. */
  readonly storageClassName: string | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ScratchProps,
  ) {
    super(scope, id);
    const { scratch } = props;
    if (scratch.kind === 'provisioned') {
      this.storageClassName = `${props.prefix}-scratch`;
      new Resource(this, 'storage-class', {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: this.storageClassName },
        provisioner: scratch.provisioner,
        parameters: scratch.parameters,
        reclaimPolicy: 'Delete',
        volumeBindingMode: 'WaitForFirstConsumer', // so that the volume lands where the session runs
        allowVolumeExpansion: false,
      });
    } else this.storageClassName = scratch.kind === 'volume' ? scratch.storageClass : undefined;
  }

  /** Local disk that a session's container requests and is limited to, in bytes. */
  get ephemeralStorage(): Bytes {
    return sessionDisk(this.props.scratch);
  }

  /** Space of one session, in bytes. */
  get perSession(): Bytes {
    return this.props.scratch.perSession;
  }

  /** The pod volume. */
  volume(name: string): Volume {
    const size = formatMemory(this.perSession);
    if (this.storageClassName === undefined) return { name, emptyDir: { sizeLimit: size } };
    return {
      name,
      ephemeral: {
        volumeClaimTemplate: {
          spec: {
            accessModes: ['ReadWriteOnce'],
            storageClassName: this.storageClassName,
            resources: { requests: { storage: size } },
          },
        },
      },
    };
  }
}
