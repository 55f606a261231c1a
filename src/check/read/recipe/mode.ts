/** What `chmod` makes of a mode: `755`, `+x`, `a+rX,go-w`; undefined for what it would refuse. */
export function changeMode(change: string, before: number | undefined, isFolder: boolean): number | undefined {
  if (/^[0-7]{3,4}$/.test(change)) return Number.parseInt(change, 8);
  if (before === undefined) return undefined;
  let mode = before;
  for (const part of change.split(',')) {
    const [, who = '', operator, what = ''] = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(part) ?? [];
    if (operator === undefined) return undefined;
    const classes = who === '' || who.includes('a') ? 'ugo' : who;
    const executes = what.includes('x') || (what.includes('X') && (isFolder || (mode & 0o111) !== 0));
    const bits = (what.includes('r') ? 4 : 0) | (what.includes('w') ? 2 : 0) | (executes ? 1 : 0);
    let mask = 0;
    let all = 0;
    for (const [letter, shift] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (!classes.includes(letter)) continue;
      mask |= bits << shift;
      all |= 7 << shift;
    }
    if (what.includes('s')) mask |= (classes.includes('u') ? 0o4000 : 0) | (classes.includes('g') ? 0o2000 : 0);
    if (what.includes('t')) mask |= 0o1000;
    // Without a class, what a new file would not get stays as it is: the umask of a build is 022.
    if (who === '') mask &= ~0o022;
    mode = operator === '-' ? mode & ~mask : operator === '+' ? mode | mask : (mode & ~all) | mask;
  }
  return mode;
}
