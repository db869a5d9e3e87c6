import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/database-server.ts',
    setupFiles: ['test/support/no-outside-calls.ts'],
    pool: 'forks',
    maxWorkers: 2,
    isolate: false, // files share the loaded modules, which keep no state: a third of the time of the whole suite
    testTimeout: 20_000,
    hookTimeout: 60_000,
    env: { NODE_ENV: 'test' },
  },
});
