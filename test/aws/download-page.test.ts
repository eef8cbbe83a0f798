/** The page of links as it is deployed: its bundle, its role, DynamoDB and S3. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { findRecordFault } from '../../src/workflow/transitions.ts';
import { wordsOf } from '../people.ts';
import { approveFirst, approveSecond, channel, openForBusiness, persona, readRequest } from './on-stage.ts';
import type { Rehearsal } from './rehearsal.ts';
import { pageProject, rehearse } from './rehearsal.ts';

let stage: Rehearsal;

beforeAll(async () => {
  stage = await rehearse();
  await openForBusiness(stage);
}, 600_000);
afterEach(() => expect(stage.denied, 'what the roles of the functions do not allow').toEqual([]));
afterAll(() => stage?.close());

const addressIn = (shown: unknown): string => /https:\/\/egress\.example\.ac\.uk(\/l\/[\w-]+)/.exec(JSON.stringify(shown))?.[1] ?? '';
const press = (path: string, confirm: string): Promise<Response> =>
  fetch(`${stage.gateway}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: 'null', 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ confirm }),
  });

test('I10: a link opens its page, twelve presses give three URLs of a minute in all, and a revocation ends another at once', async () => {
  const id = await stage.submit({ 'table.csv': 'group,n\na,120\n' }, { project: pageProject });
  await stage.settle();
  await approveFirst(stage, id);
  await stage.settle();
  await approveSecond(stage, id);
  await stage.settle();
  const mei = persona('mei').slackId;
  const path = addressIn(stage.slack.directMessages(mei));
  expect(path).not.toBe('');
  const before = await readRequest(stage, id);
  const shown = await fetch(`${stage.gateway}${path}`);
  const page = await shown.text();
  expect(shown.status).toBe(200);
  expect(shown.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page).toContain(pageProject);
  expect((await fetch(`${stage.gateway}${path}`, { method: 'HEAD' })).status).toBe(200);
  expect((await fetch(`${stage.gateway}${path}`, { method: 'PUT' })).status).toBe(405);
  expect((await press(path, 'guessed')).status).toBe(403);
  expect((await fetch(`${stage.gateway}${path.slice(0, -1)}?`)).status).toBe(404);
  expect(await readRequest(stage, id)).toEqual(before);

  const confirm = /name="confirm" value="([^"]+)"/.exec(page)?.[1] ?? '';
  // One after the other: moto checks and writes an item without a lock; that many at once are raced on SQLite, and equal updates on dynalite.
  const answers: Awaited<ReturnType<typeof press>>[] = [];
  for (let n = 0; n < 12; n += 1) answers.push(await press(path, confirm));
  const locations = answers.filter(({ status }) => status === 303).map(({ headers }) => headers.get('location') ?? '');
  expect(locations).toHaveLength(3);
  expect(answers.filter(({ status }) => status === 410)).toHaveLength(9);
  for (const location of locations) expect(Number(new URL(location).searchParams.get('X-Amz-Expires'))).toBeLessThanOrEqual(60);
  expect((await fetch(locations[0] ?? '')).status).toBe(200);
  const opened = await readRequest(stage, id);
  expect(opened.events.filter(({ fact }) => fact.kind === 'link-opened')).toHaveLength(3);
  expect(findRecordFault(opened)).toBeUndefined();

  await stage.slack.slash(mei, { channel: channel('egress-desk'), text: `link ${id}` });
  const second = addressIn(stage.slack.ephemerals(mei).at(-1));
  expect(wordsOf(stage.slack.ephemerals(mei).at(-1)?.blocks)).toContain('Link 2 of 3');
  expect((await fetch(`${stage.gateway}${second}`)).status).toBe(200);
  await stage.slack.slash(mei, { channel: channel('egress-desk'), text: `revoke ${id} The cohort was drawn wrongly.` });
  const confirmed = /name="confirm" value="([^"]+)"/.exec(page)?.[1] ?? '';
  expect((await fetch(`${stage.gateway}${second}`)).status).toBe(410);
  expect((await press(path, confirmed)).status).toBe(410);

  const logs = stage
    .calls()
    .map(({ log }) => log)
    .join('\n');
  expect(logs).toContain('link-opened');
  for (const secret of [path.slice(-43), second.slice(-43), 'X-Amz-Signature']) expect(logs).not.toContain(secret);
}, 600_000);
