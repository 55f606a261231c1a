const shared = require('../../jest.config.js');

// Installs the package as others get it, so it needs a registry or a filled npm cache. `npm run test:package`.
module.exports = {
  ...shared,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/examples/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
};
