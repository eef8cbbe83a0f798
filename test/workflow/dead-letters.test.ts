import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findChainFault } from '../../src/workflow/audit.ts';
import type { DeadLetters } from '../../src/workflow/dead-letters.ts';
import { discardLetter, keepDeadLetter, replayLetter } from '../../src/workflow/dead-letters.ts';
import { BadInputError } from '../../src/workflow/errors.ts';
import { openDatabase } from '../../src/workflow/local/database.ts';
import { sqliteRecords } from '../../src/workflow/local/records.ts';
import type { Standing } from '../../src/workflow/permissions.ts';
import type { DeadLetter, DeadLetterBody } from '../../src/workflow/ports.ts';
import type { Instant, PersonId, RequestId, Sha256 } from '../../src/workflow/request.ts';

const now = '2026-11-16T09:00:00.000Z' as Instant;
const ada: Standing = {
  person: { id: 'ada@example.ac.uk' as PersonId, name: 'Ada' },
  identity: { platform: 'slack', tenant: 'T1', user: 'U1' },
  grants: [],
  asOf: now,
  admin: true,
};
const error = new BadInputError('SWB notification', { field: 'id', expected: 'a uuid' });
const id = '1a2b3c4d-0000-4000-8000-000000000000' as RequestId;

const open = async (): Promise<DeadLetters> => {
  const folder = await mkdtemp(join(tmpdir(), 'letters-'));
  const db = openDatabase(join(folder, 'db'));
  onTestFinished(async () => {
    db.close();
    await rm(folder, { recursive: true });
  });
  return {
    letters: sqliteRecords<DeadLetter>(db, 'dead-letters'),
    bodies: sqliteRecords<DeadLetterBody>(db, 'dead-letter-bodies'),
    clock: () => now,
    policyDigest: 'f'.repeat(64) as Sha256,
  };
};

test('I15: the same text is one letter however often it comes, also at once', async () => {
  const ports = await open();
  const keep = () => keepDeadLetter(ports, { message: 'x', origin: 'topic', error });
  await Promise.all([keep(), keep(), keep()]);
  await keep();
  expect(await ports.letters.list({ partition: 'letters' })).toHaveLength(1);
});

test('I4: what somebody held a while ago lets them neither replay nor discard', async () => {
  const ports = await open();
  const { key } = await keepDeadLetter(ports, { message: 'x', origin: 'topic', error });
  const heldUp: Standing = { ...ada, asOf: '2026-11-16T08:00:00.000Z' as Instant };
  const take = async () => ({ id, taken: 'accepted' }) as const;
  const late = { ok: false, refusal: { kind: 'took-too-long' } };
  expect(await replayLetter({ ...ports, take }, heldUp, key)).toEqual(late);
  expect(await discardLetter(ports, heldUp, { id: key, reason: 'Nobody needs it any more.' })).toEqual(late);
});

test.each([
  { name: 'what came from another topic', origin: 'foreign', message: 'x', why: 'foreign' },
  { name: 'what was too long to be kept whole', origin: 'topic', message: 'x'.repeat(32_769), why: 'cut' },
] as const)('I3: $name is never handed to the intake', async ({ origin, message, why }) => {
  const ports = await open();
  const { key } = await keepDeadLetter(ports, { message, origin, error });
  const taken: string[] = [];
  const take = async (text: string) => {
    taken.push(text);
    return { id, taken: 'accepted' } as const;
  };
  expect(await replayLetter({ ...ports, take }, ada, key)).toMatchObject({ ok: false, refusal: { kind: 'letter-unusable', why } });
  expect(taken).toEqual([]);
  expect((await ports.bodies.list({ partition: 'bodies' }))[0]?.text.length).toBeLessThanOrEqual(32_768);
});

test('I15: two admins at once, and a crash before the letter says so, make one request and one entry', async () => {
  const ports = await open();
  const { key } = await keepDeadLetter(ports, { message: 'the text', origin: 'topic', error });
  const known = new Set<string>();
  const take = async (text: string) => {
    const taken = known.has(text) ? 'known' : 'accepted';
    known.add(text);
    return { id, taken } as const;
  };
  const crashing: DeadLetters = {
    ...ports,
    letters: {
      ...ports.letters,
      write: async () => {
        throw new Error('the power went');
      },
    },
  };
  await expect(replayLetter({ ...crashing, take }, ada, key)).rejects.toThrow('the power went');
  const outcomes = await Promise.all([replayLetter({ ...ports, take }, ada, key), replayLetter({ ...ports, take }, ada, key)]);
  expect(outcomes.map((outcome) => outcome.ok && outcome.value.repeated).toSorted()).toEqual([false, true]);
  const [letter] = await ports.letters.list({ partition: 'letters' });
  expect(letter?.state).toEqual({ kind: 'replayed', request: id });
  expect(letter?.events.map(({ fact }) => fact)).toEqual([{ kind: 'kept' }, { kind: 'replayed', request: id, taken: 'known' }]);
  expect(findChainFault(key, letter?.events ?? [])).toBeUndefined();
  expect(known).toEqual(new Set(['the text']));
});

test('what still fails is tried fifty times at most', async () => {
  const ports = await open();
  const { key } = await keepDeadLetter(ports, { message: 'x', origin: 'topic', error });
  const take = async () => {
    throw error;
  };
  for (let n = 0; n < 50; n += 1) expect((await replayLetter({ ...ports, take }, ada, key)).ok).toBe(true);
  expect(await replayLetter({ ...ports, take }, ada, key)).toMatchObject({ refusal: { why: 'tried-enough' } });
});

test('I15: a text lives as long as its letter: each is written anew whenever anything is done about the letter', async () => {
  const ports = await open();
  const written: string[] = [];
  const watched: DeadLetters = {
    ...ports,
    letters: {
      ...ports.letters,
      write: (letter) => {
        written.push('letter');
        return ports.letters.write(letter);
      },
    },
    bodies: {
      ...ports.bodies,
      write: async (body) => {
        const outcome = await ports.bodies.write(body);
        written.push(`text, ${outcome}`);
        return outcome;
      },
    },
  };
  const { key } = await keepDeadLetter(watched, { message: 'x', origin: 'topic', error });
  const take = async () => {
    throw error;
  };
  await replayLetter({ ...watched, take }, ada, key);
  await discardLetter(watched, ada, { id: key, reason: 'Nobody needs it any more.' });
  expect(written).toEqual(['text, written', 'letter', 'text, written', 'letter', 'text, written', 'letter']);
  expect((await ports.bodies.list({ partition: 'bodies' })).map(({ text }) => text)).toEqual(['x']);
});

test('I15: what somebody else delivered first keeps the same text from the topic from nobody', async () => {
  const ports = await open();
  await keepDeadLetter(ports, { message: 'x', origin: 'foreign', error });
  const { key, origin } = await keepDeadLetter(ports, { message: 'x', origin: 'topic', error });
  expect(origin).toBe('topic');
  const take = async () => ({ id, taken: 'accepted' }) as const;
  expect(await replayLetter({ ...ports, take }, ada, key)).toMatchObject({ ok: true });
});
