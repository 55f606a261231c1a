const { availableParallelism } = require('node:os');

// One configuration for every test: TypeScript through swc, the package resolved from its own sources.
module.exports = {
  // Jest leaves one core to itself, and of two that would be half.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Tests run real processes (shell, Redis, a control plane), and machines that run them are busy.
  testTimeout: 60_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
    // Packages of ES modules only; Node can require them, jest cannot.
    '(?:unbash|@marcbachmann/cel-js|openid-client|oauth4webapi|jose)/.+\\.js$': [
      '@swc/jest',
      { jsc: { target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!unbash/|@marcbachmann/|openid-client/|oauth4webapi/|jose/)'],
  testEnvironmentOptions: { customExportConditions: ['astroplatform:source', 'node', 'require', 'default'] },
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/cluster/',
    '<rootDir>/test/examples/',
    '<rootDir>/test/keycloak/',
  ],
};
