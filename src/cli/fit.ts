import { Memory } from '../config/units';
import { didYouMean } from '../did-you-mean';
import { type Problem, UsageError } from '../errors';
import { teamsOf } from '../plan/budget';
import { emptySituation, type Question, wouldFit } from '../plan/fit';
import { type Plan, planSite } from '../plan/plan';
import { proveOffers } from '../plan/prove-offers';
import { whatIf } from '../plan/what-if';
import { defineCommand } from './command';
import { answerText, proofText } from './fit-text';
import { EXIT, type Io } from './io';
import { type LoadedSite, loadSite } from './load-site';
import { readNodes } from './read-nodes';
import { readPods } from './read-pods';
import { situationOf } from './situation';

interface FitOptions {
  readonly session?: string;
  readonly cores?: string;
  readonly memory?: string;
  readonly gpus?: string;
  readonly team?: string;
  readonly add?: readonly string[];
  readonly drain?: readonly string[];
  readonly nodes?: string;
  readonly running?: string;
  readonly output: 'text' | 'json';
}

/** Says whether a session would run, where, behind what it waits, or why never. */
export const fit = defineCommand<FitOptions>({
  description:
    'Says whether a session would run: fits, waits or never, with the reason and the computation. No cluster is asked.\n' +
    'Without --session it proves that every size of every session type on offer has a place.',
  arguments: [{ name: '<site>', help: 'site file (.ts, .js, .yaml, .yml, .json)' }],
  options: [
    { flags: '--session <type>', help: 'session type, e.g. notebook' },
    { flags: '--cores <number>', help: 'cores (default: the usual size)' },
    { flags: '--memory <size>', help: 'memory, e.g. 32Gi (default: the usual size)' },
    { flags: '--gpus <number>', help: 'GPUs or slices (default: none)' },
    { flags: '--team <name>', help: "team whose quota counts (default: the session type's)" },
    { flags: '--add <nodes...>', help: 'what if: "cpu: 10", or "gpu: 2 x 4 H100 mig 3g.40gb" (or "shared 4")' },
    { flags: '--drain <nodes...>', help: 'what if so many nodes were away: cpu:5' },
    { flags: '--nodes <file>', help: 'real nodes: kubectl get nodes -o json (- for standard input)' },
    { flags: '--running <file>', help: 'who is on them: kubectl get pods -A -o json' },
    { flags: '-o, --output <format>', help: 'format', choices: ['text', 'json'], default: 'text' },
  ],
  examples: [
    { line: 'fit keck.ts', does: 'has every size on offer a place?' },
    { line: 'fit keck.ts --session notebook --cores 4 --memory 32Gi --gpus 1', does: 'one session' },
    { line: 'fit keck.ts --drain cpu:5', does: 'and with five nodes away?' },
    { line: 'fit keck.ts --session carta --nodes nodes.json --running pods.json', does: 'here and now' },
  ],
  async run([file = ''], options, io) {
    const plan = changed(await loadSite(file, io), options);
    if (options.session === undefined) return prove(file, plan, options, io);
    const question = readQuestion(plan, options);
    const found = wouldFit(plan, question, await situation(plan, options, io));
    io.stdout.write(options.output === 'json' ? json({ question, ...found }) : answerText(question, found));
    return found.verdict === 'fits' ? EXIT.clean : EXIT.findings;
  },
});

/** The plan of the site, or of what it would be with other pools. */
function changed({ site, plan, file }: LoadedSite, { add, drain, nodes }: FitOptions): Plan {
  if (add === undefined && drain === undefined) return plan;
  if (nodes !== undefined)
    throw new UsageError('fit: these options do not fit together', [
      { path: '--nodes', fact: 'are the nodes that there are; --add and --drain change those that the site declares' },
    ]);
  return planSite(whatIf(site, { ...(add && { add }), ...(drain && { drain }) }), `${file} with these changes`);
}

function prove(file: string, plan: Plan, options: FitOptions, io: Io) {
  const other = (['cores', 'memory', 'gpus', 'team', 'nodes', 'running'] as const).filter(
    (key) => options[key] !== undefined,
  );
  if (other.length > 0)
    throw new UsageError('fit: these options are about one session', [
      ...other.map((key) => ({ path: `--${key}`, fact: 'means nothing without --session', act: 'Name the type' })),
    ]);
  const proofs = proveOffers(plan);
  io.stdout.write(options.output === 'json' ? json({ site: plan.site.name, offers: proofs }) : proofText(file, proofs));
  return proofs.every(({ answer: { verdict } }) => verdict === 'fits') ? EXIT.clean : EXIT.findings;
}

function readQuestion(plan: Plan, options: FitOptions): Question {
  const problems: Problem[] = [];
  const known = (path: string, name: string | undefined, names: readonly string[]) => {
    if (name !== undefined && !names.includes(name))
      problems.push({ path, fact: `the site has no "${name}"`, act: didYouMean(name, names) });
    return name;
  };
  const count = (path: string, text: string | undefined, least: number) => {
    if (text === undefined || (/^\d{1,6}$/.test(text) && Number(text) >= least))
      return text === undefined ? text : Number(text);
    problems.push({ path, fact: `"${text}" is not a whole number of at least ${least}`, act: 'Write e.g. 4' });
    return undefined;
  };
  const memory = options.memory === undefined ? undefined : Memory.safeParse(options.memory);
  if (memory?.success === false)
    problems.push({
      path: '--memory',
      fact: `"${options.memory}" is not a size`,
      act: (memory.error.issues[0]?.message ?? '').replace(/^write/, 'Write'),
    });
  const cores = count('--cores', options.cores, 1);
  const question = {
    type: known('--session', options.session, Object.keys(plan.sessionTypes)) ?? '',
    cpu: cores === undefined ? undefined : cores * 1000,
    memory: memory?.data,
    gpus: count('--gpus', options.gpus, 0) ?? 0,
    team: known(
      '--team',
      options.team,
      teamsOf(plan.site).map(([team]) => team),
    ),
  };
  if (options.team !== undefined && !plan.queues)
    problems.push({ path: '--team', fact: 'the site has no queues, so teams have no quotas', act: 'Leave it out' });
  const elsewhere = ledElsewhere(plan, question.type, question.team);
  if (elsewhere) problems.push(elsewhere);
  if (options.running !== undefined && options.nodes === undefined)
    problems.push({ path: '--running', fact: 'needs the nodes that the pods are on', act: 'Add --nodes' });
  if (problems.length > 0) throw new UsageError('fit: this question cannot be read', problems);
  return question;
}

/** A team whose queue no session of the type ever reaches: the session service chooses it by type. */
function ledElsewhere({ site, queues }: Plan, type: string, team: string | undefined): Problem | undefined {
  const queue = queues?.teams.find((one) => one.team === team);
  const led = queues && Object.hasOwn(queues.types, type) ? queues.types[type]?.queue.team : undefined;
  // A team in a namespace of its own has a session service of its own, which leads its sessions to it.
  if (!queue || led === undefined || led === team || queue.namespace !== site.namespaces.sessions) return undefined;
  return {
    path: '--team',
    fact: `${type} sessions wait in the queue of team ${led}, so the quota of team ${team} is never asked`,
    act: `Leave --team out, or lead the type to ${team} in queues.types.${type}`,
  };
}

async function situation(plan: Plan, { nodes, running }: FitOptions, io: Io) {
  if (nodes === undefined) return emptySituation(plan);
  return situationOf(plan, await readNodes(nodes, io), running === undefined ? [] : await readPods(running, io));
}

const json = (value: object) => `${JSON.stringify({ version: 1, ...value }, null, 2)}\n`;
