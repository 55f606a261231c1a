import { Duration } from '../config/units';
import { UsageError } from '../errors';
import { HarborApi } from '../harbor/api';
import { applyActions, type Outcome } from '../harbor/apply';
import { waitUntilHealthy } from '../harbor/health';
import { prepare } from '../harbor/prepare';
import { HASH_COST } from '../harbor/secret-mark';
import type { PlannedContent } from '../plan/registry-content';
import { defineCommand } from './command';
import { readHarborSecrets } from './harbor-secrets';
import { actionJson, appliedText, notesText, outcomeText, planText } from './harbor-text';
import { EXIT, type ExitCode, type Io } from './io';
import { loadSite } from './load-site';

interface HarborOptions {
  readonly prune?: true;
  readonly allowDelete?: true;
  readonly secretsFd?: string;
  readonly address?: string;
  readonly wait?: string;
  readonly plainHttp?: true;
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
    'Credentials come from HARBOR_USERNAME (default: admin), HARBOR_PASSWORD and HARBOR_SECRETS, a JSON object such as\n' +
    '{"robot/skaha/puller": "..."}; or, with the keys username, password and secrets, from an open file (--secrets-fd).',
  arguments: [
    { name: '<action>', help: 'plan or apply' },
    { name: '<site>', help: 'site file (.ts, .js, .yaml, .yml, .json)' },
  ],
  options: [
    { flags: '--prune', help: 'delete what is not declared; projects never' },
    { flags: '--allow-delete', help: 'with --prune delete empty projects too; let retention empty repositories' },
    { flags: '--secrets-fd <number>', help: 'read credentials as JSON from this open file' },
    { flags: '--address <host>', help: 'where the Harbor is asked, if not at its host: host or host:port' },
    { flags: '--wait <time>', help: 'wait until it is well, e.g. 10m' },
    { flags: '--plain-http', help: 'ask without TLS, a Harbor on this machine only' },
    { flags: '-o, --output <format>', help: 'format', choices: ['text', 'json'], default: 'text' },
  ],
  examples: [
    { line: 'harbor plan keck.ts', does: 'what would change?' },
    { line: 'harbor apply keck.ts --secrets-fd 3 3<secrets.json', does: 'changes it' },
    { line: 'harbor plan keck.ts --prune', does: 'and what is there that nobody declared?' },
  ],
  async run([action = '', file = ''], options, io) {
    if (action !== 'plan' && action !== 'apply')
      throw new UsageError(`harbor: there is no action "${action}"`, [
        { fact: 'known: plan, apply', act: 'Write harbor plan SITE' },
      ]);
    const { name, content } = await readContent(file, io);
    const api = connect(content, options, io);
    const prepareOptions = { ...flags(options), secrets: api.secrets, hashCost: HASH_COST };
    const seconds = waitOf(options.wait);
    if (seconds !== undefined) await waitUntilHealthy(api.harbor, seconds);
    const prepared = await prepare(api.harbor, content, prepareOptions);
    if (action === 'plan') {
      const { actions, notes } = prepared;
      const value = { version: 1, site: name, host: content.host, actions: actions.map(actionJson), notes };
      io.stdout.write(options.output === 'json' ? json(value) : planText(prepared));
      return actions.length === 0 ? EXIT.clean : EXIT.findings;
    }
    return apply(name, content, { ...api, ...prepared }, options, io);
  },
});

async function readContent(file: string, io: Io): Promise<{ name: string; content: PlannedContent }> {
  const { site, plan, file: shown } = await loadSite(file, io);
  if (plan.registryContent) return { name: site.name, content: plan.registryContent };
  throw new UsageError(`${shown}: declares nothing that a Harbor is to hold`, [
    {
      file: shown,
      path: 'registry.content',
      fact: 'is missing',
      act: 'Write e.g. content: { projects: { skaha: {} } }',
    },
  ]);
}

function connect({ host }: PlannedContent, { secretsFd, address, plainHttp }: HarborOptions, { env }: Io) {
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

const flags = ({ prune = false, allowDelete = false }: { prune?: boolean; allowDelete?: boolean }) => ({
  prune,
  allowDelete,
});

function waitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const read = Duration.safeParse(text);
  if (read.success) return read.data;
  throw new UsageError('harbor: this time cannot be read', [
    { path: '--wait', fact: `"${text}" is no time span`, act: read.error.issues[0]?.message ?? '' },
  ]);
}

type Applying = Awaited<ReturnType<typeof prepare>> & ReturnType<typeof connect>;

async function apply(
  name: string,
  content: PlannedContent,
  { harbor, secrets, actions, notes }: Applying,
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
    const value = { version: 1, site: name, host: content.host, planned: actions.length, actions: shown, notes: told };
    stdout.write(isText ? appliedText(outcomes) : json(value));
  }
  return outcomes.every(({ result }) => result === 'done') ? EXIT.clean : EXIT.findings;
}

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
