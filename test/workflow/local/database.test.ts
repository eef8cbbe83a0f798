import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DatabaseTooNewError, keptSecret, openDatabase } from '../../../src/workflow/local/database.ts';
import { sqliteRequestStore } from '../../../src/workflow/local/request-store.ts';
import type { RequestQuery } from '../../../src/workflow/ports.ts';
import type { PersonId } from '../../../src/workflow/request.ts';
import { claimed, inReview, received } from '../../contract/sample-requests.ts';
import { aDatabase, aFolder } from './a-folder.ts';

describe('the database', () => {
  test('what was written is there when the file is opened again', async () => {
    const file = join(aFolder(), 'a', 'b', 'sallyport.db');
    const first = openDatabase(file);
    const request = received();
    await sqliteRequestStore(first).create(request);
    first.close();
    expect(await sqliteRequestStore(aDatabase(file)).read(request.id)).toStrictEqual(request);
  });

  test('a commit that was answered is on the disk', () => {
    const { sql } = aDatabase();
    expect(sql.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(sql.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(sql.prepare('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 });
  });

  test('a file of a newer program is refused and left as it is', () => {
    const file = join(aFolder(), 'sallyport.db');
    const newer = openDatabase(file);
    newer.sql.exec('PRAGMA user_version = 999');
    newer.close();
    expect(() => openDatabase(file)).toThrow(DatabaseTooNewError);
  });

  test('a transaction that throws changes nothing, and the next one works', () => {
    const db = aDatabase();
    const put = () => db.sql.exec("INSERT INTO egress_stores VALUES ('a', 'PENDING')");
    expect(() =>
      db.transaction(() => {
        put();
        throw new Error('half-way');
      }),
    ).toThrow('half-way');
    db.transaction(put);
    expect(db.sql.prepare('SELECT count(*) AS stores FROM egress_stores').get()).toEqual({ stores: 1 });
  });

  test('it says whether anything can be written, and is as it was after that', () => {
    const { sql, isWritable } = aDatabase();
    const version = () => sql.prepare('PRAGMA user_version').get()?.['user_version'];
    const before = version();
    expect(isWritable()).toBe(true);
    sql.exec('PRAGMA query_only = ON');
    expect(isWritable()).toBe(false);
    sql.exec('PRAGMA query_only = OFF');
    expect(isWritable()).toBe(true);
    expect(version()).toBe(before);
  });

  test('a kept secret has 256 bits, stays the same, and differs from others', () => {
    const file = join(aFolder(), 'sallyport.db');
    const db = aDatabase(file);
    const secret = keptSecret(db, 'download-links');
    expect(secret).toHaveLength(32);
    expect(keptSecret(aDatabase(file), 'download-links')).toEqual(secret);
    expect(keptSecret(db, 'another')).not.toEqual(secret);
  });
});

describe('the request store on SQLite', () => {
  test('I1: of fifty writes of one version from ten connections, exactly one is written', async () => {
    const file = join(aFolder(), 'sallyport.db');
    const stores = Array.from({ length: 10 }, () => sqliteRequestStore(aDatabase(file)));
    const request = received();
    expect(await stores[0]?.create(request)).toBe('created');
    const reviewed = inReview(request, '2026-11-09T09:00:00.000Z');
    const { events, ...rest } = reviewed;
    await stores[0]?.update({ ...rest, version: 2, events: events.slice(0, 2) });
    await stores[0]?.update(reviewed);
    const versions = Array.from({ length: 50 }, (_, index) =>
      claimed(reviewed, { person: `p${index}@example.ac.uk`, at: '2026-11-02T11:00:00.000Z' }),
    );
    const outcomes = await Promise.all(versions.map(async (version, index) => stores[index % 10]?.update(version)));
    expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
    expect(await stores[3]?.read(request.id)).toStrictEqual(versions[outcomes.indexOf('written')]);
  });

  test.each<{ readonly by: RequestQuery['by']; readonly index: string }>([
    { by: { kind: 'open' }, index: 'requests_open' },
    { by: { kind: 'open', project: 'p' }, index: 'requests_open_in_project' },
    { by: { kind: 'project', project: 'p' }, index: 'requests_in_project' },
    { by: { kind: 'requester', person: 'a@example.ac.uk' as PersonId }, index: 'PRIMARY KEY' },
    { by: { kind: 'id-prefix', prefix: 'abcd' }, index: 'sqlite_autoindex_requests_1' },
  ])('the list by $by.kind walks its index, sorts nothing and reads no document', async ({ by, index }) => {
    const db = aDatabase();
    const statements: string[] = [];
    const spied = { ...db, sql: new Proxy(db.sql, { get: (sql, name) => (name === 'prepare' ? spy : Reflect.get(sql, name)) }) };
    const spy = (statement: string) => {
      statements.push(statement);
      return db.sql.prepare(statement);
    };
    await sqliteRequestStore(spied).list({ by, limit: 20, after: 'x' });
    const listing = statements.at(-1) ?? '';
    const plan = db.sql
      .prepare(`EXPLAIN QUERY PLAN ${listing}`)
      .all(...Array.from(listing.matchAll(/\?/g), () => 'abcd'))
      .map(({ detail }) => String(detail));
    expect(plan.join('\n')).toContain(index);
    expect(plan.join('\n')).not.toMatch(/TEMP B-TREE|SCAN/);
    expect(listing).not.toContain('document');
  });
});
