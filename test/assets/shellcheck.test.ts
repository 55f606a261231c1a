import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeWith } from './tools';

const run = promisify(execFile);
const assets = join(__dirname, '../../assets');
const recipes = readdirSync(join(assets, 'recipes'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `recipes/${name}`);
const scripts = ['scripts', 'desktop', ...recipes].flatMap((folder) =>
  readdirSync(join(assets, folder))
    .filter((name) => name.endsWith('.sh'))
    .map((name) => `${folder}/${name}`),
);

test('the scripts of the contract are there', () => {
  // platform-contract.md §2.1: six launch scripts and the one of the init container; §2.8: the image list.
  expect(scripts).toEqual(
    expect.arrayContaining(
      [
        'start-jupyterlab',
        'start-desktop',
        'build-menu',
        'start-desktop-software',
        'start-desktop-software-xterm',
        'sleep-forever',
        'init-users-groups',
        'list-images',
      ].map((name) => `scripts/${name}.sh`),
    ),
  );
});

test.each(scripts)('%s is an executable script for any POSIX shell', (name) => {
  const text = readFileSync(join(assets, name), 'utf8');
  expect(text).toMatch(/^#!\/bin\/sh\n#/);
  expect(text).toMatch(/^set -eu$/m);
  expect(text).not.toMatch(/\r|\t/);
  expect(statSync(join(assets, name)).mode & 0o111).toBe(0o111);
});

test.each(scripts)('%s leaves no check switched off without a reason on the line', (name) => {
  const bare = readFileSync(join(assets, name), 'utf8').match(/^\s*# shellcheck disable=\S+\s*$/gm);
  expect(bare).toBeNull();
});

describeWith(['shellcheck'], 'shellcheck', () => {
  // The options are in assets/.shellcheckrc, so that an editor shows the same.
  test.each(scripts)('%s is clean', async (name) => {
    await run('shellcheck', ['--severity=style', join(assets, name)]);
  });

  test('the options of the project are in force', async () => {
    const check = run('shellcheck', ['-']);
    // A path without a first line: the shell is known from .shellcheckrc only where that file is found.
    check.child.stdin?.end('#!/bin/sh\nlocal x=1\n');
    await expect(check).rejects.toMatchObject({ stdout: expect.stringContaining('SC3043') });
  });
});
