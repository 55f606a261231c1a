import * as z from 'zod';
import { AbsolutePath, ImageReference, Port } from './names';

/** A word of a command line or a value: no line break, and nothing that a shell or a template would replace. */
const Word = z
  .string()
  .max(500)
  .regex(/^[^$`]*$/, 'write plain text, without $');

/** Name of a program or a package, e.g. `bash`, `libnss-sss`. */
const Name = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9][\w.+-]*$/, 'write a name such as bash');

/** What is in an image that recipes start from. What it does not say is not known, and rules answer so. */
export const ContainerBase = z.strictObject({
  /** Repository with its host, e.g. `images.example.org/skaha/base`. */
  repository: z
    .string()
    .max(255)
    .regex(
      /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+$/,
      'write host and repository without a tag, e.g. images.example.org/skaha/base',
    ),
  /** Tags that it holds for; `24.*` is every tag that begins so. @default every tag */
  tags: z
    .array(
      z
        .string()
        .max(128)
        .regex(/^[\w.-]*\*?$/, 'write a tag such as 24.04, or the beginning of one such as 24.*'),
    )
    .min(1)
    .optional(),
  /** Known base that it is built on; what is known of that holds for it too, unless it says otherwise. */
  on: ImageReference.optional(),
  /** Distribution, as its os-release names it. */
  distribution: z
    .strictObject({
      /** For example `ubuntu`. */
      id: Name,
      /** For example `24.04`. @default not known */
      version: Name.optional(),
    })
    .optional(),
  /** User that it starts as; empty is root. */
  user: Word.optional(),
  /** Working folder. */
  workdir: AbsolutePath.optional(),
  /** Variables that it sets. */
  env: z.record(z.string().regex(/^[A-Za-z_]\w*$/, 'write the name of a variable'), Word).optional(),
  /** What it starts by itself; empty for nothing. */
  entrypoint: z.array(Word).optional(),
  /** Arguments of that. */
  cmd: z.array(Word).optional(),
  /** Ports that it exposes. */
  ports: z.array(Port).optional(),
  /** Programs on its PATH. */
  commands: z.array(Name).optional(),
  /** Packages of the distribution that are installed. */
  packages: z.array(Name).optional(),
  /** Packages of pip or conda that programs on its PATH find, in small letters with hyphens, e.g. `jupyterlab`. */
  libraries: z.array(Name).optional(),
  /** Files that everybody may read. */
  readable: z.array(AbsolutePath).optional(),
  /** Services that its nsswitch.conf names, by database, e.g. `{ passwd: ['files', 'sss'] }`. */
  nameServices: z
    .record(z.string().regex(/^[a-z]+$/, 'write a database such as passwd'), z.array(Name).min(1))
    .optional(),
  /** Programs, packages and paths that are known not to be there. */
  lacks: z.array(z.union([AbsolutePath, Name], { error: 'write a name such as bash, or a path' })).optional(),
  /** Folders with nothing below them. */
  empty: z.array(AbsolutePath).optional(),
  /** Where this is written: the recipe of the image, for example. */
  source: Word.min(3),
  /** Day on which it was looked up. */
  date: z.iso.date('write a date such as 2027-06-30'),
});
export type ContainerBase = z.infer<typeof ContainerBase>;
