import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Errand } from '../../src/bots/errands.ts';
import { ErrandCutOffError, errandLine } from '../../src/handlers/errand-line.ts';
import { openDatabase } from '../../src/workflow/local/database.ts';
import { sqliteErrands } from '../../src/workflow/local/kept-errands.ts';
import type { Instant } from '../../src/workflow/request.ts';

const clock = () => '2026-11-26T09:00:00.000Z' as Instant;

const errand = (month: string): Errand => ({ kind: 'digest', month });

const aDatabase = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-errands-'));
  const open = () => openDatabase(join(folder, 'sallyport.db'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return open;
};

test('what a crash interrupts, and what waited behind it, is done by the next process, in order and once', async () => {
  const open = await aDatabase();
  const first = open();
  const begun = Promise.withResolvers<void>();
  const dying = errandLine({
    kept: sqliteErrands<Errand>(first),
    run: () => {
      begun.resolve();
      return new Promise(() => {});
    },
    clock,
    onError: () => {},
  });
  dying.ask(errand('2026-09'));
  dying.ask(errand('2026-10'));
  await begun.promise;
  first.close();

  const second = open();
  onTestFinished(() => second.close());
  const done: string[] = [];
  const line = errandLine({
    kept: sqliteErrands<Errand>(second),
    run: async (what) => void done.push(what.kind === 'digest' ? what.month : what.kind),
    clock,
    onError: () => {},
  });
  line.again();
  line.again();
  await line.idle();
  expect(done).toEqual(['2026-09', '2026-10']);
});

test('what fails holds up nothing behind it, is tried again over a working day, and is given up after ten attempts', async () => {
  const db = (await aDatabase())();
  onTestFinished(() => db.close());
  const told: string[] = [];
  const done: string[] = [];
  let minutes = 0;
  const line = errandLine({
    kept: sqliteErrands<Errand>(db),
    clock: () => new Date(Date.parse(clock()) + minutes * 60_000).toISOString() as Instant,
    run: async (what) => {
      if (what.kind === 'digest' && what.month === 'bad') throw new Error('chat is down');
      done.push(what.kind);
    },
    onError: (_, ended) => void told.push(ended),
  });
  line.ask(errand('bad'));
  line.ask(errand('2026-10'));
  await line.idle();
  expect(done).toEqual(['digest']);
  const look = async (times: number) => {
    for (let n = 0; n < times; n += 1) {
      minutes += 1;
      line.again();
      await line.idle();
    }
  };
  await look(30);
  expect(told).toEqual(Array.from({ length: 5 }, () => 'tried-again'));
  await look(8 * 60);
  expect(told.at(-1)).toBe('tried-again');
  await look(60);
  expect(told).toEqual([...Array.from({ length: 9 }, () => 'tried-again'), 'given-up']);
  expect(sqliteErrands(db).all()).toEqual([]);
});

test('an errand that ends the process each time is given up after ten attempts, which is told, and what waits behind it is done', async () => {
  const open = await aDatabase();
  const first = open();
  sqliteErrands<Errand>(first).add(errand('deadly'));
  sqliteErrands<Errand>(first).add(errand('2026-10'));
  first.close();
  const told: unknown[] = [];
  const runs: string[] = [];
  for (let start = 1; start <= 12; start += 1) {
    const db = open();
    const begun = Promise.withResolvers<void>();
    const line = errandLine({
      kept: sqliteErrands<Errand>(db),
      run: async (what) => {
        runs.push(what.kind === 'digest' ? what.month : what.kind);
        begun.resolve();
        if (runs.at(-1) === 'deadly') await new Promise(() => {});
      },
      clock,
      onError: (error, ended) => void told.push([error, ended]),
    });
    line.again();
    await (start <= 10 ? begun.promise : line.idle());
    db.close();
  }
  expect(runs).toEqual([...Array.from({ length: 10 }, () => 'deadly'), '2026-10']);
  expect(told).toEqual([[expect.any(ErrandCutOffError), 'given-up']]);
});
