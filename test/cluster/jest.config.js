const { spawnSync } = require('node:child_process');
const { availableParallelism } = require('node:os');
const shared = require('../../jest.config.js');

// The control plane is built from Go modules. A laptop without Go skips; CI must not pass without having looked.
const hasGo = spawnSync('go', ['version']).status === 0;
if (!hasGo && process.env.CI) throw new Error('CI runs the cluster tests, and they need Go 1.26 or newer on PATH');
if (!hasGo) process.stderr.write('cluster tests skipped: they need Go 1.26 or newer on PATH\n');

module.exports = {
  ...shared,
  rootDir: '../..',
  // An empty list would mean every file of the project.
  testMatch: [hasGo ? '<rootDir>/test/cluster/**/*.test.ts' : '<rootDir>/none-without-go'],
  testPathIgnorePatterns: ['/node_modules/'],
  ...(hasGo && {
    globalSetup: '<rootDir>/test/cluster/build-once.ts',
    globalTeardown: '<rootDir>/test/cluster/show-summary.ts',
  }),
  testTimeout: 300_000,
  // A control plane takes most of a core, and waits for the rest of the time.
  maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
  // Threads, because workers that are processes go on when this one is killed, and with them what they started.
  workerThreads: true,
  // How long each test took.
  verbose: true,
  passWithNoTests: !hasGo,
};
