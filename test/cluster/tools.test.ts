import { parse } from 'yaml';
import { type GitopsTarget, renderGitops } from '../../src/delivery/gitops';
import { groupOf } from '../../src/kube/reference';
import { type KubeObject, objectName } from '../../src/manifest';
import { manifestsOf, planOf, SITES } from '../sites/sites';
import { secretsOf } from './delivered';
import { ControlPlane } from './launch/control-plane';
import { installCrds } from './launch/crds';
import { note } from './summary';

const GROUPS = ['argoproj.io', 'kustomize.toolkit.fluxcd.io'];
const TARGETS: readonly GitopsTarget[] = [
  { for: 'argocd', repository: 'https://git.example.org/platform.git' },
  { for: 'flux' },
];

let plane: ControlPlane;
beforeAll(async () => {
  plane = await ControlPlane.start();
  await installCrds(plane.api, GROUPS);
  for (const name of ['argocd', 'flux-system']) {
    await plane.api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
});
afterAll(() => plane?.stop());

describe.each(Object.keys(SITES))('site %s', (name) => {
  test.each(TARGETS)(
    'what it says to $for is accepted, and needs no more than one object after the other',
    async (target) => {
      const plan = planOf(SITES[name] as never);
      const files = renderGitops(manifestsOf(SITES[name] as never), { ...target, secrets: secretsOf(plan) });
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
