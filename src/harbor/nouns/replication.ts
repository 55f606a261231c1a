import type { RegistryReplication } from '../../config/registry-replication';
import { type Action, differences, given, type Session } from '../action';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../answer';
import type { HarborApi } from '../api';
import { harborCron } from './schedule';
import { upstreamId } from './upstream';

/** What a replication does, as Harbor says it. */
interface Fact {
  readonly direction: string;
  readonly upstream: string;
  readonly into: string;
  readonly names: string;
  readonly tags: string;
  readonly trigger: string;
  readonly override: boolean;
  readonly deletions: boolean;
}

/** A replication as Harbor has it. */
export interface FoundReplication extends Fact {
  readonly id: number;
  readonly name: string;
  readonly enabled: boolean;
  readonly replaced: number;
}

/** The project alone is replaced by `into`; folders below it stay. */
const REPLACED = 1;

export async function findReplications(api: HarborApi): Promise<FoundReplication[]> {
  return (await api.list('replication/policies')).map(found);
}

function found(policy: Fields): FoundReplication {
  const [source, destination] = [fieldsOf(policy.src_registry), fieldsOf(policy.dest_registry)];
  const isPull = (numberOf(source.id) || 0) !== 0;
  const filter = (type: string) => textOf(listOf(policy.filters).find((one) => one.type === type)?.value) || '**';
  const trigger = fieldsOf(policy.trigger);
  return {
    id: numberOf(policy.id),
    name: textOf(policy.name),
    enabled: policy.enabled === true,
    direction: isPull ? 'pull' : 'push',
    upstream: textOf((isPull ? source : destination).name),
    into: textOf(policy.dest_namespace),
    names: filter('name'),
    tags: filter('tag'),
    trigger: textOf(fieldsOf(trigger.trigger_settings).cron) || textOf(trigger.type),
    override: policy.override === true,
    deletions: (policy.deletion ?? policy.replicate_deletion) === true,
    replaced: numberOf(policy.dest_namespace_replace_count),
  };
}

function factOf(replication: RegistryReplication): Fact {
  const { direction, upstream, into = '', names, tags, override, schedule } = replication;
  const unscheduled = direction === 'pull' ? 'manual' : 'event_based';
  return {
    ...{ direction, upstream, into, names, tags, override },
    trigger: schedule ? harborCron(schedule) : unscheduled,
    deletions: replication.direction === 'push' && replication.deletions,
  };
}

/** What makes replications those that are wanted. */
export function replicationActions(
  wanted: Readonly<Record<string, RegistryReplication>>,
  existing: readonly FoundReplication[],
  prune: boolean,
): Action[] {
  const object = (name: string) => ({ kind: 'replication', name });
  const writes = Object.entries(wanted).flatMap(([name, replication]): Action[] => {
    const there = existing.find((one) => one.name === name);
    const fact = factOf(replication);
    const changes = there
      ? differences({ ...fact, enabled: true, replaced: REPLACED }, { ...there })
      : given({ ...fact });
    if (changes.length === 0) return [];
    const needs = [{ kind: 'upstream', name: replication.upstream }];
    const run = ({ api }: Session) => write(api, name, fact, there?.id);
    return [{ verb: there ? 'update' : 'create', object: object(name), changes, needs, run }];
  });
  const extra = prune ? existing.filter(({ name }) => !Object.hasOwn(wanted, name)) : [];
  const deletes = extra.map(
    ({ id, name, upstream }): Action => ({
      verb: 'delete',
      object: object(name),
      changes: [{ field: 'upstream', from: upstream }],
      needs: [],
      run: async ({ api }) => void (await api.send('DELETE', `replication/policies/${id}`, undefined, [404])),
    }),
  );
  return [...writes, ...deletes];
}

async function write(api: HarborApi, name: string, fact: Fact, id: number | undefined): Promise<void> {
  const registry = { id: await upstreamId(api, fact.upstream) };
  const isCron = fact.trigger.includes(' ');
  const body = {
    name,
    enabled: true,
    override: fact.override,
    deletion: fact.deletions,
    dest_namespace: fact.into,
    dest_namespace_replace_count: REPLACED,
    ...(fact.direction === 'pull' ? { src_registry: registry } : { dest_registry: registry }),
    filters: [
      { type: 'name', value: fact.names },
      { type: 'tag', value: fact.tags, decoration: 'matches' },
    ],
    trigger: isCron ? { type: 'scheduled', trigger_settings: { cron: fact.trigger } } : { type: fact.trigger },
  };
  if (id !== undefined) return void (await api.send('PUT', `replication/policies/${id}`, body));
  const { status } = await api.send('POST', 'replication/policies', body, [409]);
  if (status !== 409) return;
  const there = (await findReplications(api)).find((one) => one.name === name);
  if (there) await api.send('PUT', `replication/policies/${there.id}`, body);
}
