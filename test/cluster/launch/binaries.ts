import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { build, cachedPath, type Program } from './build';
import { Home, withLock } from './keeper';

const WRAPPER = ['go.sum', 'tools.go'];
const RELEASE = 'k8s.io/component-base/version';
const KUBERNETES = {
  folder: 'k8s',
  files: WRAPPER,
  // What the control plane says of itself; clients look at it.
  ldflags: `-X ${RELEASE}.gitVersion=v1.36.3 -X ${RELEASE}.gitMajor=1 -X ${RELEASE}.gitMinor=36`,
};

const PROGRAMS = {
  etcd: { ...KUBERNETES, pkg: 'go.etcd.io/etcd/server/v3' },
  'kube-apiserver': { ...KUBERNETES, pkg: 'k8s.io/kubernetes/cmd/kube-apiserver' },
  'kube-controller-manager': { ...KUBERNETES, pkg: 'k8s.io/kubernetes/cmd/kube-controller-manager' },
  'kube-scheduler': { ...KUBERNETES, pkg: 'k8s.io/kubernetes/cmd/kube-scheduler' },
  kubectl: { ...KUBERNETES, pkg: 'k8s.io/kubernetes/cmd/kubectl' },
  kwok: { folder: 'kwok', files: WRAPPER, pkg: 'sigs.k8s.io/kwok/cmd/kwok' },
  kueue: { folder: 'kueue', files: WRAPPER, pkg: 'sigs.k8s.io/kueue/cmd/kueue' },
  pulumi: {
    folder: 'pulumi',
    files: WRAPPER,
    pkg: 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi',
    ldflags: '-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.250.0',
  },
} as const satisfies Record<string, Omit<Program, 'name'>>;

/** Programs that are built from Go modules. */
export type ProgramName = keyof typeof PROGRAMS;

/**
 * Path of a program, built if this very version is not in the user's cache yet: minutes the first time, no time
 * afterwards. Two that ask together build once.
 */
export async function binary(name: ProgramName): Promise<string> {
  const program: Program = { name, ...PROGRAMS[name] };
  const path = await cachedPath(program);
  if (existsSync(path)) return path;
  await withLock(`${path}.lock`, async () => {
    if (existsSync(path)) return;
    const started = Date.now();
    process.stderr.write(`building ${name} ...\n`);
    const home = await Home.create(dirname(path));
    try {
      await build(program, path, home.path, (...command) => home.command(...command));
    } finally {
      await home.remove();
    }
    process.stderr.write(`built ${name} in ${Math.round((Date.now() - started) / 1000)} s\n`);
  });
  return path;
}

/** Builds whatever is missing, one after the other: each build uses all cores by itself. */
export async function buildAll(): Promise<void> {
  for (const name of Object.keys(PROGRAMS) as ProgramName[]) await binary(name);
}
