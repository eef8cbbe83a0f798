import { expect, onTestFinished, test } from 'vitest';
import { keepDeadLetter } from '../../../src/workflow/dead-letters.ts';
import { BadInputError } from '../../../src/workflow/errors.ts';
import { openDatabase } from '../../../src/workflow/local/database.ts';
import { expireLetters } from '../../../src/workflow/local/expired-letters.ts';
import { sqliteRecords } from '../../../src/workflow/local/records.ts';
import type { DeadLetter, DeadLetterBody } from '../../../src/workflow/ports.ts';
import type { Instant, Sha256 } from '../../../src/workflow/request.ts';

test('letters that nothing was done about for long go, each with its text, and no other', async () => {
  const db = openDatabase(':memory:');
  onTestFinished(() => db.close());
  const letters = sqliteRecords<DeadLetter>(db, 'dead-letters');
  const bodies = sqliteRecords<DeadLetterBody>(db, 'dead-letter-bodies');
  const others = sqliteRecords<DeadLetterBody>(db, 'others');
  const error = new BadInputError('notification', { field: 'id', expected: 'a UUID' });
  const keep = (message: string, at: string) =>
    keepDeadLetter({ letters, bodies, clock: () => at as Instant, policyDigest: 'd' as Sha256 }, { message, origin: 'topic', error });
  const old = await keep('old', '2026-01-01T00:00:00.000Z');
  const touched = await keep('touched', '2026-01-02T00:00:00.000Z');
  const fresh = await keep('fresh', '2026-05-01T00:00:00.000Z');
  await others.write({ partition: 'bodies', key: old.key, version: 1, text: 'of another collection' });
  const [event] = touched.events;
  if (!event) throw new Error('no event');
  await letters.write({ ...touched, version: 2, events: [event, { ...event, at: '2026-04-01T00:00:00.000Z' as Instant }] });
  const expire = expireLetters(db);
  expect(expire('2026-03-01T00:00:00.000Z' as Instant)).toBe(1);
  const keysOf = (records: readonly { readonly key: string }[]) => records.map(({ key }) => key).toSorted();
  expect(keysOf(await letters.list({ partition: 'letters' }))).toEqual([touched.key, fresh.key].toSorted());
  expect(keysOf(await bodies.list({ partition: 'bodies' }))).toEqual([touched.key, fresh.key].toSorted());
  expect(await others.list({ partition: 'bodies' })).toHaveLength(1);
  expect(expire('2026-03-01T00:00:00.000Z' as Instant)).toBe(0);
});
