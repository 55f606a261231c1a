import { Construct } from 'constructs';
import type { PersistentVolumeSpec } from 'kubernetes-types/core/v1';
import type { Arc as ArcConfig } from '../config/arc';
import { formatMemory } from '../config/units';
import type { Backup } from './backup';
import { Resource } from './resource';

/** What `/arc` is made of, and who mounts it. */
export interface ArcProps {
  /** Prefix of the volumes' names, which the whole cluster shares. */
  readonly prefix: string;
  readonly arc: ArcConfig;
  /** Namespaces that mount it. */
  readonly namespaces: readonly string[];
}

/**
 * Storage that all sessions share: for each namespace a volume and a claim, all over the same bytes.
 *
 * A claim lives in one namespace and a volume serves one claim, so every further namespace needs a pair of its own. The
 * volumes are static and kept when the claims go; no storage key is needed in the namespaces of users.
 *
 * @example
 * ```ts
 * const arc = new Arc(chart, 'arc', { prefix: 'keck', arc: { driver: 'nfs', ... }, namespaces: ['skaha-workload'] });
 * arc.claimIn('skaha-workload'); // 'arc'
 * ```
 */
export class Arc extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ArcProps,
  ) {
    super(scope, id);
    for (const namespace of props.namespaces) this.pair(namespace);
  }

  /** Name of the claim in a namespace. */
  claimIn(namespace: string): string {
    if (!this.props.namespaces.includes(namespace)) throw new Error(`/arc has no claim in namespace ${namespace}`);
    return 'arc';
  }

  private pair(namespace: string): void {
    const { arc, prefix } = this.props;
    const name = `${prefix}-arc-${namespace}`;
    const claim = this.claimIn(namespace);
    const size = { storage: formatMemory(arc.size) };
    new Resource(
      this,
      `volume-${namespace}`,
      {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name },
        spec: {
          capacity: size,
          accessModes: ['ReadWriteMany'],
          persistentVolumeReclaimPolicy: 'Retain',
          storageClassName: '',
          claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: claim },
          ...source(arc, name),
        } satisfies PersistentVolumeSpec,
      },
      { protect: true, backup: backupOf(arc) },
    );
    new Resource(
      this,
      `claim-${namespace}`,
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: claim, namespace },
        spec: { accessModes: ['ReadWriteMany'], storageClassName: '', volumeName: name, resources: { requests: size } },
      },
      { protect: true },
    );
  }
}

function backupOf({ backup }: ArcConfig): Backup | undefined {
  if (!backup) return undefined;
  return backup.kind === 'storage' ? { kind: 'elsewhere', where: backup.where } : backup;
}

function source(arc: ArcConfig, handle: string): Partial<PersistentVolumeSpec> {
  switch (arc.driver) {
    case 'cephfs':
      return {
        csi: {
          driver: 'cephfs.csi.ceph.com',
          // Unique per volume, though all of them are the same directory: kubelet tells mounts apart by it.
          volumeHandle: handle,
          nodeStageSecretRef: { ...arc.nodeStageSecret },
          volumeAttributes: {
            clusterID: arc.clusterID,
            fsName: arc.fsName,
            rootPath: arc.rootPath,
            staticVolume: 'true',
          },
        },
      };
    case 'nfs':
      return { nfs: { server: arc.server, path: arc.share }, mountOptions: [`nfsvers=${arc.version}`, 'hard'] };
    case 'hostPath':
      return { hostPath: { path: arc.path, type: 'DirectoryOrCreate' } };
  }
}
