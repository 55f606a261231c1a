import { isBuiltInGroup } from '../kube/apis';
import type { KubeObject, Manifests } from '../manifest';
import { sourcesOf } from './secret-sources';

/** What must be there before a folder is applied, in so far as its objects tell. */
export interface Prerequisites {
  /** Hosts that people and programs look up, in the order of the alphabet. */
  readonly hosts: readonly string[];
  /** API versions of operators that no chart of the site brings. */
  readonly apis: readonly string[];
  /** What people must supply, in their words. */
  readonly supplied: readonly string[];
}

/** Who uses an engine has it. */
const OF_ENGINES = /(?:^|\.)(?:toolkit\.fluxcd|argoproj)\.io\//;

/** @param objects what is applied, of operators too */
export function prerequisites(objects: readonly KubeObject[], { charts = [], secrets }: Manifests): Prerequisites {
  const brought = new Set(charts.flatMap(({ apis }) => apis));
  const hosts = objects.flatMap(({ kind, spec }): readonly (string | undefined)[] => {
    if (kind === 'Ingress') return ((spec?.rules ?? []) as readonly { host?: string }[]).map(({ host }) => host);
    // Sessions have a host whose Ingresses are made with them; the route that leads to https knows it.
    const routes = kind === 'IngressRoute' ? ((spec?.routes ?? []) as readonly { match?: string }[]) : [];
    return routes.flatMap(({ match = '' }) => [...match.matchAll(/Host\(`([^`]+)`\)/g)].map(([, host]) => host));
  });
  const apis = objects
    .map(({ apiVersion }) => apiVersion)
    .filter((api) => !isBuiltInGroup(api) && !brought.has(api) && !OF_ENGINES.test(api));
  return {
    hosts: sorted(hosts.flatMap((host) => (host === undefined ? [] : [host]))),
    apis: sorted(apis),
    supplied: sorted(
      sourcesOf(secrets).flatMap(({ source }) => (source.kind === 'supplied' ? [source.description] : [])),
    ),
  };
}

const sorted = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();
