import { formatCpu, formatMemory } from '../config/units';
import { problemLine, UsageError } from '../errors';
import { largestOf } from '../plan/allocatable';
import { type Amounts, formatAmount, KUBERNETES_NAMES, NOTHING, plus } from '../plan/amounts';
import { compareNodes } from '../plan/compare-nodes';
import { nodeContracts } from '../plan/node-contract';
import { toYaml } from '../yaml';
import { defineCommand } from './command';
import { groupNodes, type NodePool } from './group-nodes';
import { EXIT, type Io } from './io';
import { loadSite } from './load-site';
import { type RealNode, readNodes } from './read-nodes';
import { type RealPod, readPods } from './read-pods';
import { STDIN, STDIN_NAME } from './read-text';

interface PoolsOptions {
  readonly nodes?: string;
  readonly running?: string;
  readonly output: 'yaml' | 'json';
}

/** Works on declarations of node pools. */
export const pools = defineCommand<PoolsOptions>({
  description:
    'import writes the `pools` of a site from the nodes of a cluster: nodes that are alike become one pool, with what\n' +
    'each of them has at least. compare says what a site declares of its nodes and the real ones are not.',
  arguments: [
    { name: '<action>', help: 'import or compare' },
    {
      name: '[file]',
      help: 'import: what `kubectl get nodes -o json` printed (default: -, standard input); compare: site file',
    },
  ],
  options: [
    { flags: '--nodes <file>', only: 'compare', help: 'what `kubectl get nodes -o json` printed (default: -)' },
    {
      flags: '--running <file>',
      only: 'import',
      help: 'what `kubectl get pods -A -o json` printed, to measure what daemonsets take',
    },
    { flags: '-o, --output <format>', only: 'import', help: 'format', choices: ['yaml', 'json'], default: 'yaml' },
  ],
  examples: [
    { line: 'pools import nodes.json', does: 'from a file' },
    { line: 'pools import < nodes.json', does: 'or: kubectl get nodes -o json | astroplatform pools import' },
    { line: 'pools compare keck.ts --nodes nodes.json', does: 'are the nodes as declared?' },
  ],
  async run([action = '', file], options, io) {
    if (action === 'compare') return compare(file, options, io);
    if (action !== 'import')
      throw new UsageError(`pools: there is no action "${action}"`, [
        { fact: 'known: import, compare', act: 'Write one of them' },
      ]);
    return importPools(file ?? STDIN, options, io);
  },
});

async function compare(file: string | undefined, { nodes = STDIN }: PoolsOptions, io: Io) {
  if (file === undefined)
    throw new UsageError('pools: compare needs a site', [
      { fact: 'none is named', act: 'Write pools compare keck.ts' },
    ]);
  const { site } = await loadSite(file, io);
  const real = await readNodes(nodes, io);
  const problems = nodeContracts(site).flatMap((contract) => [...compareNodes(contract, real)]);
  for (const problem of problems) io.stdout.write(`${problemLine(problem)}\n`);
  return problems.length === 0 ? EXIT.clean : EXIT.findings;
}

async function importPools(file: string, { output, running }: PoolsOptions, io: Io) {
  const found = groupNodes(await readNodes(file, io), file === STDIN ? STDIN_NAME : file);
  const daemons = running === undefined ? undefined : (await readPods(running, io)).filter(({ daemon }) => daemon);
  const value = { pools: Object.fromEntries(found.map((pool) => [pool.name, declaration(pool, found, daemons)])) };
  io.stdout.write(output === 'json' ? `${JSON.stringify(value, null, 2)}\n` : `${remarks(found)}${toYaml(value)}`);
  return EXIT.clean;
}

function declaration(
  { nodes, allocatable, taints, gpu, label, name }: NodePool,
  all: readonly NodePool[],
  daemons: readonly RealPod[] | undefined,
) {
  return {
    role: name === homeOf(all) ? 'both' : 'sessions',
    nodes: nodes.length,
    allocatable: {
      cpu: formatCpu(allocatable.cpu),
      // Whole MiB: nobody reads a longer number, and less than one is lost.
      memory: formatMemory(wholeMi(allocatable.memory)),
      ephemeral: formatMemory(wholeMi(allocatable.ephemeral)),
      pods: allocatable.pods,
    },
    ...(daemons && { daemonsets: measured(nodes, daemons) }),
    ...(gpu && { gpu }),
    ...(label && all.length > 1 && { labels: Object.fromEntries([label]) }),
    ...(taints.length > 0 && { taints }),
  };
}

/** The most that daemonsets take of one of these nodes; at least what a site may write. */
function measured(nodes: readonly RealNode[], daemons: readonly RealPod[]) {
  const names = new Set(nodes.map(({ name }) => name));
  const sums = new Map<string, Amounts>();
  for (const { node, request } of daemons)
    if (names.has(node)) sums.set(node, plus(sums.get(node) ?? NOTHING, request));
  const { cpu, memory, pods } = largestOf([...sums.values()]);
  const upToMi = Math.ceil(memory / 2 ** 20) * 2 ** 20;
  return { cpu: formatCpu(Math.max(1, cpu)), memory: formatMemory(Math.max(2 ** 20, upToMi)), pods };
}

const wholeMi = (bytes: number) => Math.floor(bytes / 2 ** 20) * 2 ** 20;

/** Some pool must take the services: the one without GPUs and with the fewest nodes that sessions would miss. */
const homeOf = (all: readonly NodePool[]) =>
  [...all].sort((a, b) => Number(!!a.gpu) - Number(!!b.gpu) || a.nodes.length - b.nodes.length)[0]?.name;

/** Amounts of which some nodes have more than is declared. */
function differences(name: string, nodes: readonly RealNode[]): string[] {
  const found = (['cpu', 'memory', 'ephemeral', 'pods'] as const).flatMap((resource) => {
    const all = nodes.map(({ allocatable }) => allocatable[resource]);
    const [least, most] = [Math.min(...all), Math.max(...all)];
    // What firmware keeps is different on every node, and nobody's concern.
    const small = resource === 'memory' || resource === 'ephemeral' ? 0.01 : 0;
    if (most <= least * (1 + small)) return [];
    const written = [least, most].map((amount) =>
      formatAmount(resource, resource === 'cpu' || resource === 'pods' ? amount : wholeMi(amount)),
    );
    return [`${written.join(' to ')} ${KUBERNETES_NAMES[resource]}`];
  });
  return found.length > 0 ? [`# The nodes of ${name} have ${found.join(', ')}; the least is declared.`] : [];
}

/** What a person has to do or decide, as comments. */
function remarks(all: readonly NodePool[]): string {
  const lines = [`# Which pool takes the platform's services is yours to decide: role services, sessions or both.`];
  for (const { name, nodes, label } of all) {
    lines.push(...differences(name, nodes));
    if (label || all.length === 1) continue;
    lines.push(`# Nothing tells the nodes of ${name} apart. Give them a label:`);
    lines.push(`#   kubectl label node ${nodes.map((node) => node.name).join(' ')} astroplatform.io/pool=${name}`);
  }
  return `${lines.join('\n')}\n`;
}
