import { UsageError } from '../../../errors';
import { type Container, known } from '../../facts';
import type { ArtifactSubject } from '../../rule';
import { Undecided } from '../../undecided';
import { Field } from '../../view/field';
import { type ImageConfig, readConfig } from '../image/config';
import { unknownBase } from '../recipe/base';

/** What the list does not say, and the caller does. */
export interface ArtifactsInput {
  /** Name of the file, for messages. */
  readonly file: string;
  /** Host of the registry. */
  readonly host: string;
  readonly today: Date;
  readonly contract: ArtifactSubject['contract'];
}

/** One artifact, under the name that messages use. */
export interface ReadArtifact {
  /** `images.example.org/team/tool:1.0` */
  readonly name: string;
  readonly value: ArtifactSubject;
}

/** Lists longer than this are no repository that a person keeps. */
const MOST = 10_000;

/**
 * Reads the artifacts of a repository as Harbor's API lists them:
 * `GET /api/v2.0/projects/P/repositories/R/artifacts?with_tag=true&with_label=true&with_accessory=true&with_scan_overview=true`.
 * What the image says of itself (entrypoint, ports, labels) is in that list too; files are not.
 *
 * @throws {UsageError} when it is no such list
 */
export function readArtifacts(list: unknown, input: ArtifactsInput): readonly ReadArtifact[] {
  const { file, host, today, contract } = input;
  const refuse = (path: string, fact: string) =>
    new UsageError(`${file}: not a list of artifacts`, [
      { file, path, fact, act: 'Write what Harbor answers for .../artifacts?with_tag=true&with_label=true' },
    ]);
  if (!Array.isArray(list) || list.length > MOST) throw refuse('', 'it is not a list, or a very long one');
  const artifacts = list.map((one, index) => {
    try {
      return artifactOf(Field.of(one, `[${index}]`));
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      throw refuse(`[${index}]`, error.message);
    }
  });
  const inOrder = artifacts.toSorted((a, b) => a.time - b.time);
  return artifacts.map((one): ReadArtifact => {
    const { repository, tags, digest, container, time: _, ...rest } = one;
    const mates = inOrder.filter((other) => other.repository === repository);
    const before = mates[mates.indexOf(one) - 1];
    const [tag] = before?.tags ?? [];
    return {
      name: `${host}/${repository}${tags[0] === undefined ? `@${digest}` : `:${tags[0]}`}`,
      value: {
        ...rest,
        ...{ host, repository, tags, digest, today, contract },
        otherTags: mates.filter((other) => other !== one).flatMap((other) => other.tags),
        ...(container && { container }),
        ...(before?.container && { before: { tag: tag ?? before.digest, container: before.container } }),
      },
    };
  });
}

function artifactOf(field: Field) {
  const repository = field.get('repository_name').text();
  const digest = field.get('digest').text();
  if (repository === undefined || digest === undefined)
    throw new Undecided(`it has no ${repository === undefined ? 'repository_name' : 'digest'}`);
  const labels = field.get('labels');
  const accessories = field.get('accessories');
  const size = field.get('size').value;
  const pushed = new Date(field.get('push_time').text() ?? Number.NaN);
  const hasTime = !Number.isNaN(pushed.getTime());
  const scanned = scanOf(field.get('scan_overview'));
  const details = field.get('extra_attrs');
  return {
    repository,
    digest,
    tags: names(field.get('tags')),
    time: hasTime ? pushed.getTime() : 0,
    ...(hasTime && { pushed }),
    ...(labels.exists && { labels: names(labels) }),
    ...(accessories.exists && {
      signed: accessories.items().some((one) => /^signature\./.test(one.get('type').text() ?? '')),
    }),
    ...(typeof size === 'number' && size >= 0 && { size }),
    ...(scanned && { vulnerabilities: scanned }),
    container: details.get('config').exists ? fromConfig(details.value) : undefined,
  };
}

const names = (field: Field): readonly string[] =>
  field.value === null || !field.exists
    ? []
    : field.items().flatMap((one) => {
        const name = one.get('name').text();
        return name === undefined ? [] : [name];
      });

/** Critical and high holes of the newest form of the report. */
function scanOf(overview: Field): ArtifactSubject['vulnerabilities'] {
  if (!overview.exists || overview.value === null) return undefined;
  for (const [, report] of overview.entries()) {
    if (report.get('scan_status').text() !== 'Success') continue;
    const counts = report.get('summary', 'summary');
    const count = (name: string) => {
      const value = counts.exists ? counts.get(name).value : 0;
      return typeof value === 'number' ? value : 0;
    };
    return { critical: count('Critical'), high: count('High') };
  }
  return undefined;
}

/** What an image says of itself, without its files. */
function fromConfig(details: unknown): Container {
  const config = readConfig(Buffer.from(JSON.stringify(details)), 'the artifact');
  const reason = 'the list of artifacts says nothing of files; check the image itself';
  return {
    ...unknownBase(reason),
    platform: known({ os: config.os, architecture: config.architecture }),
    user: known(config.user),
    workdir: known(config.workdir),
    entrypoint: known(config.entrypoint),
    cmd: known(config.cmd),
    ports: known(config.ports),
    created: known(config.created),
    beside: known([]),
    variables: stated(config.env),
    labels: stated(config.labels),
    env: (name) => known(config.env.get(name)),
    label: (name) => known(config.labels.get(name)),
  };
}

const stated = (values: ImageConfig['env']) => [...values].map(([name, value]) => ({ name, value: known(value) }));
