import { INSTALL_SCRIPT } from './addons-script';
import type { ArgocdTarget } from './argocd';
import type { FluxTarget } from './flux';
import type { Prerequisites } from './prerequisites';

/** What a folder is for, in so far as a reader must know it. */
interface Folder {
  readonly site: string;
  readonly target: { readonly for: 'plain' } | ArgocdTarget | FluxTarget;
  /** Files at the top that are applied by hand. */
  readonly entries: readonly string[];
  /** The file about secrets, and what to do with it; absent where there are none. */
  readonly secrets?: { readonly file: string; readonly kind: 'script' | 'list' };
  readonly needs: Prerequisites;
}

/** The page that whoever opens the folder reads first: how these files reach a cluster. */
export function folderReadme(folder: Folder): string {
  const steps = [...addonSteps(folder), ...secretSteps(folder), ...deliverySteps(folder)];
  return [
    `# ${folder.site}`,
    '',
    'Written by `astroplatform synth`. Change the site, not these files: the next run replaces them.',
    '',
    ...needsOf(folder),
    ...steps.map((step, index) => `${index + 1}. ${step}`),
    '',
    'Every step may be done again: what is there already stays as it is.',
    '',
  ].join('\n');
}

/** What no step brings. What a site needs beside, its objects do not tell. */
function needsOf({ needs: { hosts, apis } }: Folder): readonly string[] {
  const list = (texts: readonly string[]) => texts.map((text) => `\`${text}\``).join(', ');
  const needs = [
    ...(hosts.length > 0 ? [`- DNS leads to the ingress controller: ${list(hosts)}.`] : []),
    ...(apis.length > 0 ? [`- The cluster serves, as \`kubectl api-versions\` tells: ${list(apis)}.`] : []),
  ];
  if (needs.length === 0) return [];
  const rest =
    '- What else a cluster must have is listed in the README of astroplatform: labels of nodes, drivers, certificates.';
  return ['Before:', '', ...needs, rest, '', 'Then:', ''];
}

const addonSteps = ({ entries }: Folder): readonly string[] =>
  entries.includes(INSTALL_SCRIPT) ? [`\`sh ${INSTALL_SCRIPT}\` installs the add-ons; it needs \`helm\`.`] : [];

function secretSteps({ secrets, needs: { supplied } }: Folder): readonly string[] {
  if (!secrets) return [];
  const asks = supplied.length > 0 ? ` It asks for what only people know: ${supplied.join('; ')}.` : '';
  return secrets.kind === 'script'
    ? [`\`sh ${secrets.file}\` makes the Secrets that the cluster does not have yet.${asks}`]
    : [`Fill the secret store as [${secrets.file}](${secrets.file}) says.`];
}

function deliverySteps({ site, target, entries }: Folder): readonly string[] {
  const apply = 'kubectl apply --server-side --field-manager=astroplatform';
  switch (target.for) {
    case 'plain':
      return [`\`${apply} -k .\``];
    case 'argocd':
      return [
        `Commit this folder as \`${target.path ?? site}\` of <${target.repository}>.`,
        `\`${apply} ${entries.map((file) => `-f ${file}`).join(' ')}\``,
      ];
    case 'flux':
      return [
        `Commit this folder as \`${target.path ?? site}\` of the repository that Flux reads.`,
        `\`${apply} -k .\`, unless Flux finds \`kustomization.yaml\` by itself, below the path that it was started with.`,
      ];
  }
}
