import { oneLine } from '../check/report/one-line';
import { UsageError } from '../errors';
import { readDiscovery } from '../login/discovery';
import { unmetNeeds } from '../login/needs';
import { type LoginClient, loginClients } from '../plan/login-clients';
import type { Unmet } from '../plan/login-needs';
import { defineCommand } from './command';
import { EXIT } from './io';
import { loadSite } from './load-site';

/** What a site's login provider is to be told, and whether it is fit for the site. */
export const login = defineCommand<{ output: 'text' | 'json' }>({
  description:
    'clients prints what the login provider of a site is to be told: a sheet for whoever registers clients there.\n' +
    'check reads what the provider says about itself, and compares it with what the programs of the site need (exit\n' +
    'code 1 when something will not work). Whether its sub is a UUID, only a login can show.',
  arguments: [
    { name: '<action>', help: 'clients or check' },
    { name: '<site>', help: 'site file (.ts, .js, .yaml, .yml, .json)' },
  ],
  options: [{ flags: '-o, --output <format>', help: 'format', choices: ['text', 'json'], default: 'text' }],
  examples: [
    { line: 'login clients keck.ts', does: 'what to register' },
    { line: 'login check keck.ts', does: 'is the provider fit for it?' },
  ],
  async run([action = '', file = ''], { output }, io) {
    if (action !== 'clients' && action !== 'check')
      throw new UsageError(`login: there is no action "${action}"`, [
        { fact: 'known: clients, check', act: 'Write login clients SITE' },
      ]);
    const { site, plan } = await loadSite(file, io);
    const { issuer } = plan.login;
    const clients = loginClients(site);
    const head = { version: 1, site: site.name, issuer };
    if (action === 'clients') {
      io.stdout.write(output === 'json' ? json({ ...head, clients }) : sheet(issuer, clients));
      return EXIT.clean;
    }
    const unmet = unmetNeeds(plan.login, await readDiscovery(issuer, !('issuer' in site.login)), clients);
    io.stdout.write(output === 'json' ? json({ ...head, unmet }) : verdicts(unmet));
    return unmet.some(({ verdict }) => verdict === 'fails') ? EXIT.findings : EXIT.clean;
  },
});

function sheet(issuer: string, clients: readonly LoginClient[]): string {
  const parts = clients.map(({ name, id, purpose, redirects, logouts, scopes, grants, confidential }) => {
    const rows: [string, readonly string[]][] = [
      ...(id === undefined ? [] : [['client id', [id]] as [string, readonly string[]]]),
      ['redirect URI', redirects],
      ['after logout', logouts],
      ['scopes', [scopes.join(' ')]],
      ['grants', [grants.join(' ')]],
      ['secret', [confidential ? 'yes: client_secret_basic, with PKCE' : 'none']],
    ];
    const lines = rows.flatMap(([key, values]) => values.map((value) => `  ${key.padEnd(14)}${value}`));
    return `${[`${name}: ${purpose}`, ...lines].join('\n')}\n`;
  });
  return `${[`Clients at ${issuer}\n`, ...parts].join('\n')}`;
}

const verdicts = (unmet: readonly Unmet[]): string =>
  unmet
    .map(
      ({ client, verdict, fact, act }) =>
        `  ${verdict === 'fails' ? '✖' : '?'} ${oneLine(`${client}: ${fact}. ${act}.`)}\n`,
    )
    .join('');

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
