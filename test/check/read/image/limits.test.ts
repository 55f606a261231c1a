import type { Container, Fact, FileEntry } from '../../../../src/check/facts';
import { Image } from '../../../../src/check/read/image/image';
import { LIMITS, type Limits } from '../../../../src/check/read/image/limits';
import { RegistrySource } from '../../../../src/check/read/image/registry-source';
import { parseImageReference } from '../../../../src/check/view/image-reference';
import { ask, MemorySource } from './ask';
import { digestOf, imageOf, type TestConfig, type TestImage, temporary } from './image-writer';
import { RegistryDouble } from './registry-double';
import { sqliteDatabase } from './rpm-fixtures';
import { type Entry, file, link } from './tar-writer';
import { raw, zstdFrame } from './zstd-writer';

type Question = (container: Container) => Fact<unknown>;

/** What goes beyond a limit, and the words that name it: a reason why a fact is not known, or the refusal of the image. */
interface Case {
  readonly limit: number;
  readonly says: RegExp;
  readonly image?: TestImage;
  readonly question?: Question;
  /** Instead of an image in memory. */
  readonly open?: (limits: Limits) => Promise<unknown>;
}

const at =
  (path: string): Question =>
  (container) =>
    container.file(path);
const text =
  (path: string): Question =>
  (container) =>
    container.text(path);
const of = (entries: readonly Entry[] | Buffer, options?: TestConfig) => imageOf([entries], options);
const some = (count: number) => Array.from({ length: count }, (_, index) => file(`d/f${index}`));
const nested = (levels: number): TestImage => {
  const inner = of(some(1));
  let [manifest, blobs] = [inner.manifest, new Map(inner.blobs)];
  for (let level = 0; level < levels; level++) {
    const digest = digestOf(manifest);
    blobs = new Map([...blobs, [digest, manifest]]);
    manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [{ digest, size: manifest.length }] }));
  }
  return { ...inner, manifest, blobs };
};

type Handler = RegistryDouble['before'];
const registry = async (limits: Limits, before: Handler, env: Record<string, string> = {}) => {
  const double = await RegistryDouble.of({ 'a/b:1': of(some(1)) });
  double.before = before;
  try {
    const reference = parseImageReference(`${double.host}/a/b:1`);
    if (!reference) throw new Error('no reference');
    const options = { limits, env: { HOME: temporary(), ...env }, plainHttp: true, backOff: 1 };
    return await Image.open(new RegistrySource(reference, options), { limits });
  } finally {
    await double.close();
  }
};

/** One for each limit: a limit without a test does not compile. That of credentials stands in `registry-source.test.ts`. */
const CASES: Readonly<Record<Exclude<keyof Limits, 'credentials'>, Case>> = {
  manifest: {
    limit: 100,
    says: /manifest is longer than 100 bytes/,
    open: (limits) => registry(limits, () => undefined),
  },
  config: { limit: 20, says: /longer than 20 bytes, the limit for a document/ },
  indexEntries: {
    limit: 1,
    says: /its index lists 2 images; the limit is 1/,
    image: { ...of(some(1)), manifest: Buffer.from('{"schemaVersion":2,"manifests":[{},{}]}') },
  },
  indexDepth: { limit: 1, says: /nested more than 1 deep/, image: nested(2) },
  layers: { limit: 1, says: /it has 2 layers; the limit is 1/, image: imageOf([some(1), some(1)]) },
  lists: { limit: 3, says: /its manifest holds more than 3 lists and objects/ },
  compressed: { limit: 10, says: /larger than 10 bytes/ },
  unpacked: { limit: 1000, says: /unpacks to more than 1000 bytes/ },
  ratio: {
    limit: 3,
    says: /unpacks to more than 3 times its size/,
    image: of(Buffer.alloc(LIMITS.ratioFrom + 1024), { pack: (tar) => zstdFrame([...blocksOf(tar)], 10) }),
  },
  ratioFrom: { limit: 1000, says: /more than 200 times its size/, image: of(Buffer.alloc(3_000_000)) },
  window: {
    limit: 2048,
    says: /window of more than 2 KiB/,
    image: of(some(1), { pack: (tar) => zstdFrame([raw(tar, true)], 2) }),
  },
  entries: { limit: 5, says: /more than 5 entries/, image: of(some(9)) },
  // A table beyond its limit costs the whole layer, and no answer.
  table: { limit: 10, says: /^read$/ },
  path: { limit: 3, says: /longer than 3 characters/ },
  component: { limit: 1, says: /longer than 1 characters/, image: of([file('long')]) },
  depth: { limit: 1, says: /more than 1 parts/ },
  header: {
    limit: 10,
    says: /header in it is longer than 10 bytes/,
    image: of([{ name: 'x', pax: { path: 'yyyyyy' } }]),
  },
  content: { limit: 3, says: /longer than 3 bytes/, question: text('/a'), image: of([file('a', 'text')]) },
  packageList: {
    limit: 3,
    says: /longer than 3 bytes/,
    question: (container) => container.package('acl'),
    image: of([file('var/lib/dpkg/status', 'Package: acl\n')]),
  },
  packageDatabase: {
    limit: 1024,
    says: /longer than 1 KiB/,
    question: (container) => container.package('acl'),
    image: of([file('var/lib/rpm/rpmdb.sqlite', '', { body: sqliteDatabase() })]),
  },
  packages: {
    limit: 9,
    says: /lists more than 9 packages/,
    question: (container) => container.package('acl'),
    image: of([file('var/lib/rpm/rpmdb.sqlite', '', { body: sqliteDatabase() })]),
  },
  contents: {
    limit: 3,
    says: /all texts together exceed 3 bytes/,
    question: text('/etc/passwd'),
    image: of([file('etc/passwd', 'text')]),
  },
  links: {
    limit: 1,
    says: /more than 1 links lead to/,
    question: at('/a'),
    image: of([link('a', 'b'), link('b', 'c'), file('c')]),
  },
  listing: {
    limit: 3,
    says: /holds more than 3 entries/,
    question: (container) => container.below('/d'),
    image: of(some(9)),
  },
  searched: {
    limit: 1,
    says: /PATH has more than 1 folders/,
    question: (container) => container.command('sh'),
    image: of(some(1), { config: { Env: ['PATH=/bin:/usr/bin'] } }),
  },
  redirects: {
    limit: 2,
    says: /redirects more than 2 times/,
    open: (limits) =>
      registry(limits, ({ url }, response) => {
        response.writeHead(307, { location: `${url}` }).end();
        return true;
      }),
  },
  token: {
    limit: 10,
    says: /token service answers more than 10 bytes/,
    open: (limits) =>
      registry(limits, ({ url, headers }, response) => {
        if (url === '/token?scope=repository%3Aa%2Fb%3Apull') response.end('{"token":"good and long"}');
        else response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${headers.host}/token"` }).end();
        return true;
      }),
  },
  idle: { limit: 40, says: /does not answer|no byte for 0.04 seconds/, open: (limits) => registry(limits, () => true) },
};

function* blocksOf(data: Buffer): Generator<Buffer> {
  const size = 128 * 1024;
  for (let start = 0; start < data.length; start += size) {
    const length = Math.min(size, data.length - start);
    const last = start + size >= data.length;
    const head = Buffer.alloc(4);
    head.writeUIntLE((length << 3) | 2 | Number(last), 0, 3);
    yield head;
  }
}

/** What is said about an image: why a fact is not known, or why the image is refused. */
async function answerOf({ image = of([file('a/b/c')]), question = at('/etc/passwd'), open }: Case, limits: Limits) {
  try {
    if (open) return await open(limits).then(() => 'read');
    const answer = await ask(new MemorySource(image), question as (container: Container) => Fact<FileEntry>, {
      limits,
    });
    return answer.known ? 'read' : answer.reason;
  } catch (error) {
    expect(error).toMatchObject({ name: 'UsageError' });
    return (error as Error).message;
  }
}

describe('what is beyond a limit is not known, and the answer names the limit', () => {
  test.each(Object.entries(CASES))('%s', async (name, one) => {
    expect(await answerOf(one, { ...LIMITS, [name]: one.limit })).toMatch(one.says);
  });

  // Without its limit the same is read: it is the limit that answers.
  test.each(
    Object.entries(CASES).filter(([, { open, image }]) => !open && !String(image?.manifest).includes('[{},{}]')),
  )('%s, as it is', async (name, one) => {
    const raised = name.startsWith('ratio') ? { ratio: 1e9 } : {};
    expect(await answerOf(one, { ...LIMITS, ...raised })).toBe('read');
  });
});
