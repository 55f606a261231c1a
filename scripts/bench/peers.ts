import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A program of others that we compare ourselves with. */
interface Peer {
  /** Variable that may hold the path of the program. */
  readonly variable: string;
  readonly program: string;
  /** Go package and version that it is built from. */
  readonly source: string;
}

const PEERS = {
  helm: { variable: 'HELM', program: 'helm', source: 'helm.sh/helm/v4/cmd/helm@v4.3.1' },
  kubeconform: {
    variable: 'KUBECONFORM',
    program: 'kubeconform',
    source: 'github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0',
  },
} as const satisfies Record<string, Peer>;

/** Kubernetes release whose schemas kubeconform is given. */
const KUBERNETES = 'k8s.io/kubernetes@v1.36.3';

/** Outside the tree: built once for all checkouts. */
export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'astroplatform-bench');

export const hasGo = (): boolean => spawnSync('go', ['version']).status === 0;

/** Path of a peer: what its variable says, or built with Go. `undefined` where neither is there. */
export function peer(name: keyof typeof PEERS): string | undefined {
  const { variable, program, source } = PEERS[name];
  const given = process.env[variable];
  if (given) return given;
  const built = join(CACHE, 'bin', program);
  if (existsSync(built)) return built;
  if (!hasGo()) return undefined;
  mkdirSync(join(CACHE, 'bin'), { recursive: true });
  process.stderr.write(`building ${source}, which takes minutes the first time\n`);
  execFileSync('go', ['install', source], { env: { ...process.env, GOBIN: join(CACHE, 'bin') }, stdio: 'inherit' });
  return built;
}

/** The API description of a Kubernetes release, from its Go module. `undefined` without Go. */
export function openApiFile(): string | undefined {
  if (!hasGo()) return undefined;
  const { Dir } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', KUBERNETES], { encoding: 'utf8' }));
  return join(Dir, 'api/openapi-spec/swagger.json');
}
