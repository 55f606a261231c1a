import { join, relative, resolve } from 'node:path';
import { platform } from '../constructs/platform';
import { ADDONS } from '../delivery/addons-script';
import { type GitopsOptions, type GitopsTarget, renderGitops } from '../delivery/gitops';
import { writeFolder } from '../delivery/write';
import { type Problem, UsageError } from '../errors';
import { defineCommand, SITES, VERBOSE } from './command';
import { EXIT, type Io } from './io';
import { type LoadedSite, loadSites } from './load-site';

interface SynthOptions {
  readonly for: GitopsTarget['for'];
  readonly out?: string;
  readonly output?: 'yaml' | 'json';
  readonly repo?: string;
  readonly revision?: string;
  readonly path?: string;
  readonly verbose?: true;
}

/** Writes the Kubernetes objects of sites: a folder per site, or one stream. */
export const synth = defineCommand<SynthOptions>({
  description:
    'Writes the Kubernetes objects of sites: one stream to standard output, or with --out a folder per site, one file\n' +
    'per object, all or nothing. A site with bootstrap secrets has their script in that folder only.',
  arguments: [SITES],
  options: [
    { flags: '--for <engine>', help: 'who applies them', choices: ['plain', 'argocd', 'flux'], default: 'plain' },
    { flags: '--out <dir>', help: 'folder that gets a folder per site' },
    { flags: '-o, --output <format>', help: 'format of the stream', choices: ['yaml', 'json'] },
    { flags: '--repo <url>', help: 'Git repository that will hold the folder (argocd)' },
    { flags: '--revision <ref>', help: 'branch, tag or commit that is delivered (argocd; default: HEAD)' },
    { flags: '--path <dir>', help: 'where DIR is in that repository (argocd, flux; default: its top)' },
    VERBOSE,
  ],
  examples: [
    { line: 'synth keck.ts | kubectl diff -f -', does: 'what would change in a cluster' },
    { line: 'synth keck.ts --out out', does: 'then as out/keck/README.md says' },
    { line: 'synth keck.ts --for flux --out .', does: 'Kustomizations that wait for each other' },
    {
      line: 'synth keck.ts --for argocd --repo https://git.example.org/p.git --out .',
      does: 'an Application and waves',
    },
  ],
  async run(files, options, io) {
    refuseMisfits(options);
    const sites = await loadSites(files, io);
    // Everything is rendered before anything is written.
    const folders = sites.map((loaded) => ({ ...loaded, files: render(loaded, options) }));
    if (options.out === undefined) {
      io.stdout.write(
        stream(
          folders.flatMap((folder) => objectsOf(folder.files, options.for)),
          options.output,
        ),
      );
      return EXIT.clean;
    }
    for (const { site, files: texts } of folders) {
      const folder = shown(join(options.out, site.name), io);
      writeFolder(folder, texts);
      if (options.verbose) io.stdout.write(`${folder}: ${texts.size} files\n`);
    }
    return EXIT.clean;
  },
});

function render({ site, plan }: LoadedSite, options: SynthOptions): ReadonlyMap<string, string> {
  return renderGitops(platform(plan), { ...target(site.name, options), secrets: site.secrets } as GitopsOptions);
}

function target(site: string, { for: engine, repo, revision, path }: SynthOptions): GitopsTarget {
  const at = path === undefined ? {} : { path: `${path.replace(/^(\.?\/)+|\/+$/g, '')}/${site}` };
  if (engine === 'argocd') return { for: engine, repository: repo ?? '', ...(revision && { revision }), ...at };
  return engine === 'flux' ? { for: engine, ...at } : { for: engine };
}

function refuseMisfits({ for: engine, out, output, repo, revision, path }: SynthOptions): void {
  const problems = [
    ...(engine === 'argocd' ? repositoryProblems(repo) : []),
    ...(engine !== 'argocd' && repo ? [{ path: '--repo', fact: `means nothing for ${engine}` }] : []),
    ...(engine !== 'argocd' && revision ? [{ path: '--revision', fact: `means nothing for ${engine}` }] : []),
    ...(engine === 'plain' && path ? [{ path: '--path', fact: 'means nothing for plain' }] : []),
    ...(out !== undefined && output ? [{ path: '--output', fact: 'is of the stream; --out writes YAML files' }] : []),
  ];
  if (problems.length > 0) throw new UsageError('synth: these options do not fit together', problems);
}

/** What Git itself takes as an address, but for what everybody on the way could read or change. */
function* repositoryProblems(repo: string | undefined): Generator<Problem> {
  const act = 'Say which Git repository Argo CD reads, such as https://git.example.org/platform.git';
  if (!repo) {
    yield { path: '--repo', fact: 'is missing', act };
    return;
  }
  const isOfSsh = /^[\w.-]+@[\w.-]+:(?!\/\/)\S+$/.test(repo);
  if (isOfSsh) return;
  const { protocol, host, password } = URL.canParse(repo) ? new URL(repo) : { protocol: '', host: '', password: '' };
  if (password)
    yield {
      path: '--repo',
      fact: 'holds a password, which would stand in the Application',
      act: 'Leave it away, and give Argo CD the login in a Secret of its own',
    };
  else if (!['https:', 'ssh:'].includes(protocol) || host === '')
    yield { path: '--repo', fact: `"${repo}" is no address of a repository by https or ssh`, act };
}

/** The files that hold objects for the cluster, in the order in which they are applied. */
const objectsOf = (files: ReadonlyMap<string, string>, engine: GitopsTarget['for']): string[] =>
  [...files]
    .filter(([path]) => path.endsWith('.yaml') && !path.endsWith('kustomization.yaml'))
    // For a person these are values of charts, which a script installs.
    .filter(([path]) => engine !== 'plain' || !path.startsWith(`${ADDONS}/`))
    .map(([, text]) => text);

function stream(documents: readonly string[], format: SynthOptions['output']): string {
  if (format !== 'json') return documents.join('---\n');
  const { parse } = require('yaml') as typeof import('yaml');
  const items: unknown[] = documents.map((text) => parse(text));
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2)}\n`;
}

/** The folder as messages name it: relative where the caller wrote it so. */
const shown = (folder: string, { cwd }: Io): string => relative(process.cwd(), resolve(cwd, folder));
