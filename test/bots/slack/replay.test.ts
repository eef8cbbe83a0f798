import { expect, test } from 'vitest';
import { replayGuard } from '../../../src/bots/replay.ts';

test('a key is taken once until its window is over', () => {
  const guard = replayGuard({ windowSeconds: 10, most: 100 });
  expect([guard.take(['a'], 0), guard.take(['a'], 9), guard.take(['a'], 10)]).toEqual([true, false, true]);
});

test('of several keys one that is known is enough, and then none is remembered', () => {
  const guard = replayGuard({ windowSeconds: 10, most: 100 });
  guard.take(['a'], 0);
  expect([guard.take(['a', 'b'], 1), guard.take(['b'], 1)]).toEqual([false, true]);
});

test('memory stays bounded, and the oldest are forgotten first', () => {
  const guard = replayGuard({ windowSeconds: 1000, most: 3 });
  for (const key of ['a', 'b', 'c', 'd', 'e']) guard.take([key], 0);
  expect([guard.take(['e'], 1), guard.take(['a'], 1)]).toEqual([false, true]);
});
