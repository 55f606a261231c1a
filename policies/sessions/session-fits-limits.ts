import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { amountAt } from '../../src/check/view/amount';
import { containersOf } from '../../src/check/view/containers';
import type { Field } from '../../src/check/view/field';
import { podOf } from '../../src/check/view/pod-spec';
import { fileFault } from '../../src/check/world/faults';
import { limitRangesOf } from '../../src/check/world/limit-range';
import { sessionObjectsOf } from '../../src/check/world/session-objects';
import { worldOf } from '../../src/check/world/world';

/** The least that a user can ask for: what is larger than the limit then, the template itself asks for. */
const LEAST = {
  'software.requests.cores': '1.0',
  'software.requests.ram': '1.0Gi',
  'software.limits.cores': '1.0',
  'software.limits.ram': '1.0Gi',
};

export const sessionFitsLimits = defineRule({
  id: 'session-fits-limits',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'The API server refuses the pod of a session that is larger than the LimitRange allows: the Job is there, and nothing ever runs.',
  fix: 'Raise the largest size of the site, or lower the fixed size of the session type.',
  source: 'platform-contract.md §7 item 9; capacity-storage-network.md §3.4 Q7, Q9',
  check: (platform) => {
    const world = worldOf(platform);
    const maxima = limitRangesOf(world)
      .flatMap(({ limits }) => limits.items())
      .map((limit) => limit.get('max'));
    const files = world.files.filter(({ kind }) => kind === 'launch');
    if (!world.service?.sessions || maxima.length === 0 || files.length === 0) return notApplicable;
    return eachOf(files, (file): Fault[] => {
      const home = world.homeOf(file.type);
      const jobs = home ? sessionObjectsOf(file, { ...world.valuesFor(file.type), ...LEAST }, home) : [];
      const containers = jobs.flatMap(({ object }) => {
        const pod = podOf(object);
        return pod ? containersOf(pod) : [];
      });
      return containers.flatMap(({ title, field }) =>
        maxima
          .flatMap((max) => excess(field.get('resources', 'limits'), max))
          .map((fact) => fileFault(file, `${title} ${fact}`)),
      );
    });
  },
});

const excess = (limits: Field, max: Field): string[] =>
  max.entries().flatMap(([resource, bound]) => {
    const limit = limits.get(resource);
    const [amount, most] = [amountAt(limit), amountAt(bound)];
    if (amount === undefined || most === undefined || amount <= most) return [];
    return [`has a limit of ${limit.amount()} ${resource}, and the LimitRange allows ${bound.amount()}`];
  });
