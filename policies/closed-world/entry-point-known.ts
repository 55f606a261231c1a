import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { Field } from '../../src/check/view/field';
import { faultAt } from '../../src/check/world/faults';
import { worldOf } from '../../src/check/world/world';
import type { KubeObject } from '../../src/manifest';

const ANNOTATION = 'traefik.ingress.kubernetes.io/router.entrypoints';

export const entryPointKnown = defineRule({
  id: 'entry-point-known',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'Traefik drops a route for an entry point that it does not have, and one for none at all answers on plain HTTP too.',
  fix: 'Name the entry points of the ingress controller as `ingress.entryPoints` has them.',
  source: 'platform-contract.md §1, §4 D3',
  check: (platform) => {
    const known = platform.provides.entryPoints;
    const named = worldOf(platform).objects.flatMap((one) =>
      entryPointsOf(one.object).map((entryPoint) => ({ one, ...entryPoint })),
    );
    if (named.length === 0) return notApplicable;
    return eachOf(named, ({ one, name, path }): Fault[] =>
      known.includes(name)
        ? []
        : [faultAt(one, path, `the ingress controller has no entry point ${JSON.stringify(name)}`)],
    );
  },
});

function entryPointsOf(object: KubeObject): { readonly name: string; readonly path: string }[] {
  const whole = Field.of(object);
  if (object.kind.startsWith('IngressRoute')) {
    const list = whole.get('spec', 'entryPoints');
    const names = list.items().map((item) => ({ name: item.text() ?? '', path: item.path }));
    return names.length > 0 ? names : [{ name: '', path: list.path }];
  }
  const annotation = whole.get('metadata', 'annotations', ANNOTATION);
  return (annotation.text()?.split(',') ?? []).map((name) => ({ name: name.trim(), path: annotation.path }));
}
