import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashThread } from '../../../src/workflow/packaging/hash-thread.ts';

test('the thread computes what this one would, whatever the pieces', async () => {
  const sizes = fc.array(fc.oneof(fc.nat({ max: 2000 }), fc.constantFrom(0, 262_143, 262_144, 262_145, 700_000)), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(sizes, async (lengths) => {
      const here = createHash('sha256');
      const there = hashThread();
      try {
        for (const [index, length] of lengths.entries()) {
          const chunk = new Uint8Array(length).fill(index + 1);
          here.update(chunk);
          await there.update(chunk);
          // The copy is the thread's own: what becomes of the piece afterwards is no matter.
          chunk.fill(0);
        }
        expect(await there.digest()).toBe(here.digest('hex'));
      } finally {
        await there.end();
      }
    }),
    { numRuns: 25 },
  );
});
