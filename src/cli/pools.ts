import { formatCpu, formatMemory } from '../config/units';
import { UsageError } from '../errors';
import { toYaml } from '../yaml';
import { defineCommand } from './command';
import { groupNodes, type NodePool } from './group-nodes';
import { EXIT } from './io';
import { readNodes } from './read-nodes';
import { STDIN, STDIN_NAME } from './read-text';

/** Works on declarations of node pools. */
export const pools = defineCommand<{ output: 'yaml' | 'json' }>({
  description:
    'Writes the `pools` of a site from the nodes of a cluster: nodes that are alike become one pool, with what each of\n' +
    'them has at least.',
  arguments: [
    { name: '<action>', help: 'import' },
    { name: '[file]', help: 'what `kubectl get nodes -o json` printed (default: -, standard input)' },
  ],
  options: [{ flags: '-o, --output <format>', help: 'format', choices: ['yaml', 'json'], default: 'yaml' }],
  examples: [
    { line: 'pools import nodes.json', does: 'from a file' },
    { line: 'pools import < nodes.json', does: 'or: kubectl get nodes -o json | astroplatform pools import' },
  ],
  async run([action = '', file = STDIN], { output }, io) {
    if (action !== 'import')
      throw new UsageError(`pools: there is no action "${action}"`, [{ fact: 'known: import', act: 'Write import' }]);
    const found = groupNodes(await readNodes(file, io), file === STDIN ? STDIN_NAME : file);
    const value = { pools: Object.fromEntries(found.map((pool) => [pool.name, declaration(pool, found)])) };
    io.stdout.write(output === 'json' ? `${JSON.stringify(value, null, 2)}\n` : `${remarks(found)}${toYaml(value)}`);
    return EXIT.clean;
  },
});

function declaration({ nodes, allocatable, taints, gpu, label, name }: NodePool, all: readonly NodePool[]) {
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
    ...(gpu && { gpu }),
    ...(label && all.length > 1 && { labels: Object.fromEntries([label]) }),
    ...(taints.length > 0 && { taints }),
  };
}

const wholeMi = (bytes: number) => Math.floor(bytes / 2 ** 20) * 2 ** 20;

/** Some pool must take the services: the one without GPUs and with the fewest nodes that sessions would miss. */
const homeOf = (all: readonly NodePool[]) =>
  [...all].sort((a, b) => Number(!!a.gpu) - Number(!!b.gpu) || a.nodes.length - b.nodes.length)[0]?.name;

/** What a person has to do or decide, as comments. */
function remarks(all: readonly NodePool[]): string {
  const lines = [`# Which pool takes the platform's services is yours to decide: role services, sessions or both.`];
  for (const { name, nodes, label } of all) {
    if (label || all.length === 1) continue;
    lines.push(`# Nothing tells the nodes of ${name} apart. Give them a label:`);
    lines.push(`#   kubectl label node ${nodes.map((node) => node.name).join(' ')} astroplatform.io/pool=${name}`);
  }
  return `${lines.join('\n')}\n`;
}
