import { type Bytes, formatMemory } from '../config/units';
import type { SessionTemplate } from './session-template-props';
import { type Fields, variable } from './template-text';

/** Executable by everybody: sessions run as their user. Written in decimal, which every YAML version reads alike. */
const EXECUTABLE = 0o555;

/** Space of one session in `/scratch`: the site's, or less where the type says so. */
const scratchSize = ({ type, props }: SessionTemplate): Bytes =>
  Math.min(type.scratch ?? props.scratch.perSession, props.scratch.perSession);

/** Local disk of the session container, requested and limited alike so that nodes are never promised twice. */
export function ephemeralStorage(template: SessionTemplate): string {
  const { scratch } = template.props;
  const onNode = scratch.storageClassName === undefined ? scratchSize(template) : scratch.ephemeralStorage;
  return formatMemory(Math.min(onNode, scratch.ephemeralStorage));
}

/** Volumes of a session pod. */
export function sessionVolumes(template: SessionTemplate): Fields[] {
  const { props } = template;
  return [
    { name: 'etc-passwd', emptyDir: {} },
    { name: 'etc-group', emptyDir: {} },
    files('init-users-groups', props.configMaps.accounts),
    ...platformFiles(template).map(({ name, configMap }) => files(name, configMap)),
    ...props.volumes.map(({ claimName, readOnly }, index) => ({
      name: extra(index),
      persistentVolumeClaim: { claimName, readOnly: readOnly || undefined } as Fields,
    })),
    { name: 'user-storage', persistentVolumeClaim: { claimName: props.userStorage.claimName } },
    { name: 'scratch', ...scratchSource(template) },
  ];
}

/** Mounts of the session container. */
export function sessionMounts(template: SessionTemplate): Fields[] {
  const { props } = template;
  return [
    { name: 'etc-passwd', mountPath: '/etc/passwd', subPath: 'passwd' },
    { name: 'etc-group', mountPath: '/etc/group', subPath: 'group' },
    ...platformFiles(template).map(({ name, mountPath }) => ({ name, mountPath })),
    ...props.volumes.map(({ mountPath, readOnly }, index) => ({
      name: extra(index),
      mountPath,
      readOnly: readOnly || undefined,
    })),
    { name: 'user-storage', mountPath: variable('SKAHA_TOP_LEVEL_DIR'), subPath: props.userStorage.subPath },
    { name: 'scratch', mountPath: '/scratch', subPath: variable('skaha.sessionid') },
  ];
}

const extra = (index: number) => `extra-${index}`;

const files = (name: string, configMap: string): Fields => ({
  name,
  configMap: { name: configMap, defaultMode: EXECUTABLE },
});

function platformFiles({ type, props }: SessionTemplate) {
  const all = {
    scripts: { name: 'scripts', mountPath: '/skaha-system', configMap: props.configMaps.scripts },
    'desktop-startup': {
      name: 'desktop-startup',
      mountPath: '/desktopstartup',
      configMap: props.configMaps.desktopStartup,
    },
  };
  return type.mounts.map((mount) => all[mount]);
}

function scratchSource(template: SessionTemplate): Fields {
  const { storageClassName } = template.props.scratch;
  const size = formatMemory(scratchSize(template));
  if (storageClassName === undefined) return { emptyDir: { sizeLimit: size } };
  const spec = { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: size } } };
  return { ephemeral: { volumeClaimTemplate: { spec } } };
}
