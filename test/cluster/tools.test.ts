import { parse } from 'yaml';
import type { SiteInput } from '../../src/config/site';
import { type GitopsTarget, renderGitops } from '../../src/delivery/gitops';
import { groupOf } from '../../src/kube/reference';
import { type KubeObject, objectName } from '../../src/manifest';
import { smallSite } from '../config/small-site';
import { manifestsOf, planOf, SITES } from '../sites/sites';
import { secretsOf } from './delivered';
import { ControlPlane } from './launch/control-plane';
import { GITOPS_GROUPS, installCrds } from './launch/crds';
import { note } from './summary';

/** The sites of stacks/, and one that brings all that it stands on as charts. */
const JUDGED: Readonly<Record<string, SiteInput>> = {
  ...SITES,
  charts: {
    ...smallSite(),
    addons: {
      traefik: { kind: 'chart' },
      certManager: { kind: 'chart' },
      externalSecrets: { kind: 'chart' },
      // From a registry of images, where the others come from an index.
      kueue: { kind: 'chart' },
      metricsServer: { kind: 'chart' },
      nfsCsi: { kind: 'chart' },
      kubeStateMetrics: { kind: 'chart' },
      cloudnativePg: { kind: 'chart' },
    },
  },
};
const GROUPS: readonly string[] = GITOPS_GROUPS;
const TARGETS: readonly GitopsTarget[] = [
  { for: 'argocd', repository: 'https://git.example.org/platform.git' },
  { for: 'flux' },
];

let plane: ControlPlane;
beforeAll(async () => {
  plane = await ControlPlane.start();
  await installCrds(plane.api, GITOPS_GROUPS);
  for (const name of ['argocd', 'flux-system']) {
    await plane.api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
});
afterAll(() => plane?.stop());

describe.each(Object.entries(JUDGED))('site %s', (name, site) => {
  test.each(TARGETS)(
    'what it says to $for is accepted, and needs no more than one object after the other',
    async (target) => {
      const plan = planOf(site);
      const files = renderGitops(manifestsOf(site), { ...target, secrets: secretsOf(plan) });
      const objects = [...files]
        .filter(([path]) => path.endsWith('.yaml') && !path.endsWith('kustomization.yaml'))
        .map(([, text]) => parse(text) as KubeObject)
        .filter(({ apiVersion }) => GROUPS.includes(groupOf(apiVersion)));
      expect(objects.length).toBeGreaterThan(0);
      for (const object of objects) {
        const { warnings } = await plane.api.apply(object, { dryRun: true });
        expect([objectName(object), warnings]).toEqual([objectName(object), []]);
      }
      note({ table: 'Objects of Argo CD and Flux', site: name, for: target.for, objects: objects.length });
    },
  );
});
