import { createHash } from 'node:crypto';

/** Where a test pushes to, and as whom. */
export interface Registry {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** By a token of the service that it names, as clients of a real one do. @default false */
  readonly byToken?: boolean;
}

const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/**
 * Pushes a small image as any client does.
 *
 * @param content what makes it another image
 * @param labels labels of the image itself
 * @returns its digest
 */
export async function push(
  registry: Registry,
  repository: string,
  tag: string,
  content: string,
  labels: Record<string, string> = {},
): Promise<string> {
  const { url } = registry;
  const headers = { authorization: await authorizationFor(registry, repository) };
  const upload = async (text: string) => {
    const { headers: answered } = await fetch(`${url}/v2/${repository}/blobs/uploads/`, { method: 'POST', headers });
    const target = new URL(answered.get('location') ?? '', url);
    target.searchParams.set('digest', sha256(text));
    const { status } = await fetch(target, { method: 'PUT', headers, body: text });
    if (status !== 201) throw new Error(`a blob was answered with ${status}`);
    return { digest: sha256(text), size: text.length };
  };
  const layer = await upload(content);
  const config = await upload(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: { Labels: labels },
      rootfs: { type: 'layers', diff_ids: [layer.digest] },
    }),
  );
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...layer }],
  });
  const answer = await fetch(`${url}/v2/${repository}/manifests/${tag}`, {
    method: 'PUT',
    headers: { ...headers, 'content-type': mediaType },
    body: manifest,
  });
  if (answer.status !== 201)
    throw new Error(`${repository}:${tag} was answered with ${answer.status}: ${await answer.text()}`);
  return sha256(manifest);
}

/** What proves who pushes: a password, or the token that the registry's own challenge leads to. */
async function authorizationFor({ url, user, password, byToken }: Registry, repository: string): Promise<string> {
  const basic = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  if (!byToken) return basic;
  const challenge = (await fetch(`${url}/v2/`)).headers.get('www-authenticate') ?? '';
  const [, realm = '', service = ''] = /^Bearer realm="([^"]+)",service="([^"]+)"/.exec(challenge) ?? [];
  const query = new URLSearchParams({ service, scope: `repository:${repository}:pull,push` });
  const answer = await fetch(`${realm}?${query}`, { headers: { authorization: basic } });
  if (answer.status !== 200) throw new Error(`no token: ${answer.status} ${await answer.text()}`);
  return `Bearer ${((await answer.json()) as { token: string }).token}`;
}
