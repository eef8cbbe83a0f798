import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { csvOf, rowOf } from '../../src/handlers/audit/rows.ts';
import { nextEvent } from '../../src/workflow/audit.ts';
import { sha256 } from '../../src/workflow/canonical.ts';
import type { DecisionRight } from '../../src/workflow/decision-right.ts';
import { folderAuditArchive } from '../../src/workflow/local/audit-archive.ts';
import type { AuditEvent, EgressRequest, Instant, PersonId, RequestId } from '../../src/workflow/request.ts';
import { aReleasedRequest, aRequestInReview, person, withFacts } from '../workflow/builders.ts';

const audit = (...args: readonly string[]): Promise<{ readonly out: string; readonly err: string; readonly code: number }> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['src/handlers/audit/main.ts', ...args], (error, out, err) =>
      resolve({ out, err, code: typeof error?.code === 'number' ? error.code : 0 }),
    );
  });

const anArchive = async (requests: readonly EgressRequest[]): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), 'sallyport-audit-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const archive = folderAuditArchive(root);
  for (const request of requests) await archive.append(request);
  return root;
};

const one = '11111111-0000-4000-8000-000000000000';
const two = '22222222-0000-4000-8000-000000000000';
const three = '33333333-0000-4000-8000-000000000000' as RequestId;
/** The same story as a chain of its own; the last event may be moved to another instant. */
const resealed = (subject: string, events: readonly AuditEvent[], lastAt?: string): readonly AuditEvent[] => {
  const chain: AuditEvent[] = [];
  for (const { at, actor, policyDigest, fact } of events) {
    const moved = chain.length === events.length - 1 && lastAt !== undefined ? (lastAt as Instant) : at;
    chain.push(nextEvent({ subject, events: chain }, { at: moved, actor, policyDigest, fact }));
  }
  return chain;
};
const released = aReleasedRequest({ id: one, submission: { egressStoreName: '=HYPERLINK("https://evil.example")' } });
const rejected = withFacts(aRequestInReview({ id: two }), [
  [
    person('ian'),
    { kind: 'rejected', stage: 0, digest: 'd'.repeat(64) as never, category: 'other', reason: '+cmd|calc\u202E\nsecond "line"' },
  ],
]);

describe('verify', () => {
  test('I12: proves every record of an archive, or one', async () => {
    const root = await anArchive([released, rejected]);
    const all = await audit('verify', root);
    expect(all).toMatchObject({ err: '', code: 0 });
    expect(all.out).toMatch(/^2 requests, 10 events, head [0-9a-f]{64}: all hold\nNot seen here: .*whole request.* missing/);
    const single = await audit('verify', root, two);
    expect(single).toMatchObject({ err: '', code: 0 });
    expect(single.out).toContain(`1 request, 4 events, last seal ${rejected.events[3]?.hash}: holds\nNot seen here: `);
  });

  test('I12: what was noted must still be there: more may follow, less or something else is broken', async () => {
    const root = await anArchive([released, { ...rejected, events: rejected.events.slice(0, 3) }]);
    const [note, later] = [join(root, 'note.txt'), join(root, 'later.txt')];
    const first = await audit('verify', root, '--note', note);
    expect(first.code).toBe(0);
    expect(first.out).toContain(`head ${sha256(await readFile(note, 'utf8'))}: all hold`);

    const archive = folderAuditArchive(root);
    await archive.append(rejected);
    await archive.append({ ...released, id: three, events: resealed(three, released.events) });
    const grown = await audit('verify', root, '--noted', note, '--note', later);
    expect(grown).toMatchObject({ err: '', code: 0 });
    expect(grown.out).toContain('3 requests, 16 events');
    expect(grown.out).toContain('All that was noted is still there: 2 requests.');
    expect(grown.out).not.toContain('Not seen here');

    const file = join(root, `${two}.jsonl`);
    const whole = await readFile(file, 'utf8');
    const told = async () => {
      const { out, code } = await audit('verify', root, '--noted', later, '--note', join(root, 'never.txt'));
      expect(code).toBe(1);
      expect(out).toContain(': 1 broken\n');
      expect(out).toContain('Nothing is noted while a record is broken.');
      expect(existsSync(join(root, 'never.txt'))).toBe(false);
      return out;
    };
    await writeFile(file, whole.replace(/[^\n]*\n$/, ''));
    expect((await audit('verify', root)).code).toBe(0);
    expect(await told()).toContain(`broken: request ${two}, ends at event 3, and went to event 4 when it was noted`);

    const anew = resealed(two, rejected.events, '2026-11-16T23:00:00.000Z');
    await writeFile(file, anew.map((event) => `${JSON.stringify({ request: two, ...event })}\n`).join(''));
    expect((await audit('verify', root)).code).toBe(0);
    expect(await told()).toContain(`broken: request ${two}, event 4 is not the one that was noted`);

    await rm(file);
    expect((await audit('verify', root)).code).toBe(0);
    expect(await told()).toContain(`broken: request ${two}, which went to event 4 when it was noted, is gone`);
  });

  test.each([
    { text: '', told: 'note: line 1: a request, the number of its last event' },
    { text: `${one} 6 ${'a'.repeat(63)}\n`, told: 'note: line 1: a request' },
    { text: `${one} 6 ${'a'.repeat(64)}\n${one} 6 ${'a'.repeat(64)}\n`, told: 'note: line 2: a request that no line before it names' },
  ])('a note that is none is refused: $told', async ({ text, told }) => {
    const root = await anArchive([released]);
    const note = join(root, 'note.txt');
    await writeFile(note, text);
    const { out, err, code } = await audit('verify', root, '--noted', note);
    expect(err).toContain(told);
    expect(out).toBe('');
    expect(code).toBe(2);
    expect((await audit('verify', root, '--note', note)).err).toContain(`a new file; ${note} is there already`);
    expect(await readFile(note, 'utf8')).toBe(text);
  });

  test.each(['verify', 'export', 'show'])('I12: %s finds nothing good about a folder without any record', async (word) => {
    const data = await mkdtemp(join(tmpdir(), 'sallyport-audit-'));
    onTestFinished(() => rm(data, { recursive: true, force: true }));
    await mkdir(join(data, 'audit'));
    for (const [place, told] of [
      [join(data, 'audit'), 'expected files REQUEST.jsonl'],
      [data, `Did you mean ${join(data, 'audit')}?`],
    ] as const) {
      const { out, err, code } = await audit(word, place, ...(word === 'show' ? [one] : []));
      expect(err).toContain(`There is no record in ${place}: `);
      expect(err).toContain(told);
      expect(out).toBe('');
      expect(code).toBe(2);
    }
  });

  test.each([
    {
      name: 'a changed word',
      change: (text: string) => text.replace('"reason":"+cmd', '"reason":"-cmd'),
      told: 'event 4: event 4 is not what was sealed',
    },
    { name: 'a line that is gone', change: (text: string) => text.replace(/^.*\n/, ''), told: 'event 1: event 1 is numbered 2' },
    { name: 'a line that was cut off', change: (text: string) => text.slice(0, -20), told: 'event 4: line 4 is no event' },
    {
      name: 'a line that is no JSON',
      change: (text: string) => text.replace('{"request"', '{request'),
      told: 'event 1: line 1 is no event',
    },
    {
      name: 'a word more, under the name that the seal has for the request',
      change: (text: string) => text.replace(/\}\n$/, ',"subject":"approved by nobody"}\n'),
      told: 'event 4: line 4 is no event',
    },
    {
      name: 'a name that is there twice',
      change: (text: string) => text.replace('{"request"', '{"fact":{"kind":"approved"},"request"'),
      told: 'event 1: line 1 is no event',
    },
    { name: 'a line with a blank', change: (text: string) => text.replace('{"request"', '{ "request"'), told: 'line 1 is no event' },
    { name: "another request's line", change: (text: string) => text.replaceAll(two, one), told: 'belongs to request' },
  ])('I12: names the request and the event: $name', async ({ change, told }) => {
    const root = await anArchive([released, rejected]);
    const file = join(root, `${two}.jsonl`);
    await writeFile(file, change(await readFile(file, 'utf8')));
    const { out, code } = await audit('verify', root);
    expect(out).toContain(`broken: request ${two}`);
    expect(out).toContain(told);
    expect(out).toContain('1 broken');
    expect(code).toBe(1);
  });

  test('I12: what lies there and is no record is named as broken, and keeps no other from being checked', async () => {
    const root = await anArchive([released]);
    const named = async (name: string, about: string): Promise<void> => {
      const { out, err, code } = await audit('verify', root, '--note', join(root, 'note'));
      expect(err).toBe('');
      expect(out).toContain(`broken: request ${name}, ${about}`);
      expect(out).toContain('2 requests, 6 events: 1 broken');
      expect(existsSync(join(root, 'note'))).toBe(false);
      expect(code).toBe(1);
      await rm(join(root, `${name}.jsonl`), { recursive: true });
    };
    await writeFile(join(root, 'a b.jsonl'), '');
    await named('a b', 'it is named as no request is');
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(root, '00.jsonl')]);
    await named('00', 'the file 00.jsonl is no plain file');
    await mkdir(join(root, '00.jsonl'));
    await named('00', 'the file 00.jsonl is no plain file');
    await symlink(join(root, `${one}.jsonl`), join(root, '00.jsonl'));
    await named('00', 'the file 00.jsonl is no plain file');
    await writeFile(join(root, `${two}.jsonl`), Buffer.from([0x7b, 0xff, 0x0a]));
    await named(two, `the file ${two}.jsonl is no text in UTF-8`);
    await writeFile(join(root, `${two}.jsonl`), '');
    await truncate(join(root, `${two}.jsonl`), 600 * 2 ** 20);
    await named(two, `the file ${two}.jsonl is longer than any record`);
  });

  test('I12: a chain that holds and tells an impossible story is broken', async () => {
    const events = rejected.events.slice(0, 1);
    const rejection = rejected.events[3];
    if (!rejection) throw new Error('the request has four events');
    const { at, actor, policyDigest, fact } = rejection;
    const forged = nextEvent({ subject: two, events }, { at, actor, policyDigest, fact });
    const root = await anArchive([{ ...rejected, events: [...events, forged] }]);
    expect((await audit('verify', root)).out).toContain('rejected cannot follow received');
  });
});

test('show tells everything that happened to a request, each event on one line', async () => {
  const root = await anArchive([rejected]);
  const { out, code } = await audit('show', root, two);
  expect(out.split('\n')).toHaveLength(7);
  expect(out).toContain('rejected (stage 1) by ian@example.ac.uk in slack: other: +cmd|calc second "line"');
  expect(out).toContain('The record holds.');
  expect(code).toBe(0);
});

test('I13: nothing of a chain that somebody made up reaches a terminal or a spreadsheet as a command', async () => {
  const evil = '\u001B[2J\u202E\u009Bevil';
  const root = await anArchive([]);
  const events: AuditEvent[] = [];
  for (const { at, actor, policyDigest, fact } of rejected.events) {
    const by = actor.kind === 'person' ? { ...actor, person: { ...actor.person, id: `ian${evil}` as PersonId } } : actor;
    events.push(nextEvent({ subject: two, events }, { at: `${at}${evil}` as Instant, actor: by, policyDigest, fact }));
  }
  await writeFile(join(root, `${two}.jsonl`), events.map((event) => `${JSON.stringify({ request: two, ...event })}\n`).join(''));
  for (const words of [
    ['show', root, two],
    ['export', root],
  ]) {
    const { out, code } = await audit(...words);
    expect(out).toContain('ian[2Jevil');
    expect(out.replaceAll(/[\r\n]/g, '')).not.toMatch(/[\p{Cc}\u202E]/u);
    expect(code).toBe(0);
  }
});

test('a request may be named by as much of its id as cards show, if that is no other', async () => {
  const like = `${two.slice(0, -1)}1` as RequestId;
  const root = await anArchive([released, rejected, { ...rejected, id: like, events: resealed(like, rejected.events) }]);
  expect((await audit('show', root, one.slice(0, 8).toUpperCase())).out).toContain(`Request ${one}`);
  expect((await audit('verify', root, one.slice(0, 8))).out).toContain('1 request, 6 events');
  await copyFile(join(root, `${two}.jsonl`), join(root, `${two}.old.jsonl`));
  expect((await audit('show', root, two)).out).toContain(`Request ${two}`);
  await rm(join(root, `${two}.old.jsonl`));
  for (const [typed, told] of [
    [two.slice(0, 8), `2 requests begin with 22222222; write more of the id:\n${like}\n${two}`.split('\n')],
    ['99999999', ['There is no request 99999999 in this archive.']],
    ['222', ['at least the first four characters of it, and not 222']],
    [`${one}/000001`, [`and not ${one}/000001`]],
  ] as const)
    for (const word of ['show', 'verify']) {
      const { out, err, code } = await audit(word, root, typed);
      for (const part of told) expect(err).toContain(part);
      expect(out).toBe('');
      expect(code).toBe(2);
    }
});

describe('export', () => {
  test('I13: a spreadsheet gets every event as a row, and takes no cell for a formula', async () => {
    const root = await anArchive([released, rejected]);
    const { out, code } = await audit('export', root);
    const rows = out.trimEnd().split('\r\n');
    expect(rows).toHaveLength(11);
    expect(rows[0]).toBe('request,project,seq,at,event,stage,person,name,platform,channel,detail,policy,hash');
    expect(rows[1]).toContain(`"'=HYPERLINK(""https://evil.example""), from rosa@example.ac.uk"`);
    expect(rows.at(-1)).toContain('"other: +cmd|calc second ""line"""');
    expect(out).not.toMatch(/(^|,)"?[=+@-]/m);
    expect(code).toBe(0);
  });

  test('I13: nor does one that separates cells by semicolons, as in Germany', () => {
    const [event] = rejected.events;
    if (!event) throw new TypeError('no event');
    const row = rowOf(rejected, event);
    const hostile = [' =1+1', '\t=1', '\n=cmd|calc', 'see; =1+1', 'x;+1', 'x;-1', 'x;@SUM(1)', 'x;"=1+1', 'x; \t＝1'];
    const out = csvOf(
      hostile.map((detail) => ({ ...row, detail })),
      { header: false },
    );
    expect(out).not.toMatch(/[;,][\s"]*[=+@＝-]/);
    expect(csvOf([{ ...row, detail: 'first; second' }], { header: false })).toContain('first; second');
  });

  test('I12: a row says by which right somebody decided, where it was not granted to them', () => {
    const event = rejected.events.find(({ fact }) => fact.kind === 'rejected');
    if (event?.fact.kind !== 'rejected') throw new TypeError('no rejection');
    const { fact } = event;
    const detailBy = (right: DecisionRight) => rowOf(rejected, { ...event, fact: { ...fact, ...right } })['detail'];
    expect(detailBy({ byGroup: { kind: 'entra', id: 'e1', name: 'Checkers' } })).toMatch(/^by entra group e1 other: /);
    expect(detailBy({ delegatedBy: 'ian@example.ac.uk' as PersonId })).toMatch(/^in place of ian@example.ac.uk other: /);
    expect(detailBy({})).toMatch(/^other: /);
  });

  test('a row says who asked for the egress, who created its workspace, and which request it submits again', () => {
    const submission = { createdBy: { id: 'u-carl' } };
    const request = aRequestInReview({ submission });
    const [received, , staged] = request.events;
    if (!received || staged?.fact.kind !== 'staged') throw new TypeError('no such event');
    expect(rowOf(request, received)['detail']).toBe('Ward 7 outcomes, from rosa@example.ac.uk, workspace created by SWB user u-carl');
    const resubmission = {
      of: one as RequestId,
      ending: { kind: 'expired', at: staged.at },
      comparison: { kind: 'not-compared', because: 'no-time' },
    } as const;
    expect(rowOf(request, { ...staged, fact: { ...staged.fact, resubmission } })['detail']).toContain(`, submits ${one} again`);
  });

  test('only the days that are asked for, as lines that other programs read', async () => {
    const root = await anArchive([released, rejected]);
    const { out } = await audit('export', root, '--format', 'jsonl', '--from', '2026-11-16', '--to', '2026-11-16');
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(10);
    expect(lines[0]).toEqual({ request: one, ...released.events[0] });
    expect((await audit('export', root, '--format', 'jsonl', '--from', '2026-11-17')).out).toBe('');
  });

  test.each([
    { days: ['--from', '2026-11-31'], told: '--from is a day, YYYY-MM-DD, and not 2026-11-31' },
    { days: ['--to', '2026-02-29'], told: '--to is a day, YYYY-MM-DD, and not 2026-02-29' },
    { days: ['--from', '2026-11-02', '--to', '2026-11-01'], told: '--from 2026-11-02 is later than --to 2026-11-01' },
  ])('$days: no day is exported as one on which nothing happened', async ({ days, told }) => {
    const { out, err, code } = await audit('export', await anArchive([released]), ...days);
    expect(err).toContain(told);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  test.each(['export', 'show'])('%s ends quietly, and not as done, when nobody reads on', async (word) => {
    const root = await anArchive([released]);
    const ended = new Promise<{ readonly err: string; readonly code: unknown }>((resolve) => {
      const args = ['src/handlers/audit/main.ts', word, root, ...(word === 'show' ? [one] : [])];
      const { stdout } = execFile(process.execPath, args, (error, _, err) => resolve({ err, code: error?.code }));
      stdout?.destroy();
    });
    expect(await ended).toEqual({ err: '', code: 141 });
  });
});

test.each([
  { args: ['verify'], told: 'An ARCHIVE is needed' },
  { args: ['show', '/tmp'], told: 'A REQUEST is needed' },
  { args: ['prove', '/tmp'], told: 'There is no prove' },
  { args: ['export', '/tmp', '--from', 'monday'], told: '--from is a day, YYYY-MM-DD, and not monday' },
  { args: ['export', '/tmp', '--format', 'xlsx'], told: '--format is csv or jsonl' },
  { args: ['verify', '/no/such/folder'], told: 'There is no such folder: /no/such/folder' },
  { args: ['verify', 's3://'], told: 'A bucket is named s3://BUCKET, and not s3://.' },
  { args: ['verify', 'package.json'], told: 'This is no folder: package.json' },
  { args: ['verify', '/tmp', '--noted', '/no/such/note'], told: 'note: a file; /no/such/note cannot be read' },
  { args: ['verify', '/tmp', one, '--note', 'x'], told: '--note and --noted belong to' },
  { args: ['export', '/tmp', '--noted', 'x'], told: '--note and --noted belong to' },
  { args: ['verify', '/tmp', '--verbose'], told: '--verbose' },
])('$args: $told', async ({ args, told }) => {
  const { out, err, code } = await audit(...args);
  expect(err).toContain(told);
  expect(out).toBe('');
  expect(code).toBe(2);
});

test('asked for nothing, it says how to ask, with the exit code of a wrong question', async () => {
  const { out, err, code } = await audit();
  expect({ out, code }).toEqual({ out: '', code: 2 });
  expect(err).toContain('Reads an archive of the audit record');
  expect((await audit('--help')).code).toBe(0);
});

test('what keeps it from a bucket is said in words of its own', async () => {
  const env = { PATH: process.env['PATH'], AWS_REGION: 'eu-west-2', AWS_EC2_METADATA_DISABLED: 'true', HOME: tmpdir() };
  const err = await new Promise<string>((resolve) => {
    execFile(process.execPath, ['src/handlers/audit/main.ts', 'verify', 's3://an-archive'], { env }, (_, __, said) => resolve(said));
  });
  expect(err).toBe('There are no credentials of AWS. Set AWS_PROFILE, or what else the AWS SDK looks for.\n');
});
