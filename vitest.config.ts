import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Files that mostly wait for processes they start; last, they would be all that runs.
const first = /process\.test|embedded-database\.test|every-endpoint\.test|e2e/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(isFirst), ...sorted.filter((file) => !isFirst(file))];
  }
}

function isFirst({ moduleId }: TestSpecification): boolean {
  return first.test(moduleId);
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/database-server.ts',
    setupFiles: ['test/support/no-outside-calls.ts'],
    pool: 'forks',
    sequence: { sequencer: LongestFirst },
    maxWorkers: 2,
    isolate: false, // files share the loaded modules, which keep no state: a third of the time of the whole suite
    testTimeout: 20_000,
    hookTimeout: 60_000,
    env: { NODE_ENV: 'test' },
    experimental: { viteModuleRunner: false, nodeLoader: false }, // Node itself loads the source, as it does in earnest
  },
});
