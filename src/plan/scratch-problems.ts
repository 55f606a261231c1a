import type { Site } from '../config/site';
import type { Problem } from '../errors';

/** The NFS driver of Kubernetes' storage group. */
const NFS = 'nfs.csi.k8s.io';

/**
 * Scratch that no session could write to. The NFS driver makes a folder for each volume that only root may write to, unless
 * it is told a mode (csi-driver-nfs:docs/driver-parameters.md, "When to set mountPermissions"), and sessions have no fsGroup.
 */
export function* scratchProblems({ scratch, addons }: Site): Generator<Problem> {
  if (scratch.kind !== 'provisioned' || scratch.provisioner !== NFS) return;
  const [, own] = Object.entries(scratch.parameters).find(([key]) => key.toLowerCase() === 'mountpermissions') ?? [];
  const mode = own ?? (addons.nfsCsi.kind === 'chart' ? modeOfDriver(addons.nfsCsi.values) : undefined);
  if (mode !== undefined && letsEverybodyWrite(mode)) return;
  yield {
    path: 'scratch.parameters.mountPermissions',
    fact:
      mode === undefined
        ? `is missing: ${NFS} makes a folder for each session that only root may write to, and no session runs as root`
        : `"${mode}" lets not everybody write, and no session owns its folder`,
    act: 'Write mountPermissions: "0777"; each session sees its own folder only',
  };
}

function modeOfDriver({ driver }: Readonly<Record<string, unknown>>): string | undefined {
  const { mountPermissions } = (typeof driver === 'object' && driver !== null ? driver : {}) as {
    readonly mountPermissions?: unknown;
  };
  return typeof mountPermissions === 'string' || typeof mountPermissions === 'number'
    ? String(mountPermissions)
    : undefined;
}

/** Whether others may write and enter: mode 0777, 1777, 0773 ... */
const letsEverybodyWrite = (mode: string): boolean =>
  /^[0-7]{3,4}$/.test(mode) && (Number.parseInt(mode, 8) & 0o3) === 0o3;
