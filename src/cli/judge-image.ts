import { join } from 'node:path';
import { Image, type LayerProgress } from '../check/read/image/image';
import { LayerCache } from '../check/read/image/layer-cache';
import { LIMITS } from '../check/read/image/limits';
import { openSource } from '../check/read/image/open-source';
import type { ContainerSubject, Result } from '../check/rule';
import type { Subject } from '../check/run';
import type { Io } from './io';
import { ProgressLine } from './progress-line';

/** How an image is to be judged. */
export interface ImageJudgement extends Omit<ContainerSubject, 'container'> {
  readonly plainHttp: boolean;
  /** Believe only what digests prove. */
  readonly prove: boolean;
  /** Asks all rules; may be called several times. */
  readonly ask: (subject: Subject) => Result[];
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
    const subject: Subject = { kind: 'container', name, value: { container: image.container, ...asWhat } };
    let results = ask(subject);
    while (await image.readOn()) results = ask(subject);
    return results;
  } finally {
    line.clear();
  }
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
