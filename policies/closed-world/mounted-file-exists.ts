import { defineRule, type Fault } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { type ContainerView, containersOf } from '../../src/check/view/containers';
import { environmentOf } from '../../src/check/world/environment';
import { type MountedFolder, mountedFolders } from '../../src/check/world/mounted-files';
import type { WorldPod } from '../../src/check/world/pods';
import { faultAt, type World, worldOf } from '../../src/check/world/world';

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

/** A text in which a container may name files, and where it stands. */
interface Mention {
  readonly text: string;
  readonly path: string;
}

function faultsOf(world: World, { maker, view, namespace }: WorldPod, { title, field }: ContainerView): Fault[] {
  const folders = mountedFolders(world, view, field, namespace);
  const mentions: Mention[] = [
    ...['command', 'args']
      .flatMap((list) => field.get(list).items())
      .map((item) => ({ text: item.text() ?? '', path: item.path })),
    ...[...environmentOf(field).values()].map(({ value = '', field: { path } }) => ({ text: value, path })),
    // Scripts call each other, and configuration names further files.
    ...folders.flatMap(({ path, texts }) => [...texts].map(([name, text]) => ({ text, path: `${path}/${name}` }))),
  ];
  return mentions.flatMap(({ text, path }) =>
    folders
      .flatMap((folder) => missingFrom(folder, text))
      .map((file) => faultAt(maker, path, `${title} names ${file}, and no such file is mounted there`)),
  );
}

/** Files below a folder that a text names and the folder does not have. */
function missingFrom({ path, files }: MountedFolder, text: string): string[] {
  if (files === undefined || !text.includes(path)) return [];
  const escaped = path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const names = [...text.matchAll(new RegExp(`(?<![\\w.-])${escaped}/([\\w.-]*[\\w-])(?![\\w*$/{-])`, 'g'))];
  return [...new Set(names.map(([, name = '']) => name))]
    .filter((name) => !files.has(name))
    .map((name) => `${path}/${name}`);
}
