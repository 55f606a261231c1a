import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf, Undecided } from '../../src/check/undecided';
import { Field } from '../../src/check/view/field';
import { fileFault } from '../../src/check/world/faults';
import { documentsOf, fill, type SessionFile } from '../../src/check/world/session-files';
import { jobFaults } from '../../src/check/world/session-job';
import { isObject } from '../../src/check/world/session-objects';
import { type LaunchValues, launchVariants } from '../../src/check/world/session-values';
import { worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';
import type { KubeObject } from '../../src/manifest';

export const templateObjects = defineRule({
  id: 'template-objects',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'The session service parses what it has filled in as one Job, one Service, or routes with their middlewares; anything else fails when a user starts a session, and only then.',
  fix: 'Correct the template; its text is what counts, with no value, with one, and with long ones.',
  source: 'platform-contract.md §7 item 2; skaha-verified.md §2 items 5-8, §4',
  check: (platform) => {
    const world = worldOf(platform);
    if (world.files.length === 0) return notApplicable;
    return eachOf(world.files, (file): Fault[] => {
      const variants =
        file.kind === 'launch' ? launchVariants(file.type, world.valuesFor(file.type)) : [world.valuesFor(file.type)];
      // What is wrong with every value is said once.
      const facts = variants.map((values) => factsOf(file, values)).find(({ length }) => length > 0) ?? [];
      return facts.map((fact) => fileFault(file, fact));
    });
  },
});

function factsOf(file: SessionFile, values: LaunchValues): string[] {
  const { problem, values: documents } = documentsOf(fill(file, values));
  if (problem !== undefined) return [`filled in it is not YAML: ${problem.split('\n')[0]}`];
  const objects = documents.filter(isObject);
  if (objects.length < documents.length) return ['a document is no Kubernetes object'];
  try {
    return KINDS[file.kind](objects, file, values);
  } catch (error) {
    if (error instanceof Undecided) return [error.message];
    throw error;
  }
}

const one = (objects: readonly KubeObject[], kind: string): KubeObject | undefined =>
  objects.length === 1 && objects[0] && groupKind(objects[0]) === kind ? objects[0] : undefined;

const KINDS: Readonly<
  Record<SessionFile['kind'], (objects: readonly KubeObject[], file: SessionFile, values: LaunchValues) => string[]>
> = {
  launch: (objects, file, values) => {
    const job = one(objects, 'batch/Job');
    return job ? jobFaults(job, file.type, values) : ['it is not exactly one batch/v1 Job'];
  },
  service: (objects) => {
    const service = one(objects, '/Service');
    if (!service) return ['it is not exactly one v1 Service'];
    return Field.of(service).get('spec', 'ports').items().length === 0 ? ['the Service has no port'] : [];
  },
  ingress: (objects) => {
    // The session service may create these two kinds and no others.
    const kinds = objects.map(groupKind);
    const foreign = kinds.filter((kind) => kind !== 'traefik.io/IngressRoute' && kind !== 'traefik.io/Middleware');
    return [
      ...foreign.map((kind) => `it makes a ${kind}, which the session service may not create`),
      ...(kinds.includes('traefik.io/IngressRoute') ? [] : ['it makes no IngressRoute']),
    ];
  },
};
