import { containersOf } from '../view/containers';
import { PROFILES, VOLUME_SOURCES } from './allowed';
import { maskedProc } from './baseline';
import { at, type Control, containerHolder, holdersOf, inUserNamespace, isWindows, shown } from './control';

const volumes: Control = ({ spec }) =>
  spec
    .get('volumes')
    .items()
    // "baseline" has its own word for hostPath.
    .filter((volume) => ![...VOLUME_SOURCES, 'hostPath'].some((source) => volume.get(source).exists))
    .map((volume) => {
      const kind = volume.entries().find(([key, source]) => key !== 'name' && source.exists)?.[0] ?? 'no known source';
      return at(volume, `volume ${shown(volume.get('name').text())} is of a restricted kind (${kind})`);
    });

const privilegeEscalation: Control = (pod) =>
  isWindows(pod)
    ? []
    : containersOf(pod).flatMap(({ title, field }) => {
        const flag = field.get('securityContext', 'allowPrivilegeEscalation');
        return flag.flag() === false ? [] : [at(flag, `${title} does not set allowPrivilegeEscalation to false`)];
      });

const nonRoot: Control = (pod, minor) => {
  if (inUserNamespace(pod, minor)) return [];
  const [own, ...containers] = holdersOf(pod).map(({ title, context }) => ({
    title,
    field: context.get('runAsNonRoot'),
  }));
  const inherited = own?.field.flag() === true;
  return [
    ...(own?.field.flag() === false ? [at(own.field, 'the pod sets runAsNonRoot to false')] : []),
    ...containers
      .filter(({ field }) => (field.flag() ?? inherited) === false)
      .map(({ title, field }) =>
        at(field, `${title} may run as root: neither it nor the pod sets runAsNonRoot to true`),
      ),
  ];
};

const nonRootUser: Control = (pod, minor) =>
  inUserNamespace(pod, minor)
    ? []
    : holdersOf(pod)
        .map(({ title, context }) => ({ title, field: context.get('runAsUser') }))
        .filter(({ field }) => field.integer() === 0)
        .map(({ title, field }) => at(field, `${title} runs as user 0`));

const seccomp: Control = (pod) => {
  if (isWindows(pod)) return [];
  const ofPod = pod.spec.get('securityContext', 'seccompProfile', 'type').text();
  if (PROFILES.has(ofPod ?? '')) return [];
  return containersOf(pod)
    .map(containerHolder)
    .map(({ title, context }) => ({ title, field: context.get('seccompProfile') }))
    .filter(({ field }) => !field.exists)
    .map(({ title, field }) => at(field, `${title} has no seccomp profile, neither its own nor the pod's`));
};

const capabilities: Control = (pod) =>
  isWindows(pod)
    ? []
    : containersOf(pod).flatMap(({ title, field }) => {
        const { drop, add } = {
          drop: field.get('securityContext', 'capabilities', 'drop'),
          add: field.get('securityContext', 'capabilities', 'add'),
        };
        const dropsAll = drop.items().some((dropped) => dropped.text() === 'ALL');
        return [
          ...(dropsAll ? [] : [at(drop, `${title} does not drop ALL capabilities`)]),
          ...add
            .items()
            .filter((added) => added.text() !== 'NET_BIND_SERVICE')
            .map((added) => at(added, `${title} adds the capability ${added.text()}`)),
        ];
      });

/** What keeps a pod that is "baseline" already from the "restricted" level: today's practice of hardening pods. */
export const RESTRICTED: readonly Control[] = [
  volumes,
  privilegeEscalation,
  nonRoot,
  nonRootUser,
  seccomp,
  capabilities,
  maskedProc,
];
