/** `npm test`: everything that needs neither an AWS endpoint nor a browser. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/aws/**', 'test/browser/**'],
    pool: 'forks',
    // One worker on two cores would be the default, and these tests wait more than they work.
    maxWorkers: 2,
    // No module is mocked, and to load the program anew for each file took a quarter of the time.
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 10_000,
  },
});
