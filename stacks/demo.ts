import { defineSite } from 'astroplatform';

// A laptop: one node, storage in a directory of it. Everything that is not written here has a safe default.
export default defineSite({
  name: 'demo',
  domain: 'platform.example.org',
  kubernetes: '1.34',
  cluster: { disposable: true },
  registry: { kind: 'external', hosts: ['images.example.org'] },
  login: { kind: 'external', issuer: 'https://iam.example.org/' },
  pools: { laptop: { role: 'both', nodes: 1, allocatable: { cpu: 8, memory: '28Gi', ephemeral: '100Gi' } } },
  arc: { driver: 'hostPath', path: '/srv/arc' },
  sessions: { authorization: { kind: 'group', group: 'ivo://platform.example.org/gms?platform-users' } },
});
