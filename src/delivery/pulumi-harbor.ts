import * as pulumi from '@pulumi/pulumi';

/** A content, and who brings a Harbor to it. */
export interface HarborContentArgs {
  /** The content as a site declares it under `registry.content`, its host included. */
  readonly content: object;
  /** User of Harbor. @default 'admin' */
  readonly user?: pulumi.Input<string>;
  readonly password: pulumi.Input<string>;
  /** Secrets of robots, upstreams, webhooks and scanners: JSON such as `{"robot/skaha/puller": "..."}`. @default '{}' */
  readonly secrets?: pulumi.Input<string>;
  /** Arguments of `harbor plan` and `harbor apply` beside these. @default none */
  readonly flags?: readonly string[];
}

/** What the provider is given; `content` and `secrets` as JSON. */
interface Inputs {
  readonly content: string;
  readonly user: string;
  readonly password: string;
  readonly secrets: string;
  readonly flags: readonly string[];
}

/**
 * The content of a Harbor as a resource: each update asks the Harbor what would change, and changes it. Pulumi's state holds
 * what was declared and nothing of what is there, so that a change by hand is found without `refresh`. Destroying it leaves
 * the Harbor as it is.
 *
 * @example
 * ```ts
 * new HarborContent('content', { content: { host: 'images.example.org', projects: { skaha: {} } }, password });
 * ```
 */
export class HarborContent extends pulumi.dynamic.Resource {
  constructor(name: string, args: HarborContentArgs, options?: pulumi.CustomResourceOptions) {
    const { content, user = 'admin', password, secrets = '{}', flags = [] } = args;
    const inputs = {
      content: JSON.stringify(content),
      user,
      password: pulumi.secret(password),
      secrets: pulumi.secret(secrets),
      flags: [...flags],
    };
    const secret = { additionalSecretOutputs: ['password', 'secrets'] };
    super(provider, name, inputs, { ...options, ...secret }, 'harbor', 'Content');
  }
}

/**
 * Applies a content with the update, after all else, if the configuration of the stack has the secret `harbor-password`; with
 * `harbor-user` if it is not `admin`, and with the secret `harbor-secrets`.
 */
export function applyContent(
  content: object | undefined,
  delivered: ReadonlyMap<string, pulumi.Resource>,
): HarborContent | undefined {
  const config = new pulumi.Config();
  const password = config.getSecret('harbor-password');
  if (content === undefined || password === undefined) return undefined;
  const user = config.get('harbor-user');
  const secrets = config.getSecret('harbor-secrets');
  const args = { content, password, ...(user !== undefined && { user }), ...(secrets && { secrets }) };
  return new HarborContent('registry-content', args, { dependsOn: [...delivered.values()] });
}

// Pulumi writes the text of these functions, and of all that they name, into the state, and runs it in a process of its own. So
// they name nothing: what they need they get when they run, and the work is done by the command line of the package that the
// program has installed, the same `harbor plan` and `harbor apply` that a person runs.

/** Stands for what a preview does not know yet. */
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

const provider: pulumi.dynamic.ResourceProvider<Inputs> = {
  async diff(_id: string, _olds: Inputs, news: Inputs): Promise<pulumi.dynamic.DiffResult> {
    if ([news.content, news.user, news.password, news.secrets].includes(UNKNOWN)) return {};
    const { code, output } = await harbor('plan', news);
    if (code === 1) process.stdout.write(output);
    return { changes: code === 1 };
  },
  async create(inputs: Inputs): Promise<pulumi.dynamic.CreateResult> {
    const { output } = await harbor('apply', inputs);
    process.stdout.write(output);
    return { id: JSON.parse(inputs.content).host, outs: {} };
  },
  async update(_id: string, _olds: Inputs, news: Inputs): Promise<pulumi.dynamic.UpdateResult> {
    const { output } = await harbor('apply', news);
    process.stdout.write(output);
    return { outs: {} };
  },
};

/** Runs the command line. What it says on its error channel is what went wrong. */
async function harbor(action: 'plan' | 'apply', { content, user, password, secrets, flags }: Inputs) {
  const { spawn } = require('node:child_process') as typeof import('node:child_process');
  const { createRequire } = require('node:module') as typeof import('node:module');
  const { dirname, join } = require('node:path') as typeof import('node:path');
  let given: unknown;
  try {
    given = JSON.parse(secrets);
  } catch {
    // Without the cause: it may quote what it could not read.
    throw new Error('harbor-secrets is no JSON object');
  }
  const home = dirname(createRequire(join(process.cwd(), 'program.js')).resolve('astroplatform/package.json'));
  const command = [join(home, 'bin', 'astroplatform.js'), 'harbor', action, '-', '--content', '--secrets-fd', '3'];
  const child = spawn(process.execPath, [...command, '--wait', '10m', ...flags], { stdio: Array(4).fill('pipe') });
  let output = '';
  let wrong = '';
  child.stdout?.on('data', (text) => {
    output += text;
  });
  child.stderr?.on('data', (text) => {
    wrong += text;
  });
  const [stdin, , , descriptor] = child.stdio as import('node:stream').Writable[];
  // A command that ended before it read is explained by what it said.
  for (const pipe of [stdin, descriptor]) pipe?.on('error', () => {});
  stdin?.end(content);
  descriptor?.end(JSON.stringify({ username: user, password, secrets: given }));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0 && !(action === 'plan' && code === 1)) throw new Error(`${wrong || output}`.trim());
  return { code, output };
}
