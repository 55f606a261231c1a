import { existsSync, readdirSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { parseImageReference } from '../check/view/image-reference';
import { UsageError } from '../errors';
import { isDockerfile } from './container-kind';
import { STDIN } from './read-text';
import { isSiteName } from './site-endings';

/**
 * Refuses what is neither a site nor named as a container is, and says how it is named: an archive, a layout, a folder, an
 * image without `docker://`.
 *
 * @param subjects those that would be read as sites
 * @throws {UsageError} with every one of them
 */
export function refuseMisnamed(subjects: readonly string[], cwd: string): void {
  const wrong = subjects.flatMap((subject) => {
    const problem = subject === STDIN ? undefined : mistake(subject, resolve(cwd, subject));
    return problem ? [new UsageError(`${subject}: ${problem.title}`, [{ file: subject, ...problem }])] : [];
  });
  const [first, ...others] = wrong;
  if (first) throw UsageError.of([first, ...others]);
}

interface Mistake {
  readonly title: string;
  readonly fact: string;
  readonly act: string;
}

function mistake(subject: string, path: string): Mistake | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return folder(subject, path);
  if (isSiteName(subject)) return undefined;
  if (found === undefined) return absent(subject);
  const ending = extname(subject);
  return {
    title: 'cannot be checked',
    fact: ending ? `the ending ${ending} is not known` : 'its name has no ending',
    act:
      ending === '.tar'
        ? `If docker save wrote it, write docker-archive:${subject}`
        : 'Name a site (.ts, .js, .yaml, .yml, .json), a recipe (Dockerfile, *.def), *request.json or *artifacts.json',
  };
}

function folder(subject: string, path: string): Mistake {
  const title = 'this is a folder';
  if (existsSync(join(path, 'oci-layout')))
    return { title, fact: 'it has the layout of an image', act: `Write oci:${subject}` };
  const recipe = readdirSync(path)
    .sort()
    .find((name) => isDockerfile(name) || name.endsWith('.def'));
  const act = recipe === undefined ? 'Name the files in it' : `Name the file: ${join(subject, recipe)}`;
  return { title, fact: 'only files are checked', act };
}

/** A name where nothing lies; undefined for what may be a slip in the name of a file. */
function absent(subject: string): Mistake | undefined {
  const [, kind] = /^([a-z][a-z-]+):/.exec(subject) ?? [];
  const image = parseImageReference(subject);
  if (image && /^[^/]*[.:][^/]*\//.test(subject))
    return {
      title: 'there is no such file',
      fact: 'nothing was read',
      act: `If it is an image, write docker://${subject}`,
    };
  return kind === undefined
    ? undefined
    : {
        title: 'cannot be checked',
        fact: `${kind}: names nothing that is read here`,
        act: 'Write docker://HOST/NAME:TAG, oci:FOLDER:TAG or docker-archive:FILE for an image',
      };
}
