import { known, type ShellCommand, sure } from '../../../src/check/facts';
import { shellCommands } from '../../../src/check/view/shell';

const ENV: Record<string, string> = { PREFIX: '/opt/x', LIST: 'a b' };
const commands = (script: string): readonly ShellCommand[] =>
  sure(shellCommands(script, { variable: (name) => known(ENV[name]) }));
const words = (script: string) =>
  commands(script).map(({ name, arguments: args }) => [name, ...args].map((word) => word ?? '?').join(' '));

test.each([
  ['apt-get update && apt-get install -y acl', ['apt-get update', 'apt-get install -y acl']],
  ['a; b | c', ['a', 'b', 'c']],
  ['/usr/bin/make "in  stall" \'$X\'', ['make in  stall $X']],
  ['echo $PREFIX "${PREFIX}/bin" ${NONE:-z} ${PREFIX:+y}', ['echo /opt/x /opt/x/bin z y']],
  ['install $LIST "$LIST" $NONE', ['install a b a b']],
  ['V=1.2 && wget u/$V.tgz', ['wget u/1.2.tgz']],
  ['if x; then V=1; fi; wget $V', ['x', 'wget ?']],
  ['for f in *; do rm $f; done', ['rm ?']],
  ['. /env.sh; echo $PREFIX', ['. /env.sh', 'echo ?']],
  ['echo $(date) $@ $1', ['echo ? ? ?']],
  ['sudo -E apt-get install acl', ['sudo -E apt-get install acl', 'apt-get install acl']],
  ['bash -e <<"E"\npip install x\ny\nE', ['bash -e', 'pip install x', 'y']],
  ['bash file <<"E"\nx\nE', ['bash file']],
  ['cat x | xargs -n 1 -I {} pip install {}', ['cat x', 'xargs -n 1 -I {} pip install {}', 'pip install {} ?']],
  ['command -v jq', ['command -v jq']],
  ['sh -c "$(cat x)"', ['sh -c ?', '?']],
  ['bash -lc "pip install x && y"', ['bash -lc pip install x && y', 'pip install x', 'y']],
  ['export A=1; echo $A', ['export A=1', 'echo 1']],
  ['rm -rf /var/lib/apt/lists/*', ['rm -rf /var/lib/apt/lists/*']],
  ['f() { inside; }; f', ['inside', 'f']],
  ['case $x in a) one;; *) two;; esac', ['one', 'two']],
])('%s', (script, expected) => {
  expect(words(script)).toEqual(expected);
});

test('what may not run is marked, and what runs in the background', () => {
  const marked = commands('a && b || c; [ -f x ] && d; if e; then f; fi; g &');
  expect(marked.map(({ name, conditional, background }) => [name, conditional, background])).toEqual([
    ['a', false, false],
    ['b', false, false],
    ['c', true, false],
    ['[', false, false],
    ['d', true, false],
    ['e', false, false],
    ['f', true, false],
    ['g', false, true],
  ]);
});

test('where output goes, and where input comes from', () => {
  const [echo, cat, tee] = commands(
    'echo x >> /etc/a; cat > $PREFIX/f <<"EOF"\nline $A\nEOF\nyes | tee /x 2>/dev/null',
  );
  expect(echo?.writes).toEqual([{ path: '/etc/a', append: true }]);
  expect(cat).toMatchObject({ writes: [{ path: '/opt/x/f', append: false }], input: 'line $A\n' });
  expect(tee?.name).toBe('yes');
  expect(commands('yes | apt-get install x')[1]?.pipedFrom).toBe('yes');
});

test('what no shell reads is not known', () => {
  expect(shellCommands('if x; then')).toMatchObject({ known: false });
  expect(shellCommands(' '.repeat(200_001))).toMatchObject({ known: false });
});
