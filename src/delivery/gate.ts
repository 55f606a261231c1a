import { type Problem, UsageError } from '../errors';
import { type KubeObject, objectName } from '../manifest';

/** Stands for a Pulumi output inside a text until the Pulumi engine puts the output back: `⟦pulumi:7⟧`. */
export const OUTPUT_TOKEN = /\u27e6pulumi:(\d+)\u27e7/g;
/** What Pulumi makes of an output that somebody treated as a text. */
const OUTPUT_AS_TEXT = /Calling \[to(?:String|JSON)\] on an \[Output<T>\]/;

/**
 * The gate before every file: throws when something that would be written holds the value of a Secret, or a Pulumi
 * output that has no value without Pulumi. Lists, and objects inside objects, are looked into.
 */
export function assertPublishable(objects: readonly KubeObject[], files: ReadonlyMap<string, string>): void {
  const problems: Problem[] = [];
  for (const object of objects) {
    if (holdsSecretValue(object)) {
      const fact = 'it is a Secret with its value in it';
      problems.push({
        path: objectName(object),
        fact,
        act: 'Declare a ManagedSecret, which states where values come from.',
      });
    }
  }
  for (const [path, text] of files) {
    if (text.search(OUTPUT_TOKEN) >= 0 || OUTPUT_AS_TEXT.test(text)) {
      const fact = 'it needs the output of a Pulumi resource, which only `pulumi up` knows';
      problems.push({ path, fact, act: 'Write the value itself, or deliver this site with Pulumi.' });
    }
  }
  if (problems.length > 0) throw new UsageError('refused to write files that must not be published', problems);
}

function holdsSecretValue(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsSecretValue);
  const { apiVersion, kind, data, stringData, ...rest } = value as Record<string, unknown>;
  if (apiVersion === 'v1' && kind === 'Secret' && (isFilled(data) || isFilled(stringData))) return true;
  return [data, stringData, ...Object.values(rest)].some(holdsSecretValue);
}

const isFilled = (value: unknown) =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : !!value;
