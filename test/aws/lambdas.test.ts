/** The bundles as they are deployed: from a notification to a released zip, and to a rejection. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { functionNames } from '../../infra/bundling.ts';
import { channels, firstGrants, personas } from '../../src/sandbox/personas.ts';
import { teamsChannels, teamsIdsOf } from '../../src/sandbox/teams-world.ts';
import { dynamoRequestStore } from '../../src/workflow/aws/request-store.ts';
import type { EgressRequest, RequestId } from '../../src/workflow/request.ts';
import { wordsOn } from '../bots/teams/a-tenant.ts';
import { testWithUnzip } from '../browser/zip.ts';
import { wordsOf } from '../people.ts';
import { dynamo } from './clients.ts';
import type { Rehearsal } from './rehearsal.ts';
import { rehearse } from './rehearsal.ts';

let stage: Rehearsal;

const persona = (id: (typeof personas)[number]['id']) => {
  const found = personas.find((each) => each.id === id);
  if (!found) throw new Error(`nobody is called ${id}`);
  return { ...found, ...teamsIdsOf(found) };
};
const channel = (name: string): string => channels.find((each) => each.name === name)?.id ?? '';
const teamsChannel = (name: string): string => teamsChannels.find((each) => each.name === name)?.id ?? '';

beforeAll(async () => {
  stage = await rehearse();
  const ada = persona('ada');
  for (const each of channels)
    if ('role' in each) await stage.slack.slash(ada.slackId, { channel: channel('tre-admins'), text: `map #${each.name} ${each.role}` });
  for (const { persona: who, role } of firstGrants)
    await stage.slack.slash(ada.slackId, { channel: channel('tre-admins'), text: `grant @${who} ${role}` });
  await stage.teams.say(ada.objectId, { conversation: teamsChannel('research-it'), text: 'map ResearchIT' });
}, 180_000);
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

const read = async (id: string): Promise<EgressRequest> => {
  const request = await dynamoRequestStore(dynamo, stage.table).read(id as RequestId);
  if (!request) throw new Error(`no request ${id}`);
  return request;
};

const press = async (who: 'ines' | 'gareth', at: { readonly id: string; readonly action: 'approve' | 'reject' }) => {
  const { slackId } = persona(who);
  const card = stage.slack.messages(channel('ig-review')).findLast(({ blocks }) => JSON.stringify(blocks ?? '').includes(at.id));
  await stage.slack.press(slackId, { channel: channel('ig-review'), ts: card?.ts ?? '', actionId: `egress:${at.action}` });
};

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
};

const files = { 'results/table.csv': 'group,n\na,120\n', 'notes.txt': 'what this is' };

test('I6: a request is staged, approved in Slack and in Teams, packaged, and its link delivered; logs hold no token, secret, reason or link', async () => {
  const id = await stage.submit(files);
  await stage.settle();
  expect((await read(id)).status).toMatchObject({ kind: 'in-review', stage: 0 });
  expect(await stage.swbStatus(id)).toBe('PROCESSING');

  await press('ines', { id, action: 'approve' });
  await stage.slack.submit(persona('ines').slackId, { comment: 'Smallest cell is 120.' });
  expect(wordsOf(stage.slack.modal(persona('ines').slackId))).toContain('is recorded');
  await stage.settle();

  const tomasz = persona('tomasz');
  const place = teamsChannel('research-it');
  const copy = stage.teams.messages(place).findLast(({ card }) => JSON.stringify(card ?? '').includes(id));
  const { manifest } = await read(id);
  const decided = await stage.teams.execute(tomasz.objectId, {
    conversation: place,
    message: copy?.id ?? '',
    data: { do: 'approve', request: id, stage: 1, digest: manifest?.digest },
    forged: true,
  });
  expect(wordsOn([decided.card])[0]).toContain('Approval recorded');
  await stage.settle();

  const request = await read(id);
  expect(request.status.kind).toBe('released');
  expect(request.decisions.map(({ person, identity }) => [person.id, identity.platform])).toEqual([
    ['ines@example.ac.uk', 'slack'],
    ['tomasz@example.ac.uk', 'teams'],
  ]);
  expect(await stage.swbStatus(id)).toBe('PROCESSED');
  for (const each of ['ig-review', 'research-it'])
    expect(wordsOf(stage.slack.messages(channel(each)).at(-1)?.blocks)).toContain('Tomasz Nowak');

  const [link] = JSON.stringify(stage.slack.directMessages(persona('mei').slackId)).match(/http:[^"\\]+X-Amz-Signature=[^"\\]+/) ?? [];
  const zip = new Uint8Array(await (await fetch(link ?? '')).arrayBuffer());
  const file = join(stage.folder, 'released.zip');
  await writeFile(file, zip);
  expect(testWithUnzip(file)).toContain('No errors detected');
  expectQuietLogs();
}, 240_000);

test('a rejection ends the request, cleans up and gives the store back; a function that fails for a while loses nothing', async () => {
  const id = await stage.submit(files);
  stage.failNext('follow-up', 2);
  stage.failNext('stage', 0);
  await stage.settle();
  expect((await read(id)).status.kind).toBe('in-review');
  await press('gareth', { id, action: 'reject' });
  await stage.slack.submit(persona('gareth').slackId, { category: 'small-counts', reason: 'Table 2 has counts below ten.' });
  await stage.settle();
  expect((await read(id)).status.kind).toBe('rejected');
  expect(await stage.swbStatus(id)).toBe('PENDING');
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
      { messageId: 'good', body: JSON.stringify({ id }) },
      { messageId: 'bad', body: 'not JSON' },
      { messageId: 'odd', body: JSON.stringify({ id: 'not an id' }) },
      { messageId: 'again', body: JSON.stringify({ id }) },
    ],
  });
  expect(answered).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }, { itemIdentifier: 'odd' }] });
  await stage.settle();
  expect((await read(id)).version).toBe(before.version);
  expect(stage.slack.messages(channel('ig-review')).filter(({ blocks }) => JSON.stringify(blocks ?? '').includes(id))).toHaveLength(1);
  expect(Object(await stage.invoke('schedule', {})).open).toBeGreaterThanOrEqual(1);
}, 240_000);

test('I15: a malformed notification goes back to its queue, and the admins are told why', async () => {
  const answer = await stage.invoke('intake', { Records: [{ messageId: 'm1', body: '{"id":1}' }] });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  expect(wordsOf(stage.slack.directMessages(persona('ada').slackId))).toContain('notification');
}, 60_000);

test('a review is not ended before its deadline; a step that fails for good is recorded, and the admins are told which', async () => {
  const id = await stage.submit(files);
  await stage.settle();
  expect(await stage.invoke('expire', { id })).toMatchObject({ id, next: 'review', stage: 0 });
  expect((await read(id)).status.kind).toBe('in-review');
  const failure = { Error: 'ObjectMissingError', Cause: JSON.stringify({ errorMessage: 'an object is gone' }) };
  await stage.invoke('fail', { id, step: 'package', failure, correlationId: id });
  await stage.settle();
  expect((await read(id)).status).toMatchObject({ kind: 'failed', failure: { step: 'package' } });
  expect(wordsOf(stage.slack.directMessages(persona('ada').slackId))).toContain('an object is gone');
}, 240_000);
