import type { SecretSource, SecretText } from '../../manifest';
import type { Variable } from './environment';
import type { World } from './world';

/** The value that a variable takes from a managed secret; of a longer text, the first one in it. */
export const secretValueOf = (
  world: World,
  namespace: string,
  variable: Variable | undefined,
): SecretSource | undefined => secretTextOf(world, namespace, variable)?.find((piece) => typeof piece === 'object');

/** The text that a variable takes from a managed secret. */
export function secretTextOf(world: World, namespace: string, variable: Variable | undefined): SecretText | undefined {
  const source = variable?.field.get('valueFrom', 'secretKeyRef');
  return world.managedSecret(namespace, source?.get('name').text() ?? '')?.keys[source?.get('key').text() ?? ''];
}

/** The text with the name of each value in its place, in angle brackets. */
export const shown = (text: SecretText): string =>
  text.map((piece) => (typeof piece === 'string' ? piece : `<${piece.name}>`)).join('');

/** Name of the value that a text of {@link shown} is, and nothing beside it. */
export const nameShown = (text: string): string | undefined => /^<(.*)>$/.exec(text)?.[1];
