import { expect, test } from 'vitest';
import { dueLoop } from '../../../src/workflow/local/due-loop.ts';
import type { Instant } from '../../../src/workflow/request.ts';

test('I2: a stop waits for the look that is under way, so that what it tells is not told again after the next start', async () => {
  const told = Promise.withResolvers<void>();
  const { start, stop } = dueLoop({
    requests: { list: async () => ({ requests: [] }) },
    clock: () => '2026-11-26T09:00:00.000Z' as Instant,
    wake: () => {},
    onError: () => {},
    also: () => told.promise,
    timers: { after: () => () => {} },
  });
  start();
  let stopped = false;
  const stopping = stop().then(() => (stopped = true));
  await new Promise(setImmediate);
  expect(stopped).toBe(false);
  told.reject(new Error('chat is down'));
  await stopping;
});
