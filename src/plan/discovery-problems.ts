import type { Site } from '../config/site';
import type { Problem } from '../errors';
import { discoveryRules } from './discovery';

/** Labels that Node Feature Discovery writes: those of a domain, and of Kubernetes' own only these two. */
const WRITABLE = /^(?!(?:[^/]*\.)?kubernetes\.io\/)[^/]+\/|^(?:[^/]*\.)?(?:feature|profile)\.node\.kubernetes\.io\//;

/** Nodes that Node Feature Discovery would not label, or would label as those of two pools. */
export function* discoveryProblems(site: Site): Generator<Problem> {
  const rules = discoveryRules(site);
  const seen = new Map<string, string>();
  for (const { name, labels, matchFeatures } of rules) {
    const path = `pools.${name}.provider.discovered`;
    const keys = Object.keys(labels);
    if (matchFeatures.length === 0)
      yield {
        path,
        fact: 'says nothing of the nodes, so it would mean all of them',
        act: 'Write names, models or pci',
      };
    if (keys.length === 0)
      yield {
        path,
        fact: `there is nothing to write: a site with one pool looks for its nodes by no label, and pools.${name}.labels has none`,
        act: 'Leave it out, or write labels',
      };
    for (const label of keys.filter((key) => !WRITABLE.test(key)))
      yield {
        path: `pools.${name}.labels`,
        fact: `Node Feature Discovery, which ${path} has write them, does not write the label ${label}`,
        act: 'Choose a label of a domain of your own, e.g. example.org/pool',
      };
    const means = JSON.stringify(matchFeatures);
    const other = seen.get(means);
    if (other !== undefined)
      yield {
        path,
        fact: `means the same nodes as pools.${other}.provider.discovered, which would have the labels of both pools`,
        act: 'Tell them apart, e.g. by names',
      };
    seen.set(means, name);
  }
}
