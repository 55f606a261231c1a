import { defineRule, fail } from 'astroplatform';

/** This observatory's own rule: a public name lies in its own domain. */
export const ourHosts = defineRule({
  id: 'our-hosts',
  topic: 'network',
  on: 'manifest',
  severity: 'error',
  why: 'Certificates are issued for observatory.example.org and what is below it.',
  fix: 'Choose a domain below observatory.example.org.',
  source: 'handbook, names',
  check: ({ object }) => {
    const rules: readonly { host?: string }[] = object.kind === 'Ingress' ? object.spec.rules : [];
    const foreign = rules.filter(({ host }) => !host?.endsWith('.observatory.example.org'));
    return fail(foreign.map(({ host }) => ({ message: `host ${host} is not ours`, place: { path: 'spec.rules' } })));
  },
});
