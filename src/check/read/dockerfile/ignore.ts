/** More patterns than this, or longer ones, are not a list that a person wrote. */
const MOST = 2000;
const LONGEST = 300;

/**
 * What a `.dockerignore` leaves out: the last pattern that matches a path, or a folder above it, decides; `!` takes back.
 *
 * @param exact match the path itself only, as a source of COPY does
 * @returns asks about a path from the root of the context, without a `/` at its start
 */
export function ignoring(text: string, exact = false): (path: string) => boolean {
  const patterns = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#') && line.length <= LONGEST)
    .slice(0, MOST)
    .map((line) => {
      const back = line.startsWith('!');
      const parts = line
        .slice(back ? 1 : 0)
        .split('/')
        .filter((part) => part !== '' && part !== '.');
      return { back, parts };
    })
    .filter(({ parts }) => parts.length > 0);
  return (path) => {
    const names = path.split('/');
    let ignored = false;
    for (const { back, parts } of patterns) {
      if (ignored !== back) continue;
      const lengths = exact ? [names.length] : names.map((_, index) => index + 1);
      if (lengths.some((length) => matchParts(parts, names.slice(0, length)))) ignored = !back;
    }
    return ignored;
  };
}

/** `**` stands for any number of folders. */
function matchParts(pattern: readonly string[], names: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return names.length === 0;
  if (first === '**') {
    if (rest[0] === '**') return matchParts(rest, names);
    return names.some((_, index) => matchParts(rest, names.slice(index))) || rest.length === 0;
  }
  const [name, ...others] = names;
  return name !== undefined && matchName(first, name) && matchParts(rest, others);
}

/** `*`, `?` and `[a-z]` inside one name, in time that grows with pattern times name. */
function matchName(pattern: string, name: string): boolean {
  const tokens = pattern.match(/\[[^\]]+\]|\\.|[\s\S]/g) ?? [];
  let reached = new Set([0]);
  for (const token of tokens) {
    const next = new Set<number>();
    for (const at of reached) {
      if (token === '*') for (let end = at; end <= name.length; end += 1) next.add(end);
      else if (at < name.length && matchCharacter(token, name[at] ?? '')) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(name.length);
}

function matchCharacter(token: string, character: string): boolean {
  if (token === '?') return true;
  if (token.startsWith('\\')) return token[1] === character;
  if (token.length === 1) return token === character;
  const inside = token.slice(1, -1).replace(/^[!^]/, '');
  let found = false;
  for (let at = 0; at < inside.length; at += 1) {
    const [from = '', dash, to] = inside.slice(at, at + 3);
    if (dash === '-' && to !== undefined) {
      found ||= from <= character && character <= to;
      at += 2;
    } else found ||= from === character;
  }
  return found !== /^\[[!^]/.test(token);
}
