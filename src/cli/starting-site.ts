import { toYaml } from '../yaml';

/** One key of a starting site, with what its reader should know. */
export interface StartingField {
  readonly key: string;
  readonly why: string;
  readonly value: unknown;
}

/** The keys that every site has, with values to replace. Everything that is not here has a safe default. */
export const startingSite = (name: string): readonly StartingField[] => [
  { key: 'name', why: 'Short name; prefix of everything that the whole cluster shares.', value: name },
  { key: 'domain', why: "Host name of the platform's web addresses.", value: 'science.example.org' },
  { key: 'kubernetes', why: 'Kubernetes release of the cluster.', value: '1.34' },
  {
    key: 'registry',
    why: 'Registries from which session images may come.',
    value: { kind: 'external', hosts: ['images.example.org'] },
  },
  { key: 'login', why: 'Who says who a user is.', value: { kind: 'external', issuer: 'https://iam.example.org/' } },
  {
    key: 'pools',
    why: 'Nodes that are alike; allocatable is what `kubectl describe node` shows under that word.',
    value: { nodes: { role: 'both', nodes: 3, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } } },
  },
  {
    key: 'arc',
    why: 'Storage that all sessions share, and where its snapshots live. Other drivers: cephfs, and hostPath for a cluster of one node.',
    value: {
      driver: 'nfs',
      server: 'nfs.example.org',
      share: '/export/arc',
      backup: { kind: 'storage', where: 'how often the server makes snapshots, how long they stay, and where' },
    },
  },
  {
    key: 'sessions',
    why: 'Who may start sessions.',
    value: { authorization: { kind: 'group', group: 'ivo://science.example.org/gms?platform-users' } },
  },
];

/** The site as a TypeScript file. */
export const typescriptSite = (fields: readonly StartingField[]): string =>
  [
    "import { defineSite } from 'astroplatform';",
    '',
    'export default defineSite({',
    ...fields.flatMap(({ key, why, value }) => [`  // ${why}`, `  ${key}: ${literal(value)},`]),
    '});',
    '',
  ].join('\n');

/**
 * The site as a YAML file.
 *
 * @param schema where editors find the JSON Schema, from the file
 */
export const yamlSite = (fields: readonly StartingField[], schema: string): string =>
  [
    `# yaml-language-server: $schema=${schema}\n`,
    ...(schema.includes('/') ? [] : [`# Editors know the keys after: astroplatform schema > ${schema}\n`]),
    ...fields.map(({ key, why, value }) => `# ${why}\n${toYaml({ [key]: value })}`),
  ].join('');

function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, child]) => `${key}: ${literal(child)}`)
    .join(', ')} }`;
}
