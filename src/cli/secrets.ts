import { oneLine } from '../check/report/one-line';
import { platform } from '../constructs/platform';
import { contentSource } from '../constructs/registry-content';
import { planRobotRotation, type RobotTurn } from '../delivery/robot-rotation';
import { type Keeper, planRotation, type RotationPlan, rotatable } from '../delivery/rotation';
import { UsageError } from '../errors';
import type { Plan } from '../plan/plan';
import { robotPair, robotSecretName } from '../plan/robot-rotation';
import { defineCommand } from './command';
import { EXIT } from './io';
import { loadSite } from './load-site';
import { isSiteName } from './site-endings';

interface SecretsOptions {
  readonly site?: string;
  readonly engine: 'gitops' | 'pulumi';
  readonly output: 'text' | 'json';
}

/** Names the secrets of a site, and plans how one is replaced. */
export const secrets = defineCommand<SecretsOptions>({
  description:
    'list names the secrets of a site. rotate plans how one is replaced while the platform runs: the other side takes the\n' +
    'new value, it is written, whoever reads it reads it again, and only then the old one is forgotten. It prints the\n' +
    'steps for the engine, with commands that have no value in them, and does nothing itself.\n' +
    'Robots of a Harbor come in pairs, -a and -b: one is in use while the other gets a new secret.',
  arguments: [
    { name: '<action>', help: 'list or rotate' },
    { name: '[name]', help: 'what to rotate, e.g. redis-skaha or robot/skaha/puller-a' },
  ],
  options: [
    { flags: '--site <file>', help: 'site file (.ts, .js, .yaml, .yml, .json)' },
    { flags: '--engine <engine>', help: 'what delivers the site', choices: ['gitops', 'pulumi'], default: 'gitops' },
    { flags: '-o, --output <format>', help: 'format', choices: ['text', 'json'], default: 'text' },
  ],
  examples: [
    { line: 'secrets list --site keck.ts', does: 'what is there?' },
    { line: 'secrets rotate redis-skaha --site keck.ts', does: 'how is this one replaced?' },
    { line: 'secrets rotate keycloak-admin --site keck.ts --engine pulumi', does: 'and with Pulumi?' },
  ],
  async run([action = '', name], { site: file, engine, output }, io) {
    if (action !== 'list' && action !== 'rotate')
      throw new UsageError(`secrets: there is no action "${action}"`, [
        { fact: 'known: list, rotate', act: 'Write secrets rotate NAME --site FILE' },
      ]);
    if (file === undefined) throw noSite(action, name);
    if (action === 'list' && name !== undefined)
      throw new UsageError('secrets: list names all of them', [
        { fact: `"${name}" is one too many`, act: `Write secrets list --site ${file}, or secrets rotate ${name}` },
      ]);
    if (action === 'rotate' && name === undefined)
      throw new UsageError('secrets: nothing to rotate is named', [
        { fact: 'the name is missing', act: `Write one that secrets list --site ${file} shows` },
      ]);
    const { site, plan } = await loadSite(file, io);
    const head = { version: 1, site: site.name };
    if (name === undefined) {
      const all = [...rotatable(platform(plan)), ...robotsOf(plan)];
      const lines = all.map(
        (one) => `  ${one.name.padEnd(32)}${one.kind}${'never' in one ? ' (never replaced)' : ''}\n`,
      );
      io.stdout.write(output === 'json' ? json({ ...head, secrets: all }) : lines.join(''));
      return EXIT.clean;
    }
    const keeper: Keeper = engine === 'pulumi' ? 'pulumi' : site.secrets.kind;
    const rotation = name.startsWith('robot/')
      ? planRobotRotation(robotTurn(plan, name), keeper)
      : planRotation(platform(plan), name, keeper);
    io.stdout.write(output === 'json' ? json({ ...head, engine, ...rotation }) : text(rotation));
    return EXIT.clean;
  },
});

/** Other commands take their site as it stands; here that place is the name's. */
function noSite(action: string, name: string | undefined): UsageError {
  const isFile = name !== undefined && isSiteName(name);
  const what = action === 'list' ? 'list' : 'rotate NAME';
  return new UsageError('secrets: no site is named', [
    { path: '--site', fact: 'is missing', act: `Write secrets ${what} --site ${isFile ? name : 'keck.ts'}` },
  ]);
}

function robotsOf({ registryContent: content }: Plan) {
  const system = Object.keys(content?.robots ?? {}).map((robot) => robotSecretName(undefined, robot));
  const inProjects = (content?.projects ?? []).flatMap(({ name, robots }) =>
    Object.keys(robots).map((robot) => robotSecretName(name, robot)),
  );
  return [...system, ...inProjects].map((name) => ({ name, kind: 'robot' as const }));
}

/** @throws {UsageError} for a robot that has no second one */
function robotTurn(plan: Plan, name: string): RobotTurn {
  const { site, registryContent } = plan;
  const pair = robotPair(registryContent, name);
  if ('fact' in pair) throw new UsageError(`secrets: "${name}" cannot be replaced`, [pair]);
  const { project, old, next } = pair;
  const secrets = { old: name, next: robotSecretName(project, next) };
  const values = { old: contentSource(secrets.old), next: contentSource(secrets.next) };
  const isJob = site.registry.content?.appliedBy.kind === 'job';
  const days = Math.ceil(site.sessions.expiry / 86_400);
  return { old, next, secrets, days, ...(isJob && { applied: { manifests: platform(plan), values } }) };
}

function text({ name, steps, notice }: RotationPlan): string {
  const lines = steps.flatMap(({ stage, text: what, commands }, index) => [
    `${index + 1}. ${stage.padEnd(7)}${oneLine(what)}.`,
    ...commands.map((command) => `            ${command}`),
  ]);
  return `${[`To replace ${name}:`, ...lines, ...(notice === undefined ? [] : ['', `${notice}.`])].join('\n')}\n`;
}

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
