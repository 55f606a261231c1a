/** The names among these that differ from a word in case, in signs, or in one or two letters. */
export function lookalikes(word: string, names: readonly string[]): readonly string[] {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  return names.filter(
    (name) =>
      name !== word && (plain(name) === plain(word) || distance(plain(name), plain(word)) <= (name.length > 6 ? 2 : 1)),
  );
}

/** Letters to put in, take out or change, no more than matter. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let at = 1; at <= a.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= b.length; to += 1) {
      const same = a[at - 1] === b[to - 1] ? 0 : 1;
      next.push(Math.min((row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, (row[to - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
