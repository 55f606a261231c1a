import type { Container } from 'kubernetes-types/core/v1';
import { NOTHING } from '../../src/plan/amounts';
import { podRequest } from '../../src/plan/pod-request';
import { sessionRequest } from '../../src/plan/session-pod';
import { parseQuantity, UNIT } from '../../src/quantity';
import { start } from '../constructs/skaha';
import { request, setup } from '../constructs/skaha-request';
import { manifestsOf, planOf, SITES } from '../sites/sites';

const cpu = (value: number) => ({ ...NOTHING, cpu: value });

describe('a pod takes', () => {
  test.each([
    ['the sum of its containers', { containers: [cpu(100), cpu(200)], init: [] }, 300],
    [
      'its largest init container',
      { containers: [cpu(100)], init: [cpu(50), cpu(200)].map((amounts) => ({ amounts })) },
      200,
    ],
    [
      'sidecars beside the containers',
      { containers: [cpu(100)], init: [{ amounts: cpu(50), sidecar: true }, { amounts: cpu(60) }] },
      150,
    ],
    [
      'sidecars beside the init containers after them',
      { containers: [cpu(10)], init: [{ amounts: cpu(50), sidecar: true }, { amounts: cpu(60) }] },
      110,
    ],
    ['the overhead on top', { containers: [cpu(100)], init: [], overhead: cpu(30) }, 130],
  ])('%s', (_, parts, expected) => {
    expect(podRequest(parts)).toEqual({ ...cpu(expected), pods: 1 });
  });
});

// The other side of the same number: what the session service makes of the templates, container by container.
describe.each(Object.keys(SITES))('a session of site %s takes what its rendered pod asks for', (site) => {
  const plan = planOf(SITES[site] as never);
  const config = manifestsOf(SITES[site] as never).manifests.find(
    ({ object }) => object.metadata.name === 'skaha-config',
  );
  const files = config?.object.data as Record<string, string>;
  const Gi = 2 ** 30;

  test.each(Object.entries(plan.sessionTypes))('%s', (name, type) => {
    const { request: usual, limit } = plan.offers;
    const size = (of: typeof usual) => ({ cores: of.cpu / 1000, ram: of.memory / Gi });
    const gpus = plan.offers.gpus.length > 0 && type.owner !== 'desktop' ? 1 : 0;
    const { job } = start(
      files,
      { ...request, type: name, requests: size(usual), limits: size(limit), gpus },
      { ...setup, gpuEnabled: plan.offers.gpus.length > 0 },
    );
    const pod = job.spec?.template.spec;
    const amountsOf = ({ resources }: Container) => {
      const of = (key: string, step: bigint) => Number(parseQuantity(resources?.requests?.[key] ?? '0') / step);
      return {
        cpu: of('cpu', UNIT / 1000n),
        memory: of('memory', UNIT),
        ephemeral: of('ephemeral-storage', UNIT),
        gpu: of('nvidia.com/gpu', UNIT),
        pods: 0,
      };
    };
    const rendered = podRequest({
      containers: (pod?.containers ?? []).map(amountsOf),
      init: (pod?.initContainers ?? []).map((one) => ({ amounts: amountsOf(one) })),
    });
    expect(pod?.initContainers).toHaveLength(2);
    expect(sessionRequest(plan, type, { gpus })).toEqual(rendered);
  });
});
