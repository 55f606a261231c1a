import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tar } from '../../src/constructs/tar';

test('tar unpacks what was packed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tar-'));
  try {
    const files = { '.bashrc': 'echo "ä"\n', empty: '', long: 'x'.repeat(5000), block: 'y'.repeat(512) };
    writeFileSync(join(folder, 'a.tar'), tar(files));
    execFileSync('tar', ['-xf', 'a.tar'], { cwd: folder });
    for (const [name, content] of Object.entries(files)) expect(readFileSync(join(folder, name), 'utf8')).toBe(content);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the same files give the same bytes', () => {
  expect(tar({ a: 'b' }).equals(tar({ a: 'b' }))).toBe(true);
});

test('a name that does not fit is refused', () => {
  expect(() => tar({ ['a'.repeat(101)]: '' })).toThrow('too long');
});
