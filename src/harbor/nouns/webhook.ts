import type { RegistryWebhook } from '../../config/registry-webhook';
import { type Action, differences, given, type ObjectName, projectNamed, type Session } from '../action';
import { type Fields, listOf, numberOf, textOf } from '../answer';
import type { HarborApi } from '../api';
import { marked, unmarked } from '../secret-mark';

/** A webhook as Harbor has it. */
export interface FoundWebhook {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly events: readonly string[];
  readonly address: string;
  readonly format: string;
  readonly authorized: boolean;
  readonly enabled: boolean;
  readonly verified: boolean;
}

export async function findWebhooks(api: HarborApi, project: string): Promise<FoundWebhook[]> {
  return (await api.list(`projects/${project}/webhook/policies`)).map(found);
}

function found(policy: Fields): FoundWebhook {
  const [target = {}] = listOf(policy.targets);
  return {
    id: numberOf(policy.id),
    name: textOf(policy.name),
    description: textOf(policy.description),
    events: (Array.isArray(policy.event_types) ? policy.event_types : []).map(textOf).sort(),
    address: textOf(target.address),
    format: textOf(target.payload_format),
    authorized: textOf(target.auth_header) !== '',
    enabled: policy.enabled === true,
    verified: target.skip_cert_verify !== true,
  };
}

/** Name under which the `Authorization` header of a webhook is given. */
export const webhookSecret = (project: string, name: string): string => `webhook/${project}/${name}`;

/** What makes the webhooks of a project those that are wanted. */
export function webhookActions(
  project: string,
  wanted: Readonly<Record<string, RegistryWebhook>>,
  existing: readonly FoundWebhook[],
  { hasNewSecret, prune }: { readonly hasNewSecret: (name: string) => boolean; readonly prune: boolean },
): Action[] {
  const path = `projects/${project}/webhook/policies`;
  const needs = [projectNamed(project)];
  const object = (name: string): ObjectName => ({ kind: 'webhook', name: `${project}/${name}` });
  const writes = Object.entries(wanted).flatMap(([name, webhook]): Action[] => {
    const there = existing.find((one) => one.name === name);
    const { address, format, authorized } = webhook;
    const fields = { events: [...new Set(webhook.events)].sort(), address, format, authorized };
    const isNew = authorized && hasNewSecret(webhookSecret(project, name));
    const changes = there
      ? [
          ...differences({ ...fields, enabled: true, verified: true }, { ...there }),
          ...(isNew ? [{ field: 'authorization', to: 'another' }] : []),
        ]
      : given(fields);
    if (changes.length === 0) return [];
    const run = (session: Session) => write(session, project, name, webhook, there);
    // What a change does not repeat is gone, the header too.
    const secret = authorized ? webhookSecret(project, name) : undefined;
    return [{ verb: there ? 'update' : 'create', object: object(name), changes, needs, secret, run }];
  });
  const extra = prune ? existing.filter(({ name }) => !Object.hasOwn(wanted, name)) : [];
  const deletes = extra.map(
    ({ id, name, address }): Action => ({
      verb: 'delete',
      object: object(name),
      changes: [{ field: 'address', from: address }],
      needs,
      run: async ({ api }) => void (await api.send('DELETE', `${path}/${id}`, undefined, [404])),
    }),
  );
  return [...writes, ...deletes];
}

async function write(
  session: Session,
  project: string,
  name: string,
  { events, address, format, authorized }: RegistryWebhook,
  there: FoundWebhook | undefined,
): Promise<void> {
  const { api, secrets, hashCost } = session;
  const secret = authorized ? secrets.get(webhookSecret(project, name)) : undefined;
  const old = unmarked(there?.description ?? '');
  const body = {
    name,
    description: secret === undefined ? old : await marked(old, secret, hashCost),
    enabled: true,
    event_types: [...new Set(events)],
    targets: [
      {
        type: 'http',
        address,
        payload_format: format,
        skip_cert_verify: false,
        ...(secret === undefined ? {} : { auth_header: secret }),
      },
    ],
  };
  const path = `projects/${project}/webhook/policies`;
  if (there) return void (await api.send('PUT', `${path}/${there.id}`, body));
  const { status } = await api.send('POST', path, body, [409]);
  if (status !== 409) return;
  const known = (await findWebhooks(api, project)).find((one) => one.name === name);
  if (known) await api.send('PUT', `${path}/${known.id}`, body);
}
