// What the Pod Security Standards allow, by the minor version of the policy.

/** Capabilities that container runtimes give by default; others may not be added. */
export const ADDABLE_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** Seccomp and AppArmor profile types that confine. */
export const PROFILES: ReadonlySet<string> = new Set(['RuntimeDefault', 'Localhost']);

/** Volume sources that bring nothing of the node or of a foreign server into a pod. */
export const VOLUME_SOURCES: readonly string[] = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

export const selinuxTypes = (minor: number): ReadonlySet<string> => (minor >= 31 ? SELINUX_1_31 : SELINUX);
const SELINUX = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t']);
const SELINUX_1_31 = new Set([...SELINUX, 'container_engine_t']);

const SYSCTLS: readonly (readonly [since: number, ...names: string[]])[] = [
  [
    0,
    'kernel.shm_rmid_forced',
    'net.ipv4.ip_local_port_range',
    'net.ipv4.ip_unprivileged_port_start',
    'net.ipv4.ping_group_range',
    'net.ipv4.tcp_syncookies',
  ],
  [27, 'net.ipv4.ip_local_reserved_ports'],
  [
    29,
    'net.ipv4.tcp_fin_timeout',
    'net.ipv4.tcp_keepalive_intvl',
    'net.ipv4.tcp_keepalive_probes',
    'net.ipv4.tcp_keepalive_time',
  ],
  [32, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'],
  [37, 'net.ipv4.tcp_notsent_lowat', 'net.ipv4.tcp_slow_start_after_idle'],
];

/** Kernel parameters that belong to the pod alone. */
export const safeSysctls = (minor: number): ReadonlySet<string> =>
  new Set(SYSCTLS.flatMap(([since, ...names]) => (minor >= since ? names : [])));
