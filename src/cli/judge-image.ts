import { join } from 'node:path';
import { Image, type LayerProgress } from '../check/read/image/image';
import { LayerCache } from '../check/read/image/layer-cache';
import { LIMITS } from '../check/read/image/limits';
import { openSource } from '../check/read/image/open-source';
import type { ContainerSubject, Result } from '../check/rule';
import type { Subject } from '../check/run';
import { parseImageReference } from '../check/view/image-reference';
import type { Io } from './io';
import { ProgressLine } from './progress-line';

/** How an image is to be judged. */
export interface ImageJudgement extends Omit<ContainerSubject, 'container'> {
  readonly plainHttp: boolean;
  /** Believe only what digests prove. */
  readonly prove: boolean;
  /** Asks all rules; may be called several times. */
  readonly ask: (subjects: readonly Subject[]) => Result[];
  readonly today: Date;
}

/**
 * Judges an image: rules are asked, layers are read as far as they need them, and rules are asked again.
 *
 * @param name `docker://HOST/NAME:TAG`, `oci:FOLDER:TAG` or `docker-archive:FILE`
 * @throws {UsageError} when the image cannot be read
 */
export async function judgeImage(name: string, judgement: ImageJudgement, io: Io): Promise<Result[]> {
  const { plainHttp, prove, ask, ...asWhat } = judgement;
  const source = openSource(name, { env: io.env, cwd: io.cwd, limits: LIMITS, plainHttp });
  const folder = cacheFolder(io.env);
  const cache = folder === undefined ? undefined : await LayerCache.in(folder, LIMITS);
  const line = new ProgressLine(io);
  try {
    const image = await Image.open(source, {
      limits: LIMITS,
      cache,
      prove,
      progress: (progress) => line.show(() => progressText(progress)),
    });
    const subjects: readonly Subject[] = [
      { kind: 'container', name, value: { container: image.container, ...asWhat } },
      ...artifactOf(name, image, judgement),
    ];
    let results = ask(subjects);
    while (await image.readOn()) results = ask(subjects);
    return results;
  } finally {
    line.clear();
  }
}

/** The image as the platform's own registry has it: its name, its size. Nothing for what lies elsewhere. */
function artifactOf(name: string, image: Image, { contract, today }: ImageJudgement): Subject[] {
  const reference = name.startsWith('docker://') ? parseImageReference(name.slice('docker://'.length)) : undefined;
  if (reference === undefined || !contract.registries.includes(reference.host)) return [];
  const { host, repository, digest, tag = digest === undefined ? 'latest' : undefined } = reference;
  const { container, size } = image;
  const tags = tag === undefined ? [] : [tag];
  const value = { host, repository, tags, named: true, size, container, today, contract };
  return [{ kind: 'artifact', name, value: { ...value, ...(digest && { digest }) } }];
}

/** Where facts about layers are kept; `ASTROPLATFORM_LAYER_CACHE=off` keeps none. */
function cacheFolder(env: Io['env']): string | undefined {
  const { ASTROPLATFORM_LAYER_CACHE, XDG_CACHE_HOME, HOME } = env;
  if (ASTROPLATFORM_LAYER_CACHE === 'off') return undefined;
  if (ASTROPLATFORM_LAYER_CACHE) return ASTROPLATFORM_LAYER_CACHE;
  const caches = XDG_CACHE_HOME?.startsWith('/') ? XDG_CACHE_HOME : HOME && join(HOME, '.cache');
  return caches && join(caches, 'astroplatform-layers');
}

const MIB = 2 ** 20;

const progressText = ({ begun, layers, bytes, size }: LayerProgress) =>
  `reading ${begun} of ${layers} layers: ${(bytes / MIB).toFixed(0)} of ${(size / MIB).toFixed(0)} MiB`;
