import { generateKeyPairSync } from 'node:crypto';
import * as pulumi from '@pulumi/pulumi';

// So that an output that becomes a text by mistake is an error here, not a sentence in a manifest.
process.env.PULUMI_ERROR_OUTPUT_STRING = 'true';

/** A registration as the engine gets it. */
export interface Request {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, never>;
  /** Name of the parent; empty at the top. */
  readonly parent: string;
  readonly dependsOn: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly aliases: readonly string[];
  readonly secretOutputs: readonly string[];
  readonly version: string;
  readonly provider: string;
}

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
/** Key pair that the doubled provider makes. */
export const PAIR = {
  privateKeyPem: pair.privateKey.export({ format: 'pem', type: 'pkcs1' }).toString(),
  privateKeyPemPkcs8: pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  publicKeyPem: pair.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
};

/** Marks a secret value in a request. */
export const SECRET = { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270' };
export const secretValue = (value: unknown) => ({ ...SECRET, value });

/** Runs a program against doubles of the providers; gives what the engine was asked, in order. */
export async function requestsOf(
  program: () => ReadonlyMap<string, pulumi.Resource>,
  config: Readonly<Record<string, string>> = {},
): Promise<readonly Request[]> {
  const names = Object.keys(config).map((name) => `project:${name}`);
  pulumi.runtime.setAllConfig(
    Object.fromEntries(names.map((name, index) => [name, Object.values(config)[index] ?? ''])),
    names,
  );
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ type, name, inputs }) => ({ id: `${name}-id`, state: { ...inputs, ...madeBy(type, name) } }),
  });
  const requests: Request[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource(request: never, callback: unknown): unknown;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    requests.push(read(request));
    return register(request, callback);
  };
  const resources = [...program().values()];
  await Promise.all(resources.map(({ urn }) => new Promise((resolve) => urn.apply(resolve))));
  return requests;
}

/** What a doubled provider adds to the inputs. */
export function madeBy(type: string, name: string): Record<string, string> {
  if (type === 'random:index/randomPassword:RandomPassword')
    return { result: `value of ${name}`, bcryptHash: `hash of ${name}` };
  return type === 'tls:index/privateKey:PrivateKey' ? PAIR : {};
}

/** The parts of the generated message class that are read here. */
interface RawRequest {
  getType(): string;
  getName(): string;
  getObject(): { toJavaScript(): Record<string, never> };
  getParent(): string;
  getDependenciesList(): string[];
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getAliasesList(): { getUrn(): string }[];
  getAdditionalsecretoutputsList(): string[];
  getVersion(): string;
  getProvider(): string;
}

const nameOf = (urn: string) => urn.split('::').slice(3).join('::');

const read = (request: RawRequest): Request => ({
  type: request.getType(),
  name: request.getName(),
  inputs: request.getObject().toJavaScript(),
  parent: nameOf(request.getParent()),
  dependsOn: request.getDependenciesList().map(nameOf).sort(),
  protect: request.getProtect(),
  retainOnDelete: request.getRetainondelete(),
  aliases: request.getAliasesList().map((alias) => alias.getUrn()),
  secretOutputs: request.getAdditionalsecretoutputsList(),
  version: request.getVersion(),
  provider: request.getProvider(),
});
