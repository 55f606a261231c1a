import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { loadSite } from '../src/cli/load-site';
import { platform } from '../src/constructs/platform';
import { deliver } from '../src/delivery/pulumi';

// The Pulumi program: the stack's name is the site's, and only that site is loaded.
export = async () => {
  const file = join(__dirname, `${pulumi.getStack()}.ts`);
  const { site, plan } = await loadSite(file, { cwd: process.cwd(), stdin: process.stdin });
  deliver(platform(plan), { await: site.cluster.await });
  return { platform: `https://${plan.hosts.platform}`, sessions: `https://${plan.hosts.sessions}` };
};
