import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { Field } from '../../src/check/view/field';
import { groupKind } from '../../src/kube/reference';

export const ingressTls = defineRule({
  id: 'ingress-tls',
  topic: 'network',
  on: 'manifest',
  severity: 'error',
  why: 'Users send passwords and cookies to these hosts; and an Ingress without a class is served by no controller, or by all.',
  fix: 'Set spec.ingressClassName, name a host in every rule, and list each host under spec.tls; for Traefik, annotate router.tls beside router.entrypoints.',
  source: 'platform-contract.md §7.11, D3, D5',
  check: ({ object }) => {
    if (groupKind(object) !== 'networking.k8s.io/Ingress') return notApplicable;
    const spec = Field.of(object).get('spec');
    return fail([...classFaults(spec), ...hostFaults(spec), ...routerFaults(Field.of(object))]);
  },
});

function classFaults(spec: Field): Fault[] {
  const field = spec.get('ingressClassName');
  return (field.text() ?? '') === '' ? [{ message: 'the Ingress names no class', place: { path: field.path } }] : [];
}

const ROUTER = 'traefik.ingress.kubernetes.io/router';

/** Traefik takes `spec.tls` for certificates only: a route that names an HTTPS entry point says itself that it has TLS. */
function routerFaults(object: Field): Fault[] {
  const annotations = object.get('metadata', 'annotations');
  const entryPoints = annotations.get(`${ROUTER}.entrypoints`);
  if (!entryPoints.exists || annotations.get(`${ROUTER}.tls`).text() === 'true') return [];
  return [{ message: `the annotation ${ROUTER}.tls is not "true"`, place: { path: entryPoints.path } }];
}

function hostFaults(spec: Field): Fault[] {
  const covered = spec
    .get('tls')
    .items()
    .flatMap((entry) => entry.get('hosts').items())
    .map((host) => host.text() ?? '');
  const rules = spec.get('rules').items();
  const open = rules.map((rule) => rule.get('host')).filter((host) => (host.text() ?? '') === '');
  if (rules.length === 0 || spec.get('defaultBackend').exists) open.push(spec.get('defaultBackend'));
  return [
    ...open.map(({ path }) => ({
      message: 'the Ingress answers for every host, which no certificate covers',
      place: { path },
    })),
    ...rules
      .map((rule) => rule.get('host'))
      .filter((host) => (host.text() ?? '') !== '' && !covered.some((name) => covers(name, host.text() ?? '')))
      .map((host) => ({ message: `the host ${host.text()} is served without TLS`, place: { path: host.path } })),
  ];
}

/** `*.example.org` covers one label, as in a certificate. */
function covers(name: string, host: string): boolean {
  if (name === host) return true;
  const dot = host.indexOf('.');
  return name.startsWith('*.') && dot > 0 && name.slice(1) === host.slice(dot);
}
