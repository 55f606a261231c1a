import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { temporary } from './image-writer';
import { tarOf } from './tar-writer';

// Read in a process of its own: the memory of a test runner says nothing.
const SCRIPT = `
const { createReadStream } = require('node:fs');
const { readLayer } = require('./src/check/read/image/read-layer');
const { LIMITS } = require('./src/check/read/image/limits');
const descriptor = { digest: 'sha256:' + '0'.repeat(64), size: 2 ** 34, mediaType: '', annotations: {} };
const options = { image: 'image', limits: LIMITS, room: LIMITS, keep: () => true };
readLayer(createReadStream(process.argv[1]), descriptor, options).then(
  () => console.log('read'),
  (error) => console.log(error.message, Math.round(process.resourceUsage().maxRSS / 1024)),
);
`;

const hostile: Record<string, () => Generator<Buffer>> = {
  *entries() {
    const header = Buffer.from(tarOf([{ name: 'd0000/f00000000' }]).subarray(0, 512));
    const zero = Number.parseInt(header.toString('latin1', 148, 154), 8);
    const sum = (digits: string) => [...digits].reduce((total, digit) => total + Number(digit), 0);
    const page = Buffer.alloc(512 * 1000);
    for (let folder = 0; folder < 520; folder++) {
      for (let index = 0; index < 1000; index++) {
        const digits = `${String(folder).padStart(4, '0')}/f${String(folder * 1000 + index).padStart(8, '0')}`;
        header.write(digits, 1);
        header.write((zero + sum(digits.replace('/f', ''))).toString(8).padStart(6, '0'), 148);
        header.copy(page, index * 512);
      }
      yield page;
    }
  },
  *bomb() {
    for (let page = 0; page < 500; page++) yield Buffer.alloc(1 << 20);
  },
  *header() {
    yield tarOf([{ name: 'x', type: 'x', size: 2 ** 33 - 1 }]).subarray(0, 512);
    for (let page = 0; page < 500; page++) yield Buffer.alloc(1 << 20, 'x');
  },
};

const root = join(__dirname, '../../../..');

test.each([
  ['entries', /^the layers from it to the top hold more than 500000 entries (\d+)$/],
  ['bomb', /^it unpacks to more than 200 times its size (\d+)$/],
  ['header', /^a tar header in it is longer than 1 MiB (\d+)$/],
])('a layer of hostile %s ends at its limit, with less than 300 MB', (kind, message) => {
  const directory = temporary();
  const layer = join(directory, 'layer');
  const out = openSync(layer, 'w');
  for (const page of hostile[kind]?.() ?? []) writeSync(out, gzipSync(page, { level: 1 }));
  closeSync(out);
  const options = ['--conditions=astroplatform:source', '--require', 'sucrase/register', '-e', SCRIPT, layer];
  const { stdout, stderr } = spawnSync(process.execPath, options, { cwd: root, encoding: 'utf8' });
  rmSync(directory, { recursive: true });
  expect([stdout.trim(), stderr]).toEqual([expect.stringMatching(message), '']);
  expect(Number(message.exec(stdout.trim())?.[1])).toBeLessThan(286);
});
