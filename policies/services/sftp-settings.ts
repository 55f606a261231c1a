import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { type ContainerView, containersOf } from '../../src/check/view/containers';
import { volumesOf } from '../../src/check/view/pod-spec';
import { faultAt } from '../../src/check/world/faults';
import { type FileMount, fileMountsOf } from '../../src/check/world/file-mounts';
import { Network } from '../../src/check/world/network';
import { portsOf, type WorldPod } from '../../src/check/world/pods';
import { type World, worldOf } from '../../src/check/world/world';

const SSHD = '/etc/ssh/sshd_config';
const SSSD = '/etc/sssd/sssd.conf';

export const sftpSettings = defineRule({
  id: 'sftp-settings',
  topic: 'services',
  on: 'platform',
  severity: 'error',
  why: 'The SFTP server shows the files that sessions have only when folder, homes and root are theirs; without its key or its directory it lets nobody in.',
  fix: 'Give it its two files and its host key, `/arc` as the sessions mount it, and a way to the directory.',
  source: 'platform-contract.md §1, §4 D6, §7 item 5; opencadc/vos, cavern-sshd',
  check: (platform) => {
    const world = worldOf(platform);
    const servers = world.pods.flatMap((pod) =>
      containersOf(pod.view)
        .map((container) => ({ pod, container, files: fileMountsOf(world, pod, container.field) }))
        .filter(({ files }) => files.some(({ key }) => key === 'sshd_config' || key === 'sssd.conf')),
    );
    if (servers.length === 0) return notApplicable;
    return eachOf(servers, (server): Fault[] => [
      ...fileFaults(server),
      ...serverFaults(server),
      ...homeFaults(world, server),
      ...directoryFaults(world, server),
    ]);
  },
});

interface Server {
  readonly pod: WorldPod;
  readonly container: ContainerView;
  readonly files: readonly FileMount[];
}

const at = ({ files }: Server, path: string) => files.find((file) => file.path === path);
const textAt = (server: Server, path: string) => at(server, path)?.text ?? '';
const fault = ({ pod }: Server, path: string, fact: string) => faultAt(pod.maker, path, fact);

/** Value of a line of `sshd_config`. */
const said = (server: Server, key: string) => new RegExp(`^${key} (.*)$`, 'm').exec(textAt(server, SSHD))?.[1];
/** Value of a line of `sssd.conf`. */
const told = (server: Server, key: string) => new RegExp(`^${key} = (.*)$`, 'm').exec(textAt(server, SSSD))?.[1];

function fileFaults(server: Server): Fault[] {
  return [
    ...[SSHD, SSSD]
      .filter((path) => at(server, path)?.text === undefined)
      .map((path) => fault(server, '', `the SFTP server finds no ${path}`)),
    ...server.files
      .filter(({ exists }) => !exists)
      .map(({ field, key, path }) =>
        fault(server, field.path, `${path} is mounted from the key ${key}, which is not there`),
      ),
    ...[said(server, 'HostKey'), told(server, 'ldap_tls_cacert')]
      .filter((path) => path !== undefined && at(server, path) === undefined)
      .map((path) => fault(server, '', `nothing is mounted at ${path}, which the SFTP server reads`)),
  ];
}

function serverFaults(server: Server): Fault[] {
  const port = Number(said(server, 'Port'));
  return [
    ...(said(server, 'HostKey') === undefined ? [fault(server, SSHD, 'it names no HostKey')] : []),
    ...(portsOf(server.pod.view).some(({ number }) => number === port)
      ? []
      : [fault(server, SSHD, `it listens on ${port}, which is none of the ports of its container`)]),
  ];
}

/** Root, folder and homes are those of sessions. */
function homeFaults(world: World, server: Server): Fault[] {
  const root = said(server, 'ChrootDirectory');
  const mount = claimMounts(server.pod, server.container).find(({ path }) => path === root);
  if (!mount) return [fault(server, SSHD, `no claim is mounted at ${root}, the root of whoever logs in`)];
  const homes = world.service?.variables.get('SKAHA_USER_STORAGE_USER_HOME_URI')?.value;
  const folder = homes && /^vos:\/\/[^/]+\/(.*)$/.exec(homes)?.[1];
  const ofSessions = world.pods
    .filter(({ maker }) => maker.file !== undefined)
    .flatMap((pod) => containersOf(pod.view).flatMap((container) => claimMounts(pod, container)))
    .filter(({ claim }) => claim === mount.claim)
    .map(({ subPath }) => subPath);
  const keys = told(server, 'override_homedir');
  return [
    ...[...new Set(ofSessions)]
      .filter((subPath) => subPath !== mount.subPath)
      .map((subPath) =>
        fault(server, mount.field.path, `it mounts the folder ${mount.subPath}, and sessions ${subPath}`),
      ),
    ...(keys === `${root}/${folder}/%u`
      ? []
      : [fault(server, SSSD, `homes are in ${root}/${folder}, and it looks for keys in ${keys}`)]),
    ...(said(server, 'ForceCommand')?.endsWith(` -d /${folder}/%u`)
      ? []
      : [fault(server, SSHD, `people do not begin in /${folder}/%u`)]),
  ];
}

/** Where a container mounts claims. */
function claimMounts({ view }: WorldPod, { field: container }: ContainerView) {
  const volumes = volumesOf(view.spec);
  return container
    .get('volumeMounts')
    .items()
    .flatMap((field) => {
      const claim = volumes.get(field.get('name').text())?.get('persistentVolumeClaim', 'claimName').text();
      const text = (key: string) => field.get(key).text();
      return claim === undefined ? [] : [{ field, claim, path: text('mountPath'), subPath: text('subPath') }];
    });
}

function directoryFaults(world: World, server: Server): Fault[] {
  const domain = told(server, 'domains');
  const [, port] = /^ldaps:\/\/[\w.-]+:(\d+)$/.exec(told(server, 'ldap_uri') ?? '') ?? [];
  const lets = new Network(world).lets(server.pod, { kind: 'outside' }, { port: Number(port), protocol: 'TCP' });
  return [
    ...(textAt(server, SSSD).includes(`[domain/${domain}]\n`)
      ? []
      : [fault(server, SSSD, `it has no domain ${domain}`)]),
    ...(told(server, 'ldap_default_authtok') ? [] : [fault(server, SSSD, 'it has no password for the directory')]),
    ...(port === undefined
      ? [fault(server, SSSD, `it asks ${told(server, 'ldap_uri')}, which is no directory behind TLS`)]
      : []),
    ...(port !== undefined && !lets
      ? [fault(server, SSSD, `no policy lets it out to port ${port} of the directory`)]
      : []),
  ];
}
