import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }],
  },
  testSequencer: '<rootDir>/test/support/longest-first.ts',
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  // Of hung tests and hooks: on a machine that others use as well, starting a service alone may take a minute.
  testTimeout: 300_000,
  // One more than small machines have cores: much of the time is spent waiting for queues.
  maxWorkers: 3,
  // Node does not give back all that a test file loaded; collecting garbage beside it takes its time.
  workerIdleMemoryLimit: '600MB',
  // Nor at once at the end: with nothing left to do, Node needs seconds on a busy machine to take down what it loaded, which is no leak.
  workerGracefulExitTimeout: 15_000,
};

export default config;
