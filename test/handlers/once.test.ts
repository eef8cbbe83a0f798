import { expect, test } from 'vitest';
import { once, refreshed } from '../../src/handlers/aws/once.ts';
import { BadInputError } from '../../src/workflow/errors.ts';

const minute = 60_000;

/** Something that is made again, with a clock that is moved and a maker that can be told to fail. */
const aThing = () => {
  let now = 0;
  let made = 0;
  let failure: Error | undefined;
  const logs: string[] = [];
  const get = refreshed(
    async () => {
      if (failure) throw failure;
      made += 1;
      return made;
    },
    (event) => void logs.push(event),
    () => now,
  );
  /** Calls, and lets what the call began beside itself end. */
  const call = async (): Promise<number> => {
    const value = await get();
    await new Promise(setImmediate);
    return value;
  };
  return {
    call,
    logs,
    wait: (minutes: number) => {
      now += minutes * minute;
    },
    fail: (error?: Error) => {
      failure = error;
    },
  };
};

test('made once, whoever asks at the same time; after a failure the next call tries again', async () => {
  let calls = 0;
  const get = once(async () => {
    calls += 1;
    if (calls === 1) throw new Error('not yet');
    return calls;
  });
  await expect(get()).rejects.toThrow('not yet');
  expect(await Promise.all([get(), get(), get()])).toEqual([2, 2, 2]);
});

test('what is refreshed is made again after ten minutes, beside the call that finds it old', async () => {
  const { call, wait } = aThing();
  expect(await call()).toBe(1);
  wait(9);
  expect(await call()).toBe(1);
  wait(2);
  expect(await call()).toBe(1);
  expect(await call()).toBe(2);
});

test('an outage leaves what there is in use, and the next call tries again', async () => {
  const { call, wait, fail, logs } = aThing();
  await call();
  wait(11);
  fail(new Error('timed out'));
  expect(await call()).toBe(1);
  expect(logs).toEqual(['refresh-failed']);
  fail();
  expect(await call()).toBe(1);
  expect(await call()).toBe(2);
});

test('I3: credentials that were emptied are refused from the next call on, and old ones after an hour whatever happens', async () => {
  const emptied = aThing();
  await emptied.call();
  emptied.wait(11);
  emptied.fail(new BadInputError('secret', { field: 'SLACK_BOT_TOKEN', expected: 'a bot token' }));
  await emptied.call();
  await expect(emptied.call()).rejects.toThrow(BadInputError);

  const unreadable = aThing();
  await unreadable.call();
  unreadable.fail(new Error('timed out'));
  unreadable.wait(61);
  await expect(unreadable.call()).rejects.toThrow('timed out');
});
