/**
 * Variables that a shell script takes from outside and uses as they come: it neither sets them nor looks whether they are
 * set. None when the script stops at variables that are not set (`set -u`).
 */
export function variablesOfScript(text: string): readonly string[] {
  // Within single quotes, behind a backslash and in a comment nothing is put in.
  const plain = text
    .replace(/\\./gs, ' ')
    .replace(/'[^']*'/g, "''")
    .replace(/(^|\s)#.*$/gm, '$1');
  if (/^\s*set\s+(?:-\w*u|.*\bnounset\b)/m.test(plain) || /^#!.*\s-\w*u/.test(text)) return [];
  const safe = new Set<string>();
  for (const pattern of [SET, LOOPED, READ, TESTED, GUARDED])
    for (const [, names = ''] of plain.matchAll(pattern))
      for (const name of names.match(/[A-Za-z_]\w*/g) ?? []) safe.add(name);
  const used = [...plain.matchAll(USED)].map(([, braced, bare]) => braced ?? bare ?? '');
  return [...new Set(used)].filter((name) => name !== '' && !safe.has(name));
}

const USED = /\$(?:\{#?([A-Za-z_]\w*)|([A-Za-z_]\w*))/g;
/** `A=1`, also behind export, local and declare. */
const SET = /(?:^|[;&|({\s])([A-Za-z_]\w*)\+?=/gm;
const LOOPED = /\bfor\s+([A-Za-z_]\w*)\b/g;
const READ = /\b(?:read|mapfile|readarray|getopts\s+\S+)\s+([^;&|\n]*)/g;
/** `[ -z "$A" ]`, `[[ -v A ]]`, `test -n "$A"` */
const TESTED = /(?:\[\[?|\btest)\s([^\n;]*?)(?:\]|;|$)/gm;
/** `${A:?}`, `${A:-x}`, `${A+x}` */
const GUARDED = /\$\{([A-Za-z_]\w*):?[-?+=]/g;
