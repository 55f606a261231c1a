import type { ChartRelease } from '../manifest';
import { toYaml } from '../yaml';
import { shellQuoted } from './bootstrap-script';

/** Name of the folder with what becomes of charts. */
export const ADDONS = 'addons';

/** Name of the script that installs the charts, at the top of the folder. */
export const INSTALL_SCRIPT = 'install-addons.sh';

/**
 * The script that installs the charts of a site for whoever applies the folder by hand, and a file of values for each.
 *
 * POSIX sh, with `helm` and `kubectl`. Versions are pinned; running it again changes what differs from the folder, and
 * nothing else. What a chart needs of the site itself, its namespace above all, the script applies first.
 *
 * @param charts in an order in which everything follows what it depends on
 * @param needs files of the objects that a chart needs, in their order
 */
export function addonFiles(
  site: string,
  charts: readonly ChartRelease[],
  needs: (chart: ChartRelease) => readonly string[],
): readonly (readonly [path: string, text: string])[] {
  const applied = new Set<string>();
  const steps = charts.flatMap((chart) => {
    const files = needs(chart).filter((file) => !applied.has(file));
    for (const file of files) applied.add(file);
    return [
      `\n# ${chart.name} ${chart.version}`,
      ...files.map((file) => `need ${shellQuoted(file)}`),
      ...installs(chart),
    ];
  });
  return [
    [INSTALL_SCRIPT, `${header(site)}${BODY}${steps.join('\n')}\n`],
    ...charts.map((chart) => [valuesFile(chart), toYaml(chart.values)] as const),
  ];
}

const valuesFile = ({ name }: ChartRelease) => `${ADDONS}/${name}.yaml`;

/** Helm finds a chart in a repository with an index by name and address, in a registry by one address. */
function installs(chart: ChartRelease): string[] {
  const address = chart.repository.replace(/\/+$/, '');
  const at = address.startsWith('oci://') ? [`${address}/${chart.chart}`] : [chart.chart, '--repo', address];
  const where = [...at, '--version', chart.version].map(shellQuoted).join(' ');
  return [
    ...(chart.definitionsApart ? [`definitions ${where}`] : []),
    `install ${[chart.name, chart.namespace, valuesFile(chart)].map(shellQuoted).join(' ')} ${where}`,
  ];
}

const header = (site: string) => `#!/bin/sh
# Installs the add-ons of the site "${site}" in the current cluster: Helm releases in pinned versions.
# Running it again brings each to the version and the values of this folder.
#
#   sh ${INSTALL_SCRIPT} [--context NAME]
`;

const BODY = String.raw`set -eu

fail() {
  printf 'install-addons: %s\n' "$*" >&2
  exit 2
}

context=''
while [ "$#" -gt 0 ]; do
  case "$#:$1" in
    [2-9]:--context) context=$2 ;;
    *) fail 'usage: sh install-addons.sh [--context NAME]' ;;
  esac
  shift 2
done
for tool in kubectl helm; do
  command -v "$tool" >/dev/null 2>&1 || fail "$tool is needed, and not on PATH"
done
cd -- "$(dirname -- "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# apply ARGUMENTS: what the site states, with the name under which it is applied later.
apply() {
  kubectl ${'$'}{context:+--context "$context"} apply --server-side "$@"
}

# need FILE: an object of the site that an add-on needs.
need() {
  apply --field-manager=astroplatform --filename "$1"
}

# definitions CHART...: what a chart defines, which Helm reads when it installs it and never again.
definitions() {
  helm show crds "$@" >"$work/definitions.yaml"
  if [ -s "$work/definitions.yaml" ]; then
    apply --field-manager=helm --force-conflicts --filename "$work/definitions.yaml"
  fi
}

# install RELEASE NAMESPACE VALUES CHART...: installs a chart, or brings it to this version and these values.
install() {
  release=$1
  namespace=$2
  values=$3
  shift 3
  helm upgrade --install "$release" "$@" ${'$'}{context:+--kube-context "$context"} \
    --namespace "$namespace" --values "$values" --wait --timeout 10m
}
`;
