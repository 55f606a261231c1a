import { defineRule, type Fault } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { containersOf } from '../../src/check/view/containers';
import { Field } from '../../src/check/view/field';
import { faultAt } from '../../src/check/world/faults';
import { worldOf } from '../../src/check/world/world';

export const mountedVolumeExists = defineRule({
  id: 'mounted-volume-exists',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'The API server refuses a pod with a mount that names no volume of it; in a session template that shows when a user starts one.',
  fix: 'Declare the volume in the same pod, or name one that is.',
  source: 'platform-contract.md §7 item 4',
  check: (platform) =>
    eachOf(worldOf(platform).pods, ({ maker, view }): Fault[] => {
      const volumes = new Set(
        [
          ...view.spec.get('volumes').items(),
          ...Field.of(maker.object)
            .get('spec', 'volumeClaimTemplates')
            .items()
            .map((template) => template.get('metadata')),
        ].map((volume) => volume.get('name').text()),
      );
      return containersOf(view).flatMap(({ title, field }) =>
        [...field.get('volumeMounts').items(), ...field.get('volumeDevices').items()]
          .map((mount) => mount.get('name'))
          .filter((name) => !volumes.has(name.text()))
          .map((name) =>
            faultAt(maker, name.path, `${title} mounts ${JSON.stringify(name.text())}, which is no volume of the pod`),
          ),
      );
    }),
});
