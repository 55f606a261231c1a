import { containersOf } from '../view/containers';
import type { Field } from '../view/field';
import { ADDABLE_CAPABILITIES, PROFILES, safeSysctls, selinuxTypes } from './allowed';
import { at, type Control, holdersOf, inUserNamespace, shown } from './control';

const hostNamespaces: Control = ({ spec }) =>
  ['hostNetwork', 'hostPID', 'hostIPC']
    .map((key) => spec.get(key))
    .filter((field) => field.flag() === true)
    .map((field) => at(field, `the pod shares a namespace of its node (${field.path.split('.').at(-1)})`));

const privileged: Control = (pod) =>
  containersOf(pod).flatMap(({ title, field }) => {
    const flag = field.get('securityContext', 'privileged');
    return flag.flag() === true ? [at(flag, `${title} is privileged`)] : [];
  });

const capabilities: Control = (pod) =>
  containersOf(pod).flatMap(({ title, field }) =>
    field
      .get('securityContext', 'capabilities', 'add')
      .items()
      .filter((added) => !ADDABLE_CAPABILITIES.has(added.text() ?? ''))
      .map((added) => at(added, `${title} adds the capability ${added.text()}`)),
  );

const hostPathVolumes: Control = ({ spec }) =>
  spec
    .get('volumes')
    .items()
    .filter((volume) => volume.get('hostPath').exists)
    .map((volume) => at(volume.get('hostPath'), `volume ${shown(volume.get('name').text())} is a path of the node`));

const hostPorts: Control = (pod) =>
  containersOf(pod).flatMap(({ title, field }) =>
    field
      .get('ports')
      .items()
      .map((port) => port.get('hostPort'))
      .filter((port) => (port.integer() ?? 0) !== 0)
      .map((port) => at(port, `${title} takes port ${port.integer()} of the node`)),
  );

const HANDLERS = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
];

/** Since 1.34: a probe of another host makes the kubelet send requests where the pod's author wants. */
const probeHosts: Control = (pod, minor) =>
  minor < 34
    ? []
    : containersOf(pod).flatMap(({ title, field }) =>
        HANDLERS.flatMap((keys) => ['httpGet', 'tcpSocket'].map((action) => field.get(...keys, action, 'host')))
          .filter((host) => (host.text() ?? '') !== '')
          .map((host) => at(host, `${title} is probed at another host, ${shown(host.text())}`)),
      );

const appArmor: Control = (pod) => [
  ...profiles(pod, 'appArmorProfile', 'AppArmor'),
  ...pod.metadata
    .get('annotations')
    .entries()
    .filter(
      ([key, value]) =>
        key.startsWith(APPARMOR_PREFIX) && !/^$|^runtime\/default$|^localhost\//.test(value.text() ?? ''),
    )
    .map(([, value]) => at(value, `the AppArmor profile is ${shown(value.text())}`)),
];
const APPARMOR_PREFIX = 'container.apparmor.security.beta.kubernetes.io/';

/** Profiles that are stated must be the runtime's or one of the node's; to state none is up to "restricted". */
const profiles = (pod: Parameters<Control>[0], key: string, name: string) =>
  holdersOf(pod).flatMap(({ title, context }) => {
    const profile = context.get(key);
    const type = profile.get('type');
    if (!profile.exists || PROFILES.has(type.text() ?? '')) return [];
    return [at(type, `${title} sets the ${name} profile ${shown(type.text())}`)];
  });

const seccomp: Control = (pod) => profiles(pod, 'seccompProfile', 'seccomp');

const seLinux: Control = (pod, minor) =>
  holdersOf(pod).flatMap(({ title, context }) => {
    const options = context.get('seLinuxOptions');
    const type = options.get('type');
    const set = (key: string): Field[] => ((options.get(key).text() ?? '') === '' ? [] : [options.get(key)]);
    return [
      ...(selinuxTypes(minor).has(type.text() ?? '')
        ? []
        : [at(type, `${title} sets the SELinux type ${shown(type.text())}`)]),
      ...[...set('user'), ...set('role')].map((field) => at(field, `${title} sets an SELinux user or role`)),
    ];
  });

/** Masks of /proc may be lifted where root inside is nobody outside, since 1.35. */
const procMount: Control = (pod, minor) => (inUserNamespace(pod, minor) ? [] : maskedProc(pod, minor));

/** The strict form, which "restricted" keeps. */
export const maskedProc: Control = (pod) =>
  containersOf(pod).flatMap(({ title, field }) => {
    const mount = field.get('securityContext', 'procMount');
    return (mount.text() ?? 'Default') === 'Default'
      ? []
      : [at(mount, `${title} mounts /proc as ${shown(mount.text())}`)];
  });

const sysctls: Control = ({ spec }, minor) =>
  spec
    .get('securityContext', 'sysctls')
    .items()
    .map((sysctl) => sysctl.get('name'))
    .filter((name) => !safeSysctls(minor).has(name.text() ?? ''))
    .map((name) => at(name, `the pod sets the kernel parameter ${shown(name.text())}`));

const windowsHostProcess: Control = (pod) =>
  holdersOf(pod).flatMap(({ title, context }) => {
    const flag = context.get('windowsOptions', 'hostProcess');
    return flag.flag() === true ? [at(flag, `${title} runs as a process of its Windows node`)] : [];
  });

/** What keeps a pod from the "baseline" level: known ways to take over its node. */
export const BASELINE: readonly Control[] = [
  hostNamespaces,
  privileged,
  capabilities,
  hostPathVolumes,
  hostPorts,
  probeHosts,
  appArmor,
  seLinux,
  procMount,
  seccomp,
  sysctls,
  windowsHostProcess,
];
