import { Duration } from '../config/units';
import { UsageError } from '../errors';
import { HarborApi } from '../harbor/api';
import { applyActions, type Outcome } from '../harbor/apply';
import { waitUntilHealthy } from '../harbor/health';
import { planImageLabels } from '../harbor/image-labels';
import { prepare } from '../harbor/prepare';
import { HASH_COST } from '../harbor/secret-mark';
import type { Plan } from '../plan/plan';
import type { PlannedContent } from '../plan/registry-content';
import { defineCommand } from './command';
import { readHarborSecrets } from './harbor-secrets';
import { actionJson, appliedText, notesText, outcomeText, planText, type ToDo } from './harbor-text';
import { EXIT, type ExitCode, type Io } from './io';
import { loadSite } from './load-site';

interface HarborOptions {
  readonly prune?: boolean;
  readonly allowDelete?: boolean;
  readonly secretsFd?: string;
  readonly address?: string;
  readonly wait?: string;
  readonly content?: true;
  readonly plainHttp?: true;
  readonly dryRun?: true;
  readonly output: 'text' | 'json';
}

/** Milliseconds between two looks at a dry run. */
const INTERVAL = 1_000;

/** Plans and applies what a running Harbor holds. */
export const harbor = defineCommand<HarborOptions>({
  description:
    'Brings a running Harbor to what a site declares in registry.content: projects, members, robots, labels, rules.\n' +
    'plan shows what would change and changes nothing (exit code 1 when something would); apply does it. What is not\n' +
    'declared stays as it is.\n' +
    'labels gives images the labels of the session types that they name themselves; run it on a schedule, because each\n' +
    'push of a tag loses them.\n' +
    'With --content the file is not a site but what stands there under registry.content: so a Job in the cluster, which\n' +
    'knows nothing else of the site, applies it.\n' +
    'Credentials come from HARBOR_USERNAME (default: admin), HARBOR_PASSWORD and HARBOR_SECRETS, a JSON object such as\n' +
    '{"robot/skaha/puller": "..."}; or, with the keys username, password and secrets, from an open file (--secrets-fd).',
  arguments: [
    { name: '<action>', help: 'plan, apply or labels' },
    { name: '<site>', help: 'site file (.ts, .js, .yaml, .yml, .json)' },
  ],
  options: [
    { flags: '--prune', help: 'delete what is not declared; projects never' },
    { flags: '--allow-delete', help: 'with --prune delete empty projects too; let retention empty repositories' },
    { flags: '--secrets-fd <number>', help: 'read credentials as JSON from this open file' },
    { flags: '--address <host>', help: 'where the Harbor is asked, if not at its host: host or host:port' },
    { flags: '--wait <time>', help: 'wait until it is well, e.g. 10m' },
    { flags: '--plain-http', help: 'ask without TLS, a Harbor on this machine only' },
    { flags: '--content', help: 'the file is a content alone, YAML or JSON; - is standard input' },
    { flags: '--dry-run', help: 'with labels: show what would be done, and do nothing' },
    { flags: '-o, --output <format>', help: 'format', choices: ['text', 'json'], default: 'text' },
  ],
  examples: [
    { line: 'harbor plan keck.ts', does: 'what would change?' },
    { line: 'harbor apply keck.ts --secrets-fd 3 3<secrets.json', does: 'changes it' },
    { line: 'harbor labels keck.ts', does: 'lists again what was pushed again' },
    { line: 'harbor plan keck.ts --prune', does: 'and what is there that nobody declared?' },
  ],
  async run([action = '', file = ''], options, io) {
    if (action !== 'plan' && action !== 'apply' && action !== 'labels')
      throw new UsageError(`harbor: there is no action "${action}"`, [
        { fact: 'known: plan, apply, labels', act: 'Write harbor plan SITE' },
      ]);
    const wanted = options.content ? await contentAlone(action, file, io) : await ofSite(action, file, io);
    const { host } = wanted;
    const connected = connect(host, options, io);
    const seconds = waitOf(options.wait);
    if (seconds !== undefined) await waitUntilHealthy(connected.harbor, seconds);
    const head = { version: 1, ...(wanted.site !== undefined && { site: wanted.site }), host };
    const prepared = await whatToDo(action, wanted, connected, options);
    if (action === 'apply' || (action === 'labels' && !options.dryRun))
      return apply(head, { ...connected, ...prepared }, options, io);
    const { actions, notes } = prepared;
    const value = { ...head, actions: actions.map(actionJson), notes };
    io.stdout.write(options.output === 'json' ? json(value) : planText(prepared));
    return actions.length === 0 ? EXIT.clean : EXIT.findings;
  },
});

type HarborAction = 'plan' | 'apply' | 'labels';

/** What a Harbor is to hold, and whose it is. */
interface Wanted {
  /** Name of the site; absent where the file is a content alone. */
  readonly site?: string;
  readonly host: string;
  readonly registryContent?: PlannedContent | undefined;
  readonly sessionTypes: Plan['sessionTypes'];
}

async function ofSite(action: HarborAction, file: string, io: Io): Promise<Wanted> {
  const { site, plan, file: shown } = await loadSite(file, io);
  const { registryContent, sessionTypes, hosts } = plan;
  const host = registryContent?.host ?? hosts.harbors[0];
  const missing = action !== 'labels' && registryContent === undefined;
  if (missing || host === undefined)
    throw new UsageError(`${shown}: declares nothing that a Harbor is to hold`, [
      {
        file: shown,
        path: missing ? 'registry.content' : 'registry.harbors',
        fact: missing ? 'is missing' : 'is empty',
        act: missing ? 'Write e.g. content: { projects: { skaha: {} } }' : 'Name the Harbor there',
      },
    ]);
  return { site: site.name, host, registryContent, sessionTypes };
}

async function contentAlone(action: HarborAction, file: string, io: Io): Promise<Wanted> {
  if (action === 'labels')
    throw new UsageError('harbor: labels needs a site', [
      { path: '--content', fact: 'a content says nothing of session types', act: 'Name the site file' },
    ]);
  const { loadContent } = require('./load-content') as typeof import('./load-content');
  const registryContent = await loadContent(file, io);
  return { host: registryContent.host, registryContent, sessionTypes: {} };
}

/** Who asks, and the secrets of what is asked for. */
type Connected = ReturnType<typeof connect>;

function whatToDo(
  action: HarborAction,
  { registryContent, sessionTypes }: Wanted,
  { harbor, secrets }: Connected,
  { prune = false, allowDelete = false }: HarborOptions,
): Promise<ToDo> {
  if (action === 'labels') return planImageLabels(harbor, Object.keys(sessionTypes));
  return prepare(harbor, registryContent as PlannedContent, { prune, allowDelete, secrets, hashCost: HASH_COST });
}

function connect(host: string, { secretsFd, address, plainHttp }: HarborOptions, { env }: Io) {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0')
    throw new UsageError('harbor: certificates would not be verified', [
      {
        path: 'NODE_TLS_REJECT_UNAUTHORIZED',
        fact: 'is 0, and a password is sent to nobody who cannot prove who he is',
        act: 'Leave it out, and name the authority in NODE_EXTRA_CA_CERTS',
      },
    ]);
  if (address !== undefined && !/^[a-z0-9.-]{1,253}(?::\d{1,5})?$/i.test(address))
    throw new UsageError('harbor: this address cannot be read', [
      { path: '--address', fact: `"${address}" is no host`, act: 'Write e.g. images.example.org or localhost:8443' },
    ]);
  const { user, password, secrets } = readHarborSecrets(secretsFd, env);
  const harbor = new HarborApi(
    address ?? host,
    { user, password },
    { secrets: [...secrets.values()], ...(plainHttp && { plainHttp }) },
  );
  return { harbor, secrets };
}

function waitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const read = Duration.safeParse(text);
  if (read.success) return read.data;
  throw new UsageError('harbor: this time cannot be read', [
    { path: '--wait', fact: `"${text}" is no time span`, act: read.error.issues[0]?.message ?? '' },
  ]);
}

/** The line that every answer for programs begins with. */
interface Head {
  readonly version: number;
  readonly site?: string;
  readonly host: string;
}

async function apply(
  head: Head,
  { harbor, secrets, actions, notes }: ToDo & Connected,
  options: HarborOptions,
  { stdout }: Io,
): Promise<ExitCode> {
  const isText = options.output === 'text';
  const outcomes: Outcome[] = [];
  const told: string[] = [...notes];
  if (isText) stdout.write(notesText(notes));
  const session = {
    api: harbor,
    secrets,
    hashCost: HASH_COST,
    interval: INTERVAL,
    allowDelete: options.allowDelete === true,
    tell: (line: string) => {
      told.push(line);
      if (isText) stdout.write(notesText([line]));
    },
  };
  try {
    await applyActions(actions, session, (outcome) => {
      outcomes.push(outcome);
      if (isText) stdout.write(outcomeText(outcome));
    });
  } finally {
    // Also when it was broken off: what was done is done.
    const shown = outcomes.map(({ action, result, reason }) => ({ ...actionJson(action), result, reason }));
    const value = { ...head, planned: actions.length, actions: shown, notes: told };
    stdout.write(isText ? appliedText(outcomes) : json(value));
  }
  return outcomes.every(({ result }) => result === 'done') ? EXIT.clean : EXIT.findings;
}

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
