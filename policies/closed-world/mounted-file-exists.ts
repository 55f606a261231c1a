import { defineRule, type Fault } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { type ContainerView, containersOf } from '../../src/check/view/containers';
import { textsOf } from '../../src/check/world/container-texts';
import { faultAt } from '../../src/check/world/faults';
import { type MountedFolder, mountedFolders } from '../../src/check/world/mounted-files';
import type { WorldPod } from '../../src/check/world/pods';
import { type World, worldOf } from '../../src/check/world/world';

export const mountedFileExists = defineRule({
  id: 'mounted-file-exists',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A program that starts from a mounted script, or reads a mounted file, fails at once when the ConfigMap or Secret has no such key.',
  fix: 'Add the file to the ConfigMap or Secret that is mounted there, or name one that it has.',
  source: 'platform-contract.md §2.1; skaha-verified.md §2 item 10',
  check: (platform) => {
    const world = worldOf(platform);
    return eachOf(
      world.pods.flatMap((pod) => containersOf(pod.view).map((container) => ({ pod, container }))),
      ({ pod, container }) => faultsOf(world, pod, container),
    );
  },
});

function faultsOf(world: World, pod: WorldPod, { title, field }: ContainerView): Fault[] {
  const folders = mountedFolders(world, pod.view, field, pod.namespace);
  return textsOf(world, pod, field).flatMap(({ text, path }) =>
    folders
      .flatMap((folder) => missingFrom(folder, besideItself(text, path)))
      .map((file) => faultAt(pod.maker, path, `${title} names ${file}, and no such file is mounted there`)),
  );
}

/** The text of a file with the place of the file in it: a script may name by it what lies beside it. */
const besideItself = (text: string, path: string) =>
  // A path of an object is none of a file.
  path.startsWith('/') ? text.replaceAll('${0%/*}', path.slice(0, path.lastIndexOf('/'))) : text;

/** Files below a folder that a text names and the folder does not have. */
function missingFrom({ path, files }: MountedFolder, text: string): string[] {
  if (files === undefined || !text.includes(path)) return [];
  const escaped = path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const names = [...text.matchAll(new RegExp(`(?<![\\w.-])${escaped}/([\\w.-]*[\\w-])(?![\\w*$/{-])`, 'g'))];
  return [...new Set(names.map(([, name = '']) => name))]
    .filter((name) => !files.has(name))
    .map((name) => `${path}/${name}`);
}
