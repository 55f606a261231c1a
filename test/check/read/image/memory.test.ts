import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { digestOf, temporary } from './image-writer';
import { ndbDatabase, rpmHeader } from './rpm-fixtures';
import { tarOf } from './tar-writer';
import { raw, repeated, zstdFrame } from './zstd-writer';

// Read in a process of its own, because the memory of a test runner says nothing. A child starts with the largest memory of its
// parent in `maxRSS`, so Linux is asked for what this program alone had.
const SCRIPT = `
const { createReadStream, existsSync, readFileSync } = require('node:fs');
const { readLayer } = require('./src/check/read/image/read-layer');
const { LIMITS } = require('./src/check/read/image/limits');
const [file, digest, size] = process.argv.slice(1);
const descriptor = { digest, size: Number(size), mediaType: '', annotations: {} };
const options = { image: 'image', limits: LIMITS, room: LIMITS, keep: () => true };
const status = '/proc/self/status';
const peak = () => existsSync(status) ? /VmHWM:\\s+(\\d+)/.exec(readFileSync(status, 'utf8'))[1] : process.resourceUsage().maxRSS;
readLayer(createReadStream(file), descriptor, options).then(
  (tree) => tree.find(['var', 'lib', 'rpm', 'Packages.db'])?.packages ?? 'read',
  (error) => error.message,
).then((outcome) => console.log(outcome, Math.round(peak() / 1024)));
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
  *database() {
    const headers = Array.from({ length: 60_000 }, (_, index) => rpmHeader(`p${index}`, '1', '1'));
    const database = ndbDatabase(headers);
    const size = 2 ** 27;
    yield tarOf([{ name: 'var/lib/rpm/Packages.db', size }]).subarray(0, 512);
    yield database;
    yield Buffer.alloc(size - database.length + 1024);
  },
  *header() {
    yield tarOf([{ name: 'x', type: 'x', size: 2 ** 33 - 1 }]).subarray(0, 512);
    for (let page = 0; page < 500; page++) yield Buffer.alloc(1 << 20, 'x');
  },
};

/** The same, packed in another way than gzip. */
const packed: Record<string, () => Generator<Buffer>> = {
  *window() {
    // Frames that each have the largest window, and fill it.
    for (let frame = 0; frame < 40; frame++) {
      yield zstdFrame([...Array.from({ length: 300 }, () => repeated(0)), raw(Buffer.alloc(100_000, frame), true)], 15);
    }
  },
};

const root = join(__dirname, '../../../..');

test.each([
  ['entries', /^the layers from it to the top hold more than 500000 entries (\d+)$/],
  ['bomb', /^it unpacks to more than 200 times its size (\d+)$/],
  ['database', /^it lists more than 50000 packages (\d+)$/],
  ['window', /^it unpacks to more than 200 times its size (\d+)$/],
  ['header', /^a tar header in it is longer than 1 MiB (\d+)$/],
])(
  'a layer of hostile %s ends at its limit, with less than 300 MB',
  (kind, message) => {
    const directory = temporary();
    const layer = join(directory, 'layer');
    const out = openSync(layer, 'w');
    for (const page of hostile[kind]?.() ?? []) writeSync(out, gzipSync(page, { level: 1 }));
    for (const page of packed[kind]?.() ?? []) writeSync(out, page);
    closeSync(out);
    const options = ['--conditions=astroplatform:source', '--require', 'sucrase/register', '-e', SCRIPT, layer];
    const bytes = readFileSync(layer);
    options.push(digestOf(bytes), String(bytes.length));
    const { stdout, stderr } = spawnSync(process.execPath, options, { cwd: root, encoding: 'utf8' });
    rmSync(directory, { recursive: true });
    expect([stdout.trim(), stderr]).toEqual([expect.stringMatching(message), '']);
    expect(Number(message.exec(stdout.trim())?.[1])).toBeLessThan(286);
  },
  240_000,
);
