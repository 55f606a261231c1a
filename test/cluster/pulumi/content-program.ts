import { LocalWorkspace } from '@pulumi/pulumi/automation';
import { applyContent, HarborContent } from 'astroplatform/pulumi';

// A program of somebody who has the package installed, run once: `up`, `preview` or `destroy`, told in the environment. In a
// process of its own, because Pulumi reads the text of functions as they run, not as jest does.

/** What the environment tells. */
export interface Told {
  readonly action: 'up' | 'preview' | 'destroy';
  /** Folder of the program. */
  readonly workDir: string;
  readonly content: object;
  /** Host and port of the Harbor, and what else the command line is told. */
  readonly flags: readonly string[];
  /** Configuration of the stack; all of it secret. */
  readonly config: Readonly<Record<string, string>>;
}

async function main({ action, workDir, content, flags, config }: Told): Promise<void> {
  const program = async () => {
    const { password = '', secrets = '{}' } = config;
    new HarborContent('content', { content, password, secrets, flags });
    // The stack has no `harbor-password`.
    if (applyContent(content, new Map())) throw new Error('nobody asked for it');
  };
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: 'keck', projectName: 'content', program },
    { workDir },
  );
  let output = '';
  const onOutput = (text: string) => {
    output += text;
  };
  try {
    const done = await stack[action]({ onOutput, onError: onOutput, color: 'never' } as never);
    const changes = 'changeSummary' in done ? done.changeSummary : done.summary.resourceChanges;
    process.stdout.write(JSON.stringify({ changes, output, state: JSON.stringify(await stack.exportStack()) }));
  } catch (error) {
    process.stdout.write(JSON.stringify({ output, error: String(error) }));
  }
}

void main(JSON.parse(process.env.TOLD ?? '{}'));
