/** What every keeper of task tokens promises (`ports.ts`). */
import { describe, expect, test } from 'vitest';
import type { TaskTokens } from '../../src/workflow/ports.ts';
import type { RequestId, TaskToken } from '../../src/workflow/request.ts';

const one = '11111111-0000-4000-8000-000000000000' as RequestId;
const other = '22222222-0000-4000-8000-000000000000' as RequestId;
const token = (text: string) => text as TaskToken;

/** Runs the suite; `open` gives an empty keeper. */
export const taskTokensContract = (name: string, open: () => Promise<TaskTokens>): void => {
  describe(`${name} keeps task tokens`, () => {
    test('a request that never waited has none', async () => {
      const tokens = await open();
      expect(await tokens.load(one)).toEqual([]);
      await tokens.forget(one, token('t'));
      expect(await tokens.load(one)).toEqual([]);
    });

    test('the saved token comes back with its stage, and only for its own request', async () => {
      const tokens = await open();
      const longest = token('AQCEAAAAKgAAAAMAAAAAAAAAA/+='.repeat(74).slice(0, 2048));
      await tokens.save({ id: one, stage: 1, token: longest });
      expect(await tokens.load(one)).toStrictEqual([{ stage: 1, token: longest }]);
      expect(await tokens.load(other)).toEqual([]);
    });

    test('tokens are kept side by side, each once, whatever the order in which they came', async () => {
      const tokens = await open();
      await tokens.save({ id: one, stage: 1, token: token('second') });
      await tokens.save({ id: one, stage: 0, token: token('first') });
      await tokens.save({ id: one, stage: 0, token: token('first') });
      const kept = await tokens.load(one);
      expect(kept.toSorted((a, b) => a.stage - b.stage)).toStrictEqual([
        { stage: 0, token: token('first') },
        { stage: 1, token: token('second') },
      ]);
    });

    test('a forgotten token is gone, and forgetting it again is no error', async () => {
      const tokens = await open();
      await tokens.save({ id: one, stage: 0, token: token('first') });
      await tokens.save({ id: other, stage: 0, token: token('first') });
      await tokens.forget(one, token('first'));
      await tokens.forget(one, token('first'));
      expect(await tokens.load(one)).toEqual([]);
      expect(await tokens.load(other)).toStrictEqual([{ stage: 0, token: token('first') }]);
    });

    test('forgetting one token leaves the others', async () => {
      const tokens = await open();
      await tokens.save({ id: one, stage: 0, token: token('old') });
      await tokens.save({ id: one, stage: 1, token: token('new') });
      await tokens.forget(one, token('old'));
      expect(await tokens.load(one)).toStrictEqual([{ stage: 1, token: token('new') }]);
    });
  });
};
