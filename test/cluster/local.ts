import { resolve } from 'node:path';
import { manifestsOf, planOf, SITES } from '../sites/sites';
import { plainLayers } from './delivered';
import { binary, buildAll } from './launch/binaries';
import { startCluster } from './launch/cluster';
import { endWithNpm } from './launch/end-with-npm';
import { hasGo } from './launch/go';

// npm run local [SITE]: a control plane on this machine with a site applied. It ends with Ctrl-C.

const say = (text: string) => process.stderr.write(`${text}\n`);

async function local(name: string): Promise<void> {
  const site = SITES[name];
  if (!site) throw new Error(`there is no site "${name}": choose one of ${Object.keys(SITES).join(', ')}`);
  if (!hasGo()) throw new Error('Go is not on PATH: install Go 1.26 or newer, the control plane is built with it');
  await buildAll();
  const plan = planOf(site);
  const started = Date.now();
  const plane = await startCluster(plan);
  const objects = plainLayers(plan, manifestsOf(site)).flat();
  for (const object of objects) await plane.api.apply(object);
  const nodes = await plane.api.list('/api/v1/nodes');
  const seconds = Math.round((Date.now() - started) / 1000);
  say(`${name}: ${objects.length} objects on ${nodes.length} nodes, up in ${seconds} s. Ctrl-C ends it.`);
  say('Nothing runs on them, whatever pods say: it is for the questions of an API server. In another terminal:\n');
  say(`  alias kubectl=${resolve(await binary('kubectl'))}`);
  process.stdout.write(`export KUBECONFIG=${plane.kubeconfigFile()}\n`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => plane.stop().then(() => process.exit(0)));
  }
}

const known = (error: unknown) => (error instanceof Error ? error.message : String(error));

endWithNpm();
local(process.argv[2] ?? 'demo').catch((error) => {
  say(known(error));
  process.exit(1);
});
