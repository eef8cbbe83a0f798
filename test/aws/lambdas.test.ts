/** The bundles as they are deployed: from a notification to a released zip, and to a rejection. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { functionNames } from '../../infra/bundling.ts';
import type { EgressRequest } from '../../src/workflow/request.ts';
import { resubmissionIn, resubmittedAs } from '../../src/workflow/resubmission.ts';
import { wordsOn } from '../bots/teams/a-tenant.ts';
import { checksumsIn, sha256, testWithUnzip } from '../browser/zip.ts';
import { wordsOf } from '../people.ts';
import { until } from '../until.ts';
import { archived } from './archived.ts';
import { s3 } from './clients.ts';
import { approveFirst, approveSecond, cardsOf, channel, openForBusiness, persona, press, readRequest } from './on-stage.ts';
import type { Rehearsal } from './rehearsal.ts';
import { rehearse } from './rehearsal.ts';

let stage: Rehearsal;

beforeAll(async () => {
  stage = await rehearse();
  await openForBusiness(stage);
}, 180_000);
afterEach(() => expect(stage.denied, 'what the roles of the functions do not allow').toEqual([]));
afterAll(async () => {
  const times = new Map<string, number>();
  for (const { name } of stage?.calls() ?? []) times.set(name, (times.get(name) ?? 0) + 1);
  console.log(
    [
      'Rehearsed, each call in a process of its own:',
      ...functionNames.map((name) => `  ${name.padEnd(16)}${times.get(name) ?? 0} calls`),
      'Only a real account can show: roles and keys in force, the API and its throttling, the stream and its shards, redrive of dead',
      "letters, Step Functions' own retries and time-outs, alarms, and how long a cold start takes on Lambda.",
    ].join('\n'),
  );
  await stage?.close();
});

const read = (id: string): Promise<EgressRequest> => readRequest(stage, id);

/** I6: no task token, secret, reason or link is in any log. */
const expectQuietLogs = (): void => {
  const logs = stage
    .calls()
    .map(({ log }) => log)
    .join('\n');
  expect(logs).not.toContain('Smallest cell');
  expect(logs).not.toContain('X-Amz-Signature');
  expect(logs).not.toContain(stage.slack.seed.bot.token);
  expect(logs).not.toContain(stage.teams.seed.app.password);
  expect(logs).not.toMatch(/"taskToken"|AQ[0-9a-f]{8}-/);
  expect(logs).toContain('"Namespace":"Sallyport"');
  expect(logs).toMatch(/"Role":"InformationGovernance"[^\n]*"ReviewSeconds":/);
  expect(logs).toContain('"TurnaroundSeconds":');
};

const askedFor = (id: string): string => JSON.stringify({ kind: 'request', id, because: 'asked' });

const files = { 'results/table.csv': 'group,n\na,120\n', 'notes.txt': 'what this is' };

const oddFiles = {
  'results/table.csv': 'group,n\na,120\n',
  'older results/table.csv': 'group,n\na,119\n',
  'a+b %20 100%.txt': 'plus and per cent',
  'Übersicht/研究 🔬.md': '# what this is',
  'empty.txt': '',
};

test('I6, I8, I10: a request is staged, approved in Slack and in Teams, packaged whole, and its links delivered, three in all; logs hold no token, secret, reason or link', async () => {
  const id = await stage.submit(oddFiles);
  await stage.settle();
  expect((await read(id)).status).toMatchObject({ kind: 'in-review', stage: 0 });
  expect(await stage.swbStatus(id)).toBe('PROCESSING');

  await approveFirst(stage, id);
  expect(wordsOf(stage.slack.modal(persona('ines').slackId))).toContain('is recorded');
  await stage.settle();

  const decided = await approveSecond(stage, id);
  expect(wordsOn([decided.card])[0]).toContain('Approval recorded');
  await stage.settle();

  const request = await read(id);
  expect(request.status.kind).toBe('released');
  expect(request.decisions.map(({ person, identity }) => [person.id, identity.platform])).toEqual([
    ['ines@example.ac.uk', 'slack'],
    ['tomasz@example.ac.uk', 'teams'],
  ]);
  expect(await stage.swbStatus(id)).toBe('PROCESSED');
  const { events } = await read(id);
  expect(await archived(s3, { bucket: stage.audit, id })).toEqual(events.map((event) => ({ request: id, ...event })));
  for (const each of ['ig-review', 'research-it'])
    expect(wordsOf(stage.slack.messages(channel(each)).at(-1)?.blocks)).toContain('Tomasz Nowak');

  const { bucket = '', key = '' } = request.release?.location ?? {};
  expect((await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))).SSEKMSKeyId).toBe(stage.lakeKey);

  const [link] = JSON.stringify(stage.slack.directMessages(persona('mei').slackId)).match(/http:[^"\\]+X-Amz-Signature=[^"\\]+/) ?? [];
  const zip = new Uint8Array(await (await fetch(link ?? '')).arrayBuffer());
  const file = join(stage.folder, 'released.zip');
  await writeFile(file, zip);
  expect(testWithUnzip(file)).toContain('No errors detected');
  expect(Object.fromEntries(await checksumsIn(file))).toEqual(
    Object.fromEntries(Object.entries(oddFiles).map(([name, content]) => [name, sha256(Buffer.from(content))])),
  );

  const mei = persona('mei').slackId;
  await stage.slack.openHome(mei);
  expect(wordsOf(stage.slack.home(mei))).toContain('2 of 3 links left');
  // One after the other: moto checks and writes an item without a lock; many at once are raced on SQLite, and equal updates on dynalite.
  for (let ask = 0; ask < 6; ask += 1) await stage.slack.slash(mei, { channel: channel('egress-desk'), text: `link ${id}` });
  const answers = stage.slack.ephemerals(mei).map((answer) => JSON.stringify(answer));
  expect(answers.filter((answer) => answer.includes('X-Amz-Signature'))).toHaveLength(2);
  expect((await read(id)).status).toEqual({ kind: 'closed', reason: 'links-used' });
  expectQuietLogs();
}, 240_000);

test('I10, I12: the record is exported to whoever asked alone, by a link that works, and the bucket has it under its prefix', async () => {
  const id = await stage.submit(files);
  await stage.settle();
  const ada = persona('ada').slackId;
  const today = new Date().toISOString().slice(0, 10);
  await stage.slack.slash(ada, { channel: channel('tre-admins'), text: `export 2026-01-01 ${today}` });
  await stage.settle();
  const [link = ''] = JSON.stringify(stage.slack.directMessages(ada)).match(/http:[^"\\]+\/exports\/[^"\\]+X-Amz-Signature=[^"\\]+/) ?? [];
  const answer = await fetch(link);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toContain(`sallyport_2026-01-01_${today}.csv`);
  const text = await answer.text();
  for (const { hash } of (await read(id)).events) expect(text).toContain(hash);
  expect(JSON.stringify(stage.slack.messages(channel('tre-admins')))).not.toContain('X-Amz-Signature');
  expect(JSON.stringify(stage.calls())).not.toContain('X-Amz-Signature');
}, 240_000);

test('a rejection ends the request, cleans up and gives the store back, and a resubmission is compared with it; a function that fails for a while loses nothing', async () => {
  const id = await stage.submit(files);
  stage.failNext('follow-up', 2);
  stage.failNext('stage', 0);
  await stage.settle();
  expect((await read(id)).status.kind).toBe('in-review');
  await press(stage, { who: 'gareth', id, action: 'reject' });
  await stage.slack.submit(persona('gareth').slackId, { category: 'small-counts', reason: 'Table 2 has counts below ten.' });
  await stage.settle();
  expect((await read(id)).status.kind).toBe('rejected');
  expect(await stage.swbStatus(id)).toBe('PENDING');

  const again = await stage.submit({ ...files, 'results/table.csv': 'group,n\na,<10\n', 'why.md': 'counts are suppressed' }, { again: id });
  await stage.settle();
  expect(resubmissionIn(await read(again))).toMatchObject({
    of: id,
    ending: { kind: 'rejected', by: { id: 'gareth@example.ac.uk' }, category: 'small-counts' },
    comparison: { kind: 'compared', tallies: { added: { files: 1 }, changed: { files: 1 }, unchanged: { files: 1 } } },
  });
  expect(resubmittedAs(await read(id))).toEqual([again]);
  await press(stage, { who: 'gareth', id: again, action: 'files' });
  expect(wordsOf(stage.slack.modal(persona('gareth').slackId))).toMatch(/table\.csv.*✏️ changed.*why\.md.*🆕 new/);
}, 240_000);

test('duplicate, foreign and malformed events harm nothing', async () => {
  const id = await stage.submit(files);
  await stage.settle();
  const before = await read(id);
  const record = stage.streamRecord(id);
  await stage.invoke('change-feed', {
    Records: [
      record,
      record,
      { ...stage.streamRecord(id), eventName: 'REMOVE' },
      { eventID: 'x', eventName: 'INSERT', dynamodb: { Keys: { pk: { S: `task-token#${id}` }, sk: { S: 'task-token' } } } },
      { eventID: 'y' },
    ],
  });
  const answered = await stage.invoke('follow-up', {
    Records: [
      { messageId: 'good', body: askedFor(id) },
      { messageId: 'bad', body: 'not JSON' },
      { messageId: 'odd', body: askedFor('not an id') },
      { messageId: 'again', body: askedFor(id) },
    ],
  });
  expect(answered).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }, { itemIdentifier: 'odd' }] });
  await stage.settle();
  expect((await read(id)).version).toBe(before.version);
  expect(cardsOf(stage, id)).toHaveLength(1);
  expect(Object(await stage.invoke('schedule', {})).open).toBeGreaterThanOrEqual(1);
}, 240_000);

test('I15: a malformed notification goes back to its queue, and the admins are told why', async () => {
  const answer = await stage.invoke('intake', { Records: [{ messageId: 'm1', body: '{"id":1}' }] });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  await stage.settle();
  const ada = persona('ada').slackId;
  const told = wordsOf(stage.slack.directMessages(ada));
  const [, short = ''] = /replay ([0-9a-f]{8})/.exec(told) ?? [];
  expect(short).not.toBe('');
  // It comes back until its receives are used up, in another envelope each time.
  const enveloped = (TopicArn: string) => JSON.stringify({ Type: 'Notification', TopicArn, Message: '{"id":1}' });
  await stage.invoke('intake', { Records: [{ messageId: 'm1', body: enveloped('arn:aws:sns:eu-west-2:111122223333:swb-egress') }] });
  await stage.settle();
  expect(wordsOf(stage.slack.directMessages(ada)).split(`replay ${short}`)).toHaveLength(2);
  const say = async (text: string): Promise<string> => {
    const before = stage.slack.ephemerals(ada).length;
    await stage.slack.slash(ada, { channel: channel('tre-admins'), text });
    await until(() => stage.slack.ephemerals(ada).length > before);
    return JSON.stringify(stage.slack.ephemerals(ada).at(-1));
  };
  expect(await say('dead-letters')).toContain(short);
  expect(await say(`replay ${short}`)).toContain('still cannot be taken');
  expect(await say(`discard ${short} Sent by a test of the topic.`)).toContain('is discarded');
  expect(await say('dead-letters')).not.toContain(short);
  // I3: what came from elsewhere is shown, and is nobody's to replay.
  await stage.invoke('intake', { Records: [{ messageId: 'm2', body: enveloped('arn:aws:sns:eu-west-2:999999999999:other') }] });
  await stage.settle();
  const [, foreign = ''] = /discard ([0-9a-f]{8})/.exec(wordsOf(stage.slack.directMessages(ada).at(-1)?.blocks)) ?? [];
  expect(await say(`replay ${foreign}`)).toContain('did not come from the topic');
}, 60_000);

test('an admin asks for the figures of a month, and is told them in private', async () => {
  const ada = persona('ada').slackId;
  const month = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' }).format(new Date()).slice(0, 7);
  await stage.slack.slash(ada, { channel: channel('tre-admins'), text: `digest ${month}` });
  await stage.settle();
  expect(wordsOf(stage.slack.directMessages(ada))).toContain('in figures');
}, 60_000);

test('the look at the roster is taken in the background: admins are told who can no longer act', async () => {
  const { slackId } = persona('gareth');
  stage.slack.changeUser(slackId, { isGuest: true });
  const body = JSON.stringify({ kind: 'errand', errand: { kind: 'roster-check', day: '2026-11-16' } });
  expect(await stage.invoke('follow-up', { Records: [{ messageId: 'check', body }] })).toEqual({ batchItemFailures: [] });
  stage.slack.changeUser(slackId, { isGuest: false });
  const told = wordsOf(stage.slack.directMessages(persona('ada').slackId));
  expect(told).toMatch(/gareth@example.ac.uk:.*guest account/);
  expect(told).not.toMatch(/ines@example.ac.uk:.*guest account/);
}, 60_000);

test('looks at the roster that piled up and come in one batch tell nobody the same twice', async () => {
  const { slackId } = persona('ines');
  stage.slack.changeUser(slackId, { isGuest: true });
  const lookOn = (day: string) => JSON.stringify({ kind: 'errand', errand: { kind: 'roster-check', day } });
  const bodies = ['2026-11-17', '2026-11-17', '2026-11-18'].map(lookOn);
  const Records = bodies.map((body, index) => ({ messageId: `pile-${index}`, body }));
  expect(await stage.invoke('follow-up', { Records })).toEqual({ batchItemFailures: [] });
  stage.slack.changeUser(slackId, { isGuest: false });
  const told = stage.slack.directMessages(persona('ada').slackId).map(({ blocks }) => wordsOf(blocks));
  expect(told.filter((said) => /ines@example.ac.uk:.*guest account/.test(said))).toHaveLength(1);
}, 60_000);

test('I9: a version that is gone fails the request, whose admins are told its name and no log is; then it is given up, and its store given back', async () => {
  const name = 'Jane Doe 943 476 5919.csv';
  const id = await stage.submit({ ...files, [name]: 'x' }, { lost: name });
  await stage.settle();
  expect((await read(id)).status).toMatchObject({ kind: 'failed', failure: { step: 'stage' } });
  expect(wordsOf(stage.slack.directMessages(persona('ada').slackId))).toContain(name);
  const logs = stage
    .calls()
    .map(({ log }) => log)
    .join('\n');
  expect(logs).toContain('ObjectMissingError');
  expect(logs).not.toContain('Jane Doe');
  expect(await stage.swbStatus(id)).toBe('PROCESSING');
  await stage.slack.slash(persona('ada').slackId, { channel: channel('tre-admins'), text: `abort ${id} The version is gone for good.` });
  await stage.settle();
  expect((await read(id)).status.kind).toBe('withdrawn');
  expect(await stage.swbStatus(id)).toBe('PENDING');
}, 240_000);

test('a review is not ended before its deadline; a step that fails for good is recorded, told, tried again, released, and the release revoked', async () => {
  const id = await stage.submit(files);
  await stage.settle();
  expect(await stage.invoke('expire', { id })).toMatchObject({ id, next: 'review', stage: 0 });
  expect((await read(id)).status.kind).toBe('in-review');
  const failure = { Error: 'ObjectMissingError', Cause: JSON.stringify({ errorMessage: 'an object is gone' }) };
  await stage.invoke('fail', { id, step: 'package', failure, correlationId: id });
  await stage.settle();
  expect((await read(id)).status).toMatchObject({ kind: 'failed', failure: { step: 'package' } });
  expect(wordsOf(stage.slack.directMessages(persona('ada').slackId))).toContain('an object is gone');

  await stage.slack.slash(persona('ada').slackId, { channel: channel('tre-admins'), text: `retry ${id}` });
  await stage.settle();
  expect((await read(id)).status).toMatchObject({ kind: 'in-review', stage: 0 });
  await approveFirst(stage, id);
  await stage.settle();
  await approveSecond(stage, id);
  await stage.settle();
  expect((await read(id)).status.kind).toBe('released');

  await stage.slack.slash(persona('mei').slackId, { channel: channel('egress-desk'), text: `revoke ${id} The cohort was drawn wrongly.` });
  await stage.settle();
  const revoked = await read(id);
  expect(revoked.events.slice(-2).map(({ fact }) => fact.kind)).toEqual(['revoked', 'zip-removed']);
  const { bucket = '', key = '' } = revoked.release?.location ?? {};
  await expect(s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))).rejects.toThrow();
}, 240_000);
