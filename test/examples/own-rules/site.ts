import { defineSite } from 'astroplatform';
import { ourHosts } from './rules/our-hosts';

// A session type and a rule of this observatory's own; everything else is as the package has it.
export default defineSite({
  name: 'observatory',
  domain: 'science.observatory.example.org',
  authority: 'observatory.example.org',
  kubernetes: '1.34',
  registry: { kind: 'external', hosts: ['images.observatory.example.org'] },
  login: { kind: 'external', issuer: 'https://iam.observatory.example.org/' },
  pools: { nodes: { role: 'both', nodes: 4, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } } },
  arc: {
    driver: 'nfs',
    server: 'nfs.observatory.example.org',
    share: '/export/arc',
    backup: { kind: 'storage', where: 'snapshots of the server, daily, kept 30 days' },
  },
  sessions: {
    authorization: { kind: 'group', group: 'ivo://observatory.example.org/gms?users' },
    define: {
      rstudio: {
        web: { port: 8787, path: '/session/rstudio/${skaha.sessionid}', rewrite: 'strip' },
        probes: { readiness: { kind: 'http', path: '/', period: '10s' } },
      },
    },
  },
  checks: { rules: [ourHosts] },
});
