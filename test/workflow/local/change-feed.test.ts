import { describe, expect, test } from 'vitest';
import type { ChangeFeedOptions } from '../../../src/workflow/local/change-feed.ts';
import { changeFeed } from '../../../src/workflow/local/change-feed.ts';
import { sqliteRequestStore } from '../../../src/workflow/local/request-store.ts';
import type { EgressRequest, RequestId } from '../../../src/workflow/request.ts';
import { claimed, inReview, received } from '../../contract/sample-requests.ts';
import { aDatabase } from './a-folder.ts';
import { aGate, aTimeline } from './a-timeline.ts';

/** A store with its feed, which remembers which version of which request was followed up. */
const aFeed = (handle: (id: RequestId, attempt: number) => Promise<void> = async () => {}, options: Partial<ChangeFeedOptions> = {}) => {
  const db = aDatabase();
  const store = sqliteRequestStore(db);
  const timeline = aTimeline();
  const handled: { readonly id: RequestId; readonly version: number }[] = [];
  const errors: (readonly [RequestId | undefined, unknown])[] = [];
  const feed = changeFeed(db, {
    handle: async (id) => {
      handled.push({ id, version: (await store.read(id))?.version ?? 0 });
      await handle(id, handled.filter((one) => one.id === id).length);
    },
    onError: (id, error) => errors.push([id, error]),
    backOff: (failures) => 1000 * 2 ** (failures - 1),
    timers: timeline.timers,
    ...options,
  });
  return { ...feed, db, store, timeline, handled, errors };
};

const minute = (number: number) => new Date(Date.UTC(2026, 10, 2, 11, number)).toISOString();

/** Claims the request so many times: each a version more. */
const claims = (request: EgressRequest, count: number): readonly EgressRequest[] => {
  const versions = [request];
  for (let number = 0; number < count; number += 1) {
    const last = versions.at(-1);
    if (last) versions.push(claimed(last, { person: 'ada@example.ac.uk', at: minute(number) }));
  }
  return versions.slice(1);
};

/** A request in review, stored. */
const aStored = async (store: ReturnType<typeof sqliteRequestStore>): Promise<EgressRequest> => {
  const request = received();
  await store.create(request);
  const reviewed = inReview(request, '2026-11-09T09:00:00.000Z');
  const { events, ...rest } = reviewed;
  expect(await store.update({ ...rest, version: 2, events: events.slice(0, 2) })).toBe('written');
  expect(await store.update(reviewed)).toBe('written');
  return reviewed;
};

describe('I2: the change feed', () => {
  test('follows up what is created and what is updated, after the commit', async () => {
    const { start, idle, store, handled } = aFeed();
    start();
    await idle();
    const request = received();
    await store.create(request);
    await expect.poll(() => handled).toEqual([{ id: request.id, version: 1 }]);
    const reviewed = await aStored(store);
    await expect.poll(() => handled.at(-1)?.version).toBe(3);
    for (const version of claims(reviewed, 1)) await store.update(version);
    await expect.poll(() => handled.at(-1)?.version).toBe(4);
  });

  test('does not follow up what was refused', async () => {
    const { start, idle, store, handled } = aFeed();
    const request = received();
    await store.create(request);
    start();
    await idle();
    expect(await store.create(request)).toBe('exists');
    expect(await store.update(request)).toBe('stale');
    await idle();
    expect(handled).toHaveLength(1);
  });

  test('follows up at its start what an earlier process left, several changes of one request once', async () => {
    const { start, idle, store, handled } = aFeed();
    const requests = [await aStored(store), await aStored(store)];
    expect(handled).toEqual([]);
    start();
    await idle();
    expect(handled).toEqual(requests.map(({ id }) => ({ id, version: 3 })));
  });

  test('follows up again what changed while it was followed up', async () => {
    const gate = aGate();
    const { start, idle, store, handled } = aFeed((_, attempt) => (attempt === 1 ? gate.promise : Promise.resolve()));
    const request = await aStored(store);
    start();
    await expect.poll(() => handled).toHaveLength(1);
    for (const version of claims(request, 5)) expect(await store.update(version)).toBe('written');
    gate.resolve();
    await idle();
    expect(handled).toEqual([
      { id: request.id, version: 3 },
      { id: request.id, version: 8 },
    ]);
  });

  test('never follows one request up twice at once, and several requests at once up to its bound', async () => {
    const running: RequestId[] = [];
    let most = 0;
    let twice = 0;
    const { start, idle, store } = aFeed(
      async (id) => {
        if (running.includes(id)) twice += 1;
        running.push(id);
        most = Math.max(most, running.length);
        // Some take longer than others, so that they do not end together.
        const turns = 3 * running.length;
        for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        running.splice(running.indexOf(id), 1);
      },
      { concurrency: 3 },
    );
    start();
    for (let count = 0; count < 10; count += 1) {
      const request = await aStored(store);
      for (const version of claims(request, 3)) await store.update(version);
    }
    await idle();
    expect({ twice, most }).toEqual({ twice: 0, most: 3 });
  });

  test('tries again what failed after growing waits, and blocks nothing behind it', async () => {
    const broken = received();
    const { start, idle, store, handled, errors, timeline } = aFeed(async (id, attempt) => {
      if (id === broken.id && attempt <= 3) throw new Error('Slack is down');
    });
    start();
    await store.create(broken);
    const others = [received(), received(), received()];
    for (const other of others) await store.create(other);
    await expect.poll(() => handled).toHaveLength(4);
    const attempts = () => handled.filter(({ id }) => id === broken.id).length;
    for (const [failures, wait] of [1000, 2000, 4000].entries()) {
      await expect.poll(() => errors).toHaveLength(failures + 1);
      timeline.leap(wait - 1);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(attempts()).toBe(failures + 1);
      timeline.leap(1);
      await expect.poll(attempts).toBe(failures + 2);
    }
    await idle();
    expect(errors.map(([id]) => id)).toEqual([broken.id, broken.id, broken.id]);
  });

  test('a new change of a request that rests is followed up at once', async () => {
    const { start, idle, store, handled, errors } = aFeed(async (_, attempt) => {
      if (attempt === 1) throw new Error('Slack is down');
    });
    const request = await aStored(store);
    start();
    await expect.poll(() => errors).toHaveLength(1);
    for (const version of claims(request, 1)) await store.update(version);
    await idle();
    expect(handled.map(({ version }) => version)).toEqual([3, 4]);
  });

  test('a handler that throws before it promises anything fails like any other', async () => {
    const db = aDatabase();
    const store = sqliteRequestStore(db);
    const timeline = aTimeline();
    let attempts = 0;
    const feed = changeFeed(db, {
      handle: () => {
        attempts += 1;
        if (attempts === 1) throw new Error('not yet');
        return Promise.resolve();
      },
      onError: () => {},
      backOff: () => 10,
      timers: timeline.timers,
    });
    feed.start();
    await store.create(received());
    await expect.poll(() => attempts).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    timeline.leap(10);
    await feed.idle();
    expect(attempts).toBe(2);
  });

  test('what is woken is followed up although it did not change; an unknown id wakes nothing', async () => {
    const { start, wake, idle, store, handled } = aFeed();
    const request = received();
    await store.create(request);
    start();
    await idle();
    wake(request.id);
    wake(received().id);
    await idle();
    expect(handled.map(({ id }) => id)).toEqual([request.id, request.id]);
  });

  test('finds what another process wrote to the same file', async () => {
    const { start, idle, store, handled, db, timeline } = aFeed();
    start();
    await idle();
    const request = received();
    await store.create(request);
    await idle();
    // As another process does: without this one's bell.
    db.sql.exec(`INSERT INTO changes (request, mark) VALUES ('${request.id}', 1)`);
    timeline.leap(5_000);
    await expect.poll(() => handled).toHaveLength(2);
  });

  test('a stop waits for the handler that runs, takes nothing new, and leaves it for the next start', async () => {
    const gate = aGate();
    const { start, stop, idle, store, handled } = aFeed(() => gate.promise);
    const first = received();
    await store.create(first);
    start();
    await expect.poll(() => handled).toHaveLength(1);
    const stopped = stop();
    const second = received();
    await store.create(second);
    gate.resolve();
    await stopped;
    await idle();
    expect(handled.map(({ id }) => id)).toEqual([first.id]);
    start();
    await idle();
    expect(handled.map(({ id }) => id)).toEqual([first.id, second.id]);
  });

  test('a thousand waiting requests of which half fail are each tried once before any is tried again', async () => {
    const failing = new Set<RequestId>();
    const { start, store, handled, errors } = aFeed(async (id) => {
      if (failing.has(id)) throw new Error('no');
    });
    const ids: RequestId[] = [];
    for (let count = 0; count < 1000; count += 1) {
      const request = received();
      if (count % 2 === 0) failing.add(request.id);
      ids.push(request.id);
      await store.create(request);
    }
    start();
    await expect.poll(() => handled.length, { timeout: 20_000 }).toBe(1000);
    await expect.poll(() => errors.length).toBe(500);
    expect(handled.map(({ id }) => id)).toEqual(ids);
  });
});
