import type { RegistryUpstream } from '../../config/registry-upstream';
import { type Action, differences, given, type Session } from '../action';
import { type Fields, fieldsOf, numberOf, textOf } from '../answer';
import type { HarborApi } from '../api';
import { HarborError } from '../harbor-error';
import { marked, unmarked } from '../secret-mark';

/** Another registry as Harbor knows it. Of its password Harbor gives stars. */
export interface FoundUpstream {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly url: string;
  readonly user: string;
  readonly description: string;
  readonly insecure: boolean;
}

export async function findUpstreams(api: HarborApi): Promise<FoundUpstream[]> {
  return (await api.list('registries')).map(found);
}

const found = (registry: Fields): FoundUpstream => ({
  id: numberOf(registry.id),
  name: textOf(registry.name),
  type: textOf(registry.type),
  url: textOf(registry.url),
  user: textOf(fieldsOf(registry.credential).access_key),
  description: textOf(registry.description),
  insecure: registry.insecure === true,
});

/** The number of an upstream. */
export async function upstreamId(api: HarborApi, name: string): Promise<number> {
  const there = (await findUpstreams(api)).find((one) => one.name === name);
  if (!there) throw new HarborError(404, 'NOT_FOUND', `there is no upstream ${name}`, 'GET registries');
  return there.id;
}

/** Name under which the password of an upstream is given. */
export const upstreamSecret = (name: string): string => `upstream/${name}`;

/** What makes upstreams those that are wanted. Harbor asks each of them before it believes in it. */
export function upstreamActions(
  wanted: Readonly<Record<string, RegistryUpstream>>,
  existing: readonly FoundUpstream[],
  { hasNewSecret, prune }: { readonly hasNewSecret: (name: string) => boolean; readonly prune: boolean },
): Action[] {
  const object = (name: string) => ({ kind: 'upstream', name });
  const writes = Object.entries(wanted).flatMap(([name, upstream]): Action[] => {
    const there = existing.find((one) => one.name === name);
    const { user = '', type } = upstream;
    const fields = { url: withoutSlash(upstream.url), user };
    if (!there) {
      const run = (session: Session) => create(session, name, upstream);
      const secret = user === '' ? undefined : upstreamSecret(name);
      return [{ verb: 'create', object: object(name), changes: given({ type, ...fields }), needs: [], secret, run }];
    }
    const isNew = user !== '' && hasNewSecret(upstreamSecret(name));
    const now = { url: withoutSlash(there.url), user: there.user, insecure: there.insecure };
    const changes = [
      ...differences({ ...fields, insecure: false }, now),
      ...(isNew ? [{ field: 'password', to: 'another' }] : []),
    ];
    if (changes.length === 0) return [];
    // Told another address or user without the password, Harbor forgets the password.
    const secret = user !== '' && changes.some(({ field }) => field !== 'insecure') ? upstreamSecret(name) : undefined;
    const run = (session: Session) => update(session, there, upstream);
    return [{ verb: 'update', object: object(name), changes, needs: [], secret, run }];
  });
  const extra = prune ? existing.filter(({ name }) => !Object.hasOwn(wanted, name)) : [];
  const deletes = extra.map(
    ({ id, name, url }): Action => ({
      verb: 'delete',
      object: object(name),
      changes: [{ field: 'url', from: url }],
      needs: [],
      run: async ({ api }) => void (await api.send('DELETE', `registries/${id}`, undefined, [404])),
    }),
  );
  return [...writes, ...deletes];
}

/** Harbor takes a final slash off. */
const withoutSlash = (url: string) => url.replace(/\/+$/, '');

async function create(session: Session, name: string, upstream: RegistryUpstream) {
  const { url, type, user = '' } = upstream;
  const { secret, description } = await secretAnd(session, name, upstream, '');
  const credential = user ? { type: 'basic', access_key: user, access_secret: secret ?? '' } : undefined;
  const body = { name, type, url: withoutSlash(url), insecure: false, description, ...(credential && { credential }) };
  const { status } = await session.api.send('POST', 'registries', body, [409]);
  if (status !== 409) return;
  const there = (await findUpstreams(session.api)).find((one) => one.name === name);
  if (there) await update(session, there, upstream);
}

async function update(session: Session, { id, name, description: old }: FoundUpstream, upstream: RegistryUpstream) {
  const { secret, description } = await secretAnd(session, name, upstream, old);
  await session.api.send('PUT', `registries/${id}`, {
    url: withoutSlash(upstream.url),
    insecure: false,
    description,
    credential_type: 'basic',
    access_key: upstream.user ?? '',
    ...(upstream.user && secret === undefined ? {} : { access_secret: secret ?? '' }),
  });
}

async function secretAnd({ secrets, hashCost }: Session, name: string, { user }: RegistryUpstream, old: string) {
  const secret = user ? secrets.get(upstreamSecret(name)) : undefined;
  if (secret !== undefined) return { secret, description: await marked(old, secret, hashCost) };
  return { secret, description: user ? old : unmarked(old) };
}
