import { resolve } from 'node:path';
import { env } from 'node:process';

// Nx can't give an absolute path, and a relative one would mean another cache to each program that a test starts in a
// folder of its own.
if (env.NODE_COMPILE_CACHE) env.NODE_COMPILE_CACHE = resolve(env.NODE_COMPILE_CACHE);

/** Shared jest configuration: ESM, ts-jest, sibling packages resolved to source. */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: {
    customExportConditions: ['@threadline/source', 'node', 'node-addons'],
  },
  // Threads take their time to start where many tests share few cores.
  testTimeout: 120_000,
  // A failed test that left a server open must not hang the run.
  forceExit: true,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['ts-jest', { useESM: true, tsconfig: '<rootDir>/../../tsconfig.json' }],
  },
};
