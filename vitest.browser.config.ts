/** `npm run test:browser`: the sandbox in a real Chromium, found as `chromium` on the PATH. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    pool: 'forks',
    isolate: true,
    // One browser at a time: two of them starve each other on a small machine.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
