import type { RegistryScanner } from '../../config/registry-scanner';
import { BUILT_IN_SCANNER } from '../../plan/content-problems';
import type { PlannedProject } from '../../plan/registry-content';
import { type Action, differences, given, type ObjectName, projectNamed, type Session } from '../action';
import { type Fields, textOf } from '../answer';
import type { HarborApi } from '../api';
import { HarborError } from '../harbor-error';
import { marked, unmarked } from '../secret-mark';

/** A scanner as Harbor has it. */
export interface FoundScanner {
  readonly uuid: string;
  readonly name: string;
  readonly url: string;
  readonly auth: string;
  readonly internalAddress: boolean;
  readonly isDefault: boolean;
  readonly description: string;
  readonly disabled: boolean;
  readonly verified: boolean;
}

export async function findScanners(api: HarborApi): Promise<FoundScanner[]> {
  return (await api.list('scanners')).map(found);
}

const found = (scanner: Fields): FoundScanner => ({
  uuid: textOf(scanner.uuid),
  name: textOf(scanner.name),
  url: textOf(scanner.url),
  auth: textOf(scanner.auth),
  internalAddress: scanner.use_internal_addr === true,
  isDefault: scanner.is_default === true,
  description: textOf(scanner.description),
  disabled: scanner.disabled === true,
  verified: scanner.skip_certVerify !== true,
});

/** Name of the scanner that a project uses, its own or the registry's. */
export const findProjectScanner = async (api: HarborApi, project: string): Promise<string> =>
  textOf((await api.find(`projects/${project}/scanner`))?.name);

/** Name under which the credential of a scanner is given. */
export const scannerSecret = (name: string): string => `scanner/${name}`;

const object = (name: string): ObjectName => ({ kind: 'scanner', name });

/** What makes scanners, and the one that all projects use, those that are wanted. */
export function scannerActions(
  {
    scanners,
    defaultScanner,
  }: { readonly scanners: Readonly<Record<string, RegistryScanner>>; readonly defaultScanner?: string | undefined },
  existing: readonly FoundScanner[],
  { hasNewSecret, prune }: { readonly hasNewSecret: (name: string) => boolean; readonly prune: boolean },
): Action[] {
  const writes = Object.entries(scanners).flatMap(([name, scanner]): Action[] => {
    const { auth = '', internalAddress } = scanner;
    const url = scanner.url.replace(/\/+$/, '');
    // An address is that of one scanner only: under another name it is the same one, renamed.
    const there =
      existing.find((one) => one.name === name) ??
      existing.find((one) => one.url === url && !Object.hasOwn(scanners, one.name) && one.name !== BUILT_IN_SCANNER);
    const fields = { name, url, auth, internalAddress };
    const isNew = auth !== '' && hasNewSecret(scannerSecret(name));
    const changes = there
      ? [
          ...differences({ ...fields, disabled: false, verified: true }, { ...there }),
          ...(isNew ? [{ field: 'credential', to: 'another' }] : []),
        ]
      : given(fields);
    if (changes.length === 0) return [];
    const run = (session: Session) => write(session, name, scanner, there);
    const secret = auth === '' ? undefined : scannerSecret(name);
    return [{ verb: there ? 'update' : 'create', object: object(name), changes, needs: [], secret, run }];
  });
  const now = existing.find(({ isDefault }) => isDefault)?.name;
  const chosen: Action[] =
    defaultScanner === undefined || defaultScanner === now
      ? []
      : [
          {
            verb: 'update',
            object: { kind: 'default scanner', name: 'of the registry' },
            changes: [{ field: 'name', ...(now !== undefined && { from: now }), to: defaultScanner }],
            needs: Object.hasOwn(scanners, defaultScanner) ? [object(defaultScanner)] : [],
            run: async ({ api }) =>
              void (await api.send('PATCH', `scanners/${await uuidOf(api, defaultScanner)}`, { is_default: true })),
          },
        ];
  // Harbor's own scanner cannot be deleted.
  const keep = [...Object.keys(scanners), BUILT_IN_SCANNER];
  const urls = Object.values(scanners).map(({ url }) => url.replace(/\/+$/, ''));
  const extra = prune
    ? existing.filter(({ name, url, isDefault }) => !keep.includes(name) && !urls.includes(url) && !isDefault)
    : [];
  const deletes = extra.map(
    ({ uuid, name, url }): Action => ({
      verb: 'delete',
      object: object(name),
      changes: [{ field: 'url', from: url }],
      needs: [],
      run: async ({ api }) => void (await api.send('DELETE', `scanners/${uuid}`, undefined, [404])),
    }),
  );
  return [...writes, ...chosen, ...deletes];
}

/** What makes a project use the scanner that it names. */
export function projectScannerActions(
  { name: project, scanner }: PlannedProject,
  now: string,
  declared: Readonly<Record<string, RegistryScanner>>,
): Action[] {
  if (scanner === undefined || scanner === now) return [];
  return [
    {
      verb: 'update',
      object: { kind: 'scanner of project', name: project },
      changes: [{ field: 'name', from: now, to: scanner }],
      needs: [projectNamed(project), ...(Object.hasOwn(declared, scanner) ? [object(scanner)] : [])],
      run: async ({ api }) =>
        void (await api.send('PUT', `projects/${project}/scanner`, { uuid: await uuidOf(api, scanner) })),
    },
  ];
}

async function uuidOf(api: HarborApi, name: string): Promise<string> {
  const there = (await findScanners(api)).find((one) => one.name === name);
  if (!there) throw new HarborError(404, 'NOT_FOUND', `there is no scanner ${name}`, 'GET scanners');
  return there.uuid;
}

async function write(session: Session, name: string, scanner: RegistryScanner, there: FoundScanner | undefined) {
  const { api, secrets, hashCost } = session;
  const { url, auth = '', internalAddress } = scanner;
  const secret = auth === '' ? undefined : secrets.get(scannerSecret(name));
  const old = there?.description ?? '';
  const body = {
    name,
    url: url.replace(/\/+$/, ''),
    auth,
    use_internal_addr: internalAddress,
    skip_certVerify: false,
    disabled: false,
    description: secret === undefined ? (auth ? old : unmarked(old)) : await marked(old, secret, hashCost),
    ...(secret === undefined ? {} : { access_credential: secret }),
  };
  if (there) return void (await api.send('PUT', `scanners/${there.uuid}`, body));
  const { status } = await api.send('POST', 'scanners', body, [409]);
  if (status === 409) await api.send('PUT', `scanners/${await uuidOf(api, name)}`, body);
}
