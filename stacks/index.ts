import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { loadSite } from '../src/cli/load-site';
import { platform } from '../src/constructs/platform';
import { deliver } from '../src/delivery/pulumi';
import { applyContent } from '../src/delivery/pulumi-harbor';
import { UsageError } from '../src/errors';
import { declaredContent } from '../src/plan/registry-content';

// The Pulumi program: the stack's name is the site's, and only that site is loaded.
export = async () => {
  try {
    const file = join(__dirname, `${pulumi.getStack()}.ts`);
    const { site, plan } = await loadSite(file, { cwd: process.cwd(), stdin: process.stdin });
    const { await: awaits, context } = site.cluster;
    const delivered = deliver(platform(plan), {
      await: awaits,
      ...(context !== undefined && { cluster: { context } }),
    });
    applyContent(plan.registryContent && declaredContent(plan.registryContent), delivered);
    return { platform: `https://${plan.hosts.platform}`, sessions: `https://${plan.hosts.sessions}` };
  } catch (error) {
    // Pulumi prints the message of a RunError. Any other error it inspects with colours, and some releases of Node.js
    // never come back from that for a stack with `node_modules/@scope/file` in it, as Pulumi's own frames have.
    throw new pulumi.RunError(textOf(error));
  }
};

function textOf(error: unknown): string {
  if (error instanceof UsageError || !(error instanceof Error)) return String(error);
  return error.stack ?? error.message;
}
