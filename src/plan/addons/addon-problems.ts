import type { Site } from '../../config/site';
import type { Problem } from '../../errors';
import { discoveryRules } from '../discovery';
import { chartValues } from './chart-values';
import { type AddonKey, CHARTS } from './charts';
import { type ChosenChart, chosenCharts, supports, versionFor } from './chosen';
import { contested } from './merge-values';

/** What the add-ons of a site contradict: its Kubernetes, its namespaces, and the keys that say what there is to do for them. */
export function* addonProblems(site: Site): Generator<Problem> {
  yield* storeProblems(site);
  for (const one of chosenCharts(site)) {
    yield* versionProblems(site, one);
    yield* namespaceProblems(site, one);
    yield* valueProblems(site, one.key);
    const nothingToDo = USES[one.key]?.(site);
    if (nothingToDo) yield { path: `addons.${one.key}`, ...nothingToDo };
  }
}

function* storeProblems({ secrets }: Site): Generator<Problem> {
  if (secrets.kind !== 'external-secrets' || secrets.store.source.kind === 'existing') return;
  if (secrets.store.kind === 'SecretStore')
    yield {
      path: 'secrets.store.kind',
      fact: 'a SecretStore is of one namespace, and secrets.store.source declares one for all',
      act: 'Write ClusterSecretStore, or leave the key out',
    };
}

function* versionProblems({ kubernetes, addons }: Site, { key, facts, version }: ChosenChart): Generator<Problem> {
  const addon = addons[key];
  const pinned = addon.kind === 'chart' && addon.version !== undefined;
  const known = facts.versions.find((one) => one.version === version);
  if (!pinned && !known)
    yield {
      path: `addons.${key}`,
      fact: `none of the versions that we know (${facts.versions.map((one) => one.version).join(', ')}) is stated to support Kubernetes ${kubernetes}`,
      act: `Write addons.${key}.version, or let it be existing`,
    };
  if (known && !supports(known, kubernetes)) {
    const { from, to } = known.kubernetes;
    const other = versionFor(facts, kubernetes)?.version;
    yield {
      path: `addons.${key}.version`,
      fact: `${facts.title} ${version} is for Kubernetes ${from}${to === undefined ? ' and newer' : ` to ${to}`}, and kubernetes is ${kubernetes}`,
      act: other === undefined ? 'Write a version for it' : `Write ${other}, or leave the key out`,
    };
  }
}

function* valueProblems(site: Site, key: AddonKey): Generator<Problem> {
  const addon = site.addons[key];
  if (addon.kind !== 'chart') return;
  for (const path of contested(chartValues(site, key).fixed, addon.values))
    yield {
      path: `addons.${key}.values.${path}`,
      fact: 'the platform relies on this value and sets it itself',
      act: `Leave it out, or install ${CHARTS[key].title} yourself and write addons.${key}: { kind: 'existing' }`,
    };
}

function* namespaceProblems(site: Site, { key, namespace, podSecurity }: ChosenChart): Generator<Problem> {
  const { namespaces } = site;
  const other = chosenCharts(site).find((one) => one.namespace === namespace && one.podSecurity !== podSecurity);
  if (other && namespace !== 'kube-system' && podSecurity !== 'privileged')
    yield {
      path: `addons.${key}`,
      fact: `its namespace "${namespace}" is also that of addons.${other.key}, whose pods may do more`,
      act: 'Give one of them another namespace',
    };
  for (const own of ['services', 'sessions'] as const)
    if (namespaces[own] === namespace)
      yield {
        path: `namespaces.${own}`,
        fact: `"${namespace}" is also the namespace of ${CHARTS[key].title}, which addons.${key} brings`,
        act: 'Choose another name',
      };
}

/** What must be the case for a chart to be of use. */
const USES: Partial<Record<AddonKey, (site: Site) => Omit<Problem, 'path'> | undefined>> = {
  cephCsi: ({ arc }) =>
    arc.driver === 'cephfs'
      ? undefined
      : { fact: `arc.driver is ${arc.driver}, which this driver does not mount`, act: 'Leave it out' },
  gpuOperator: ({ cluster: { gpus }, pools }) => {
    if (gpus.kind !== 'operator' || gpus.install !== 'helm')
      return {
        fact: 'cluster.gpus does not say what its chart is to do',
        act: "Write cluster.gpus: { kind: 'operator', install: 'helm', ... }",
      };
    if (Object.values(pools).every(({ gpu }) => gpu === undefined))
      return { fact: 'no pool has a GPU', act: 'Leave it out, or write pools.<name>.gpu' };
    return undefined;
  },
  nodeFeatureDiscovery: (site) =>
    discoveryRules(site).length > 0
      ? undefined
      : { fact: 'no pool says what it is to discover', act: 'Leave it out, or write pools.<name>.provider.discovered' },
};
