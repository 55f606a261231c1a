import { CHARTS, type ChartFacts } from '../src/plan/addons/charts';

/** Page of the add-ons, made from the table of their charts. */
export const addonsReference = (): string =>
  `${[INTRODUCTION, table(VERSIONS, versionRows()), SERVES, table(APIS, apiRows()), ENGINES].join('\n\n')}\n`;

const INTRODUCTION = `# Add-ons

Made by \`npm run generate\` from \`src/plan/addons/charts.ts\`; edit that, not this page.

The platform stands on operators and drivers of others. Most clusters have some of them already, so each is \`existing\` until a
site says otherwise:

\`\`\`ts
addons: {
  traefik: { kind: 'chart' },
  certManager: { kind: 'chart', version: 'v1.20.3' },
  kueue: { kind: 'chart', values: { controllerManager: { replicas: 2 } } },
}
\`\`\`

A \`chart\` is the upstream one in a pinned version: the newest of this table whose authors state the site's Kubernetes. What the
platform relies on it sets itself: Traefik's entry points, class, time for uploads, the header of client certificates that must
not come in, and routes that stay in their namespace; Kueue's namespaces, and that it leaves alone what names no queue; the
definitions that come with charts; the GPU Operator's settings from the pools. A site that sets one of these to something else
is refused, with the path of the value; everything else of a chart is the site's to choose (\`values\`). No secret belongs
there: values are written into files.

Each chart has a namespace of its own with the Pod Security level that its pods need. One that \`cluster.provides.namespaces\` lists
is left alone. What a site names with a chart's names (\`ingress.namespace\`, \`arc.nodeStageSecret.namespace\`,
\`cluster.gpus.namespace\`, \`databases.operatorNamespace\`) decides.

Other objects that the platform then declares as well: the issuer of certificates (\`ingress.tls.issuer.source\`) and the store of
secrets (\`secrets.store.source\`).`;

const VERSIONS = ['Key of `addons`', 'Chart', 'Version', 'Kubernetes', 'Stated by', 'Namespace'];
const APIS = ['API version', 'Served by', 'From', 'Until'];

const SERVES = `## What each serves

An object, or a reference in one, whose API version its add-on does not serve in the version of the site is a finding of
the rule \`api-version-served\`.`;

const ENGINES = `## Who installs them

| Engine | How |
| --- | --- |
| \`kubectl\` | \`sh DIR/install-addons.sh [--context NAME]\`, once before \`kubectl apply -k DIR\` and again after each change of an add-on. It needs \`helm\` (3.8 or later). It applies what an add-on needs of the site (its namespace, its settings), brings definitions up to date where Helm would not, installs in pinned versions, and waits. |
| Argo CD | \`kubectl apply -f DIR/application-addons.yaml\`, beside \`application.yaml\`: an Application per chart, which Argo CD templates. Each is tried again until its namespace is there, and the site until the kinds are that it needs. |
| Flux | Nothing more: a HelmRelease each, in the stage \`addons\` before everything that needs it. |
| Pulumi | Nothing more: a \`helm.sh/v3:Release\` each, protected and kept. It is the same release that \`helm\` makes, so it can change hands; hooks run, and definitions stay when it goes. Definitions in \`crds/\` (Traefik, the GPU Operator) are left as they are at an upgrade: \`helm show crds CHART --version V \\| kubectl apply --server-side --force-conflicts -f -\` first. |

A chart that a site no longer names stays in the cluster on every engine, because its definitions hold the objects of others and
its drivers the mounts of pods. To take it away, \`helm uninstall\`.

The order follows from what needs what: a namespace, the chart in it, then whatever is written in the kinds that the chart
defines, or is made by it (secrets from a store).

## Not checked here

Which images a chart runs: \`images.registries\` is for the platform's own pods. For a cluster without a way out, \`repository\`
names a mirror of a chart, and \`values\` its images.`;

const versionRows = () =>
  entries().flatMap(([key, { chart, repository, namespace, versions }]) =>
    versions.map(({ version, kubernetes: { from, to }, source }, index) => [
      index === 0 ? `\`${key}\`` : '',
      index === 0 ? `${chart} of <${repository}>` : '',
      `\`${version}\``,
      to === undefined ? `${from} and newer` : `${from} to ${to}`,
      source.startsWith('https:') ? `<${source}>` : source,
      index === 0 ? `\`${namespace}\`` : '',
    ]),
  );

const apiRows = () =>
  entries().flatMap(([, { title, apis }]) =>
    Object.entries(apis).map(([api, { since, until }]) => [`\`${api}\``, title, since, until ?? '']),
  );

const entries = () => Object.entries(CHARTS) as [string, ChartFacts][];

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
