// `npm run bench`: whole processes, against an empty Node.js process, Helm and kubeconform on the same objects.
//
// HELM and KUBECONFORM name the programs; otherwise they are built with Go, or left out where there is no Go.
// ROUNDS is the number of measurements of each (default 15).
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeObject } from '../../src/manifest';
import { fitContenders, simulateContenders } from './capacity';
import { writeChart } from './chart';
import { installedProgram } from './installed';
import { type Contender, measure, output } from './measure';
import { openApiFile, peer } from './peers';
import { programContenders } from './pulumi-program';
import { writeSchemas } from './schemas';
import { report, type Section } from './table';

const ROOT = join(__dirname, '../..');
const SITES = ['demo', 'canfar', 'srcnet'];
const rounds = Number(process.env.ROUNDS ?? 15);
const folder = mkdtempSync(join(tmpdir(), 'astroplatform-bench-'));

try {
  const checkout = join(ROOT, 'bin/astroplatform.js');
  output({ name: 'bundle', command: process.execPath, argv: [checkout, '--version'] }); // makes it when it is stale
  const program = installedProgram(join(folder, 'installed'));
  const cache = { XDG_CACHE_HOME: join(folder, 'cache') };
  const ours = (name: string, argv: readonly string[], env: Record<string, string> = cache): Contender => ({
    name,
    command: process.execPath,
    argv: [program, ...argv],
    cwd: ROOT,
    env,
  });
  const without = { ASTROPLATFORM_CODE_CACHE: 'off' };
  const empty: Contender = { name: 'node -e 0', command: process.execPath, argv: ['-e', '0'] };
  const site = (name: string) => join('stacks', `${name}.ts`);

  // Peers work on the objects of the largest site.
  const yaml = output(ours('synth', ['synth', site('canfar')]));
  const objects: KubeObject[] = JSON.parse(output(ours('synth', ['synth', site('canfar'), '-o', 'json']))).items;
  const yamlFile = join(folder, 'canfar.yaml');
  writeFileSync(yamlFile, yaml);
  const chart = join(folder, 'chart');
  writeChart(chart, objects, 'science.example.org');
  const helm = peer('helm');
  const render = (name: string, times = 1): Contender[] =>
    helm
      ? [{ name, command: helm, argv: ['template', 'x', chart], env: { HELM_CACHE_HOME: join(folder, 'helm') }, times }]
      : [];
  const kubeconform = peer('kubeconform');
  const openApi = kubeconform && openApiFile();
  const conform = (name: string): Contender[] =>
    kubeconform && openApi
      ? [
          {
            name,
            command: kubeconform,
            argv: [
              '-ignore-missing-schemas',
              '-schema-location',
              writeSchemas(join(folder, 'schemas'), openApi),
              yamlFile,
            ],
          },
        ]
      : [];

  const [reference, ...wholes] = measure(
    [
      empty,
      ours('--version', ['--version']),
      ...SITES.flatMap((name) => [
        ours(`validate ${name}`, ['validate', site(name)]),
        ours(`synth ${name}`, ['synth', site(name)]),
        ours(`check ${name}`, ['check', site(name)]),
      ]),
      ...['synth', 'check'].map((command) =>
        ours(`${command} canfar, no code cache`, [command, site('canfar')], without),
      ),
      { ...ours('synth canfar, in a checkout', []), argv: [checkout, 'synth', site('canfar')] },
      ...programContenders(),
      ...render(`helm template, ${objects.length} objects`),
      ...conform('kubeconform on the YAML of canfar'),
    ],
    rounds,
  );
  if (!reference) throw new Error('nothing was measured');

  const many = join(folder, 'sites');
  mkdirSync(many);
  const names = Array.from({ length: 100 }, (_, index) => `site-${String(index).padStart(3, '0')}`);
  for (const name of names) writeFileSync(join(many, `${name}.yaml`), siteYaml(name));
  const growth = [1, 10, 100].flatMap((count) => {
    const files = names.slice(0, count).map((name) => join(many, `${name}.yaml`));
    return measure(
      [
        ours(`synth, ${count} sites in one process`, ['synth', ...files]),
        ours(`check, ${count} sites in one process`, ['check', ...files]),
        ...render(`helm template, ${count} processes`, count),
      ],
      Math.max(3, Math.round(rounds / 5)),
    );
  });

  const capacity = [
    ...measure([ours('--version', ['--version']), ...fitContenders(folder, ours, site('canfar'))], rounds),
    // One after the other: they take seconds, and their ratio is what counts.
    ...measure(simulateContenders(folder, ours), Math.max(3, Math.round(rounds / 5))),
  ];

  const missing = [
    ...(helm ? [] : ['Helm is left out: set HELM, or install Go.']),
    ...(kubeconform && openApi ? [] : ['kubeconform is left out: set KUBECONFORM, and install Go for the schemas.']),
  ];
  const sections: Section[] = [
    { title: 'Whole processes', rows: [reference, ...wholes], notes: missing },
    { title: 'Growth', rows: growth },
    { title: 'Capacity', rows: capacity },
  ];
  const machine = `Node.js ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${rounds} rounds`;
  const text = `# Benchmark\n\n${machine}\n\n${report(sections, reference)}`;
  mkdirSync(join(ROOT, 'test-results'), { recursive: true });
  writeFileSync(join(ROOT, 'test-results/bench.md'), text);
  writeFileSync(join(ROOT, 'test-results/bench.json'), `${JSON.stringify({ machine, sections }, null, 2)}\n`);
  process.stdout.write(text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function siteYaml(name: string): string {
  return `name: ${name}
domain: ${name}.example.org
kubernetes: '1.34'
registry: { kind: external, hosts: [images.example.org] }
login: { kind: external, issuer: https://iam.example.org/ }
pools: { nodes: { role: both, nodes: 3, allocatable: { cpu: 32, memory: 120Gi, ephemeral: 1Ti } } }
arc: { driver: nfs, server: nfs.example.org, share: /export/arc, backup: { kind: storage, where: snapshots of the server } }
sessions: { authorization: { kind: group, group: 'ivo://${name}.example.org/gms?users' } }
`;
}
