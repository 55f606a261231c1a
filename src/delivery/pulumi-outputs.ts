import * as pulumi from '@pulumi/pulumi';
import { UsageError } from '../errors';
import type { KubeObject } from '../manifest';
import { OUTPUT_TOKEN } from './gate';

const tokens = new WeakMap<pulumi.Output<unknown>, string>();
const outputs: pulumi.Output<unknown>[] = [];

/**
 * A text that stands for a Pulumi output in a manifest: put it wherever an object takes a text, alone or inside a larger
 * one. {@link deliver} puts the output back; what is secret stays secret, and nothing around it becomes so.
 *
 * A site with such a text can be delivered by Pulumi only; a GitOps folder with one is refused.
 *
 * @example
 * ```ts
 * new ApiObject(chart, 'config', { ..., data: { DATABASE_URL: `postgres://${asString(database.endpoint)}/uws` } });
 * ```
 */
export function asString(output: pulumi.Output<unknown>): string {
  const known = tokens.get(output);
  if (known !== undefined) return known;
  const token = `\u27e6pulumi:${outputs.push(output) - 1}\u27e7`;
  tokens.set(output, token);
  return token;
}

/**
 * Lets Pulumi outputs stand in cdk8s properties as they are, also where a number is asked for.
 *
 * @example
 * ```ts
 * const app = new App({ resolvers: [outputResolver] });
 * ```
 */
export const outputResolver = {
  resolve(context: { readonly value: unknown; replaceValue(value: unknown): void }): void {
    if (pulumi.Output.isInstance(context.value)) context.replaceValue(asString(context.value));
  },
};

/** An object as Pulumi takes it: the outputs are back in place of their texts; what has none is the same value. */
export function withOutputs(object: KubeObject): Readonly<Record<string, unknown>> {
  const { apiVersion, kind, metadata } = object;
  for (const [path, text] of Object.entries({
    apiVersion,
    kind,
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace,
  })) {
    if (text !== undefined && hasToken(text)) throw notHere(path);
  }
  return lifted(object, '') as Readonly<Record<string, unknown>>;
}

function lifted(value: unknown, path: string): unknown {
  if (typeof value === 'string') return hasToken(value) ? outputOf(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item, index) => lifted(item, `${path}[${index}]`));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  let changed = false;
  const fields = Object.entries(value).map(([key, field]): [string, unknown] => {
    const at = path === '' ? key : `${path}.${key}`;
    if (hasToken(key)) throw notHere(`${at} (the name of the field)`);
    const result = lifted(field, at);
    changed ||= result !== field;
    return [key, result];
  });
  return changed ? Object.fromEntries(fields) : value;
}

const hasToken = (text: string) => text.search(OUTPUT_TOKEN) >= 0;

/** The output itself where the text is its token and nothing else; else the text with the values in it. */
function outputOf(text: string): pulumi.Output<unknown> {
  const parts: pulumi.Input<string>[] = [];
  let end = 0;
  for (const match of text.matchAll(OUTPUT_TOKEN)) {
    const output = outputs[Number(match[1])];
    if (!output) throw new UsageError(`"${match[0]}" stands for no output of this program`);
    if (match[0] === text) return output;
    parts.push(text.slice(end, match.index), output.apply(String));
    end = match.index + match[0].length;
  }
  return pulumi.concat(...parts, text.slice(end));
}

const notHere = (path: string) =>
  new UsageError('an object cannot be registered', [
    {
      path,
      fact: 'it holds a Pulumi output, and must be known before anything is created',
      act: 'Write the text itself.',
    },
  ]);
