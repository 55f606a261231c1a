const LONGEST_NAME = 60;

/** How a place inside a site is written: `pools.cpu.taints[0].key`, or `pools.cpu.labels["a b"]` where a name is not one word. */
export function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      const name = String(step);
      if (!/^[\w-]+$/.test(name) || name.length > LONGEST_NAME) return `[${visible(JSON.stringify(shortened(name)))}]`;
      return index === 0 ? name : `.${name}`;
    })
    .join('');
}

/** The way back from {@link placeOf}: keys as texts, positions in a list as numbers. A long or strange name may stay unlike itself. */
export function stepsOf(place: string): (string | number)[] {
  return [...place.matchAll(/\[("(?:[^"\\]|\\.)*")\]|\[(\d+)\]|[^.[\]]+/g)].map(([word, quoted, index]) =>
    index !== undefined ? Number(index) : quoted !== undefined ? unquoted(quoted) : word,
  );
}

function unquoted(text: string): string {
  const plain = text.replace(/\\u\{([0-9A-F]+)\}/g, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
  try {
    return String(JSON.parse(plain));
  } catch {
    return plain.slice(1, -1);
  }
}

/** A value as a message shows it: on one line, short, every character visible. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(shortened(value)) : (JSON.stringify(value) ?? String(value));
  return visible(shortened(text, LONGEST_NAME + 20));
}

const shortened = (text: string, longest = LONGEST_NAME) =>
  text.length > longest ? `${text.slice(0, longest - 3)}...` : text;

/** Characters that cannot be seen, or that move others about on a terminal. JSON has escaped the first 32 of them already. */
const visible = (text: string) =>
  text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`);
