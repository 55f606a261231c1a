import { judge } from '../../src/check/judge';
import { readDefinition } from '../../src/check/read/apptainer/read';
import type {
  ArtifactSubject,
  ContainerSubject,
  RequestSubject,
  Rule,
  SubjectKind,
  Subjects,
} from '../../src/check/rule';
import { CONTRACT, type SessionType } from '../../src/check/session-contract';
import { build, contextOf } from '../check/read/dockerfile/build';

/** A rule, what is shown to it, and what it says: every message of its faults, in order. */
export type Row<K extends SubjectKind> = readonly [
  rule: Rule<K>,
  title: string,
  subject: Subjects[K],
  expected: 'pass' | 'unknown' | 'not-applicable' | readonly string[],
];

/** Tests rules row by row. A fault that knows its line has it in front of its message: `3: ...`. */
export function testRows<K extends SubjectKind>(rows: readonly Row<K>[]): void {
  test.each(rows.map((row) => [`${row[0].id}: ${row[1]}`, row] as const))(
    '%s',
    (_title, [rule, , subject, expected]) => {
      const answer = judge(rule, subject, 'the subject');
      const said =
        answer.verdict === 'fail'
          ? answer.faults.map(({ message, place }) => `${place?.line === undefined ? '' : `${place.line}: `}${message}`)
          : answer.verdict;
      expect(said).toEqual(expected);
    },
  );
}

/** The container of a Dockerfile beside these files, as these session types. */
export const docker = (
  source: string,
  files: Readonly<Record<string, string>> = {},
  ...types: readonly SessionType[]
): ContainerSubject => ({ container: build(source, files), types, profile: 'current', contract: CONTRACT });

/** One instruction or more on Ubuntu, where line 1 is the FROM. */
export const ubuntu = (lines: string, ...types: readonly SessionType[]): ContainerSubject =>
  docker(`FROM ubuntu:24.04\n${lines}\n`, {}, ...types);

/** The container of a recipe whose script in /skaha is given. */
export const skaha = (name: 'init' | 'startup', script: string, ...types: readonly SessionType[]): ContainerSubject =>
  docker(`FROM ubuntu:24.04\nCOPY ${name}.sh /skaha/${name}.sh\n`, { [`${name}.sh`]: `755:${script}` }, ...types);

/** The container of an Apptainer definition on Debian beside these files; line 3 is the first that is given. */
export const definition = (
  lines: string,
  files: Readonly<Record<string, string>> = {},
  ...types: readonly SessionType[]
): ContainerSubject => ({
  container: readDefinition(`Bootstrap: docker\nFrom: debian:12.8\n${lines}\n`, {
    file: 'tool.def',
    context: contextOf(files),
  }).container,
  types,
  profile: 'current',
  contract: CONTRACT,
});

/** A session request. */
export const request = (fields: unknown): RequestSubject => ({ request: fields, contract: CONTRACT });

/** An image in a registry. */
export const artifact = (fields: Partial<ArtifactSubject>): ArtifactSubject => ({
  host: 'images.example.org',
  repository: 'team/tool',
  tags: ['1.0'],
  today: new Date('2026-11-21T00:00:00Z'),
  contract: CONTRACT,
  ...fields,
});
