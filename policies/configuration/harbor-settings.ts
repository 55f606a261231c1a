import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { textsOf } from '../../src/check/world/container-texts';
import { environmentOf } from '../../src/check/world/environment';
import { faultAt } from '../../src/check/world/faults';
import { HARBOR_PROGRAMS, type HarborContainer, harborContainers } from '../../src/check/world/harbor-containers';
import { declaredPorts } from '../../src/check/world/pods';
import { type World, worldOf } from '../../src/check/world/world';

/** Without the first variable, which must be `true`, a part leaves out what the second one is about. */
const SWITCHES: readonly (readonly [name: string, beside: string])[] = [
  ['METRIC_ENABLE', 'METRIC_PORT'],
  ['HARBOR_EXPORTER_METRICS_ENABLED', 'HARBOR_EXPORTER_METRICS_PATH'],
  ['WITH_TRIVY', 'TRIVY_ADAPTER_URL'],
  ['INTERNAL_TLS_ENABLED', 'INTERNAL_TLS_KEY_PATH'],
];

export const harborSettings = defineRule({
  id: 'harbor-settings',
  topic: 'configuration',
  on: 'platform',
  severity: 'error',
  why: 'A part of Harbor listens where its settings say and leaves out what they do not switch on, without a word: then nobody scans, and no numbers come.',
  fix: 'Start the program of the image, switch on what is set up, and declare the ports that the settings name.',
  source: 'harbor-oidc-registry.md §1.1, §1.2',
  check: (platform) => {
    const world = worldOf(platform);
    const parts = harborContainers(world);
    if (parts.length === 0) return notApplicable;
    return eachOf(parts, (part) => [...programFaults(part), ...switchFaults(part), ...portFaults(world, part)]);
  },
});

function programFaults({ image, pod, field }: HarborContainer): Fault[] {
  const command = field.get('command').items()[0];
  const program = HARBOR_PROGRAMS[image];
  if (!command || command.text() === program) return [];
  return [faultAt(pod.maker, command.path, `the image ${image} has no ${command.text()}; its program is ${program}`)];
}

function switchFaults({ pod, field }: HarborContainer): Fault[] {
  const variables = environmentOf(field);
  return SWITCHES.filter(([name, beside]) => variables.has(beside) && variables.get(name)?.value !== 'true').map(
    ([name, beside]) =>
      faultAt(
        pod.maker,
        variables.get(name)?.field.path ?? field.get('env').path,
        `${beside} is set, and ${name} is not true`,
      ),
  );
}

/** A part listens where its variables and its file say, whatever its container declares. */
function portFaults(world: World, { pod, field }: HarborContainer): Fault[] {
  const texts = textsOf(world, pod, field).map(({ text }) => text);
  return declaredPorts(field)
    .filter(({ number }) => !texts.some((text) => new RegExp(`(?<!\\d)${number}(?!\\d)`).test(text)))
    .map(({ number, field: { path } }) =>
      faultAt(pod.maker, path, `it declares the port ${number}, and no setting of it names one`),
    );
}
