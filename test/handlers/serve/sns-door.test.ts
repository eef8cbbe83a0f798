import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readPolicy } from '../../../src/handlers/policy-file.ts';
import { runInstallation } from '../../../src/handlers/serve/run.ts';
import { openDatabase } from '../../../src/workflow/local/database.ts';
import { sqliteRequestStore } from '../../../src/workflow/local/request-store.ts';
import type { Instant, RequestId } from '../../../src/workflow/request.ts';
import { aNotification, aPolicyText } from '../../an-installation.ts';
import { selfSigned } from '../self-signed.ts';
import { signedSns } from '../signed-sns.ts';

const topicArn = 'arn:aws:sns:eu-west-2:111122223333:swb-egress';
const year = { from: new Date('2020-01-01T00:00:00Z'), to: new Date('2040-01-01T00:00:00Z') };
const sns = selfSigned(year);
const stranger = selfSigned(year);
const id = '6f1d7a52-0c5f-4d55-9d0e-6d2b7d0f0a11';

const envelope = (message: string, changes: Readonly<Record<string, string>> = {}) => ({
  Type: 'Notification',
  MessageId: 'm-1',
  TopicArn: topicArn,
  Message: message,
  Timestamp: '2026-11-22T09:59:59.000Z',
  SignatureVersion: '2',
  SigningCertURL: 'https://sns.eu-west-2.amazonaws.com/SimpleNotificationService-abc.pem',
  ...changes,
});

const listening = async ({ isUp = true }: { readonly isUp?: boolean } = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-sns-'));
  const events: string[] = [];
  const { port, stop } = await runInstallation(
    {
      kind: 'machine',
      policyFile: '',
      policy: readPolicy(await aPolicyText()),
      dataFolder: folder,
      listen: { host: '127.0.0.1', port: 0 },
      intake: { sns: { topicArn } },
      shutdownSeconds: 5,
    },
    {
      clock: () => new Date().toISOString() as Instant,
      log: (event) => void events.push(event),
      fetch: async () => (isUp ? new Response(sns.pem) : new Response('', { status: 503 })),
      giveUp: () => {},
    },
  );
  onTestFinished(async () => {
    await stop();
    await rm(folder, { recursive: true });
  });
  const post = async (body: unknown, path = '/sns/notifications') =>
    (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: JSON.stringify(body) })).status;
  const stored = async () => {
    const db = openDatabase(join(folder, 'sallyport.db'));
    try {
      return (await sqliteRequestStore(db).read(id as RequestId))?.id;
    } finally {
      db.close();
    }
  };
  return { post, stored, events };
};

const notification = envelope(JSON.stringify(aNotification(id)));

test('I15: a notification that SNS signed is taken once, however often it is delivered', async () => {
  const { post, stored, events } = await listening();
  expect(await post(signedSns(notification, sns.privateKey))).toBe(200);
  expect(await post(signedSns(notification, sns.privateKey))).toBe(200);
  expect(await stored()).toBe(id);
  expect(events.filter((event) => event === 'notification-taken')).toHaveLength(2);
});

test('I3: what SNS did not sign, of another topic, or at another address takes nothing in', async () => {
  const { post, stored, events } = await listening();
  expect(await post(signedSns(notification, stranger.privateKey))).toBe(403);
  expect(await post(signedSns({ ...notification, TopicArn: `${topicArn}-of-others` }, sns.privateKey))).toBe(403);
  expect(await post({ ...signedSns(notification, sns.privateKey), Message: '{}' })).toBe(403);
  expect(await post('no envelope')).toBe(403);
  expect(await post(signedSns(notification, sns.privateKey), '/sns')).toBe(404);
  expect(await stored()).toBeUndefined();
  expect(events.filter((event) => event === 'sns-delivery-refused')).toHaveLength(4);
});

test('a malformed notification is refused for good, and one whose signature cannot be checked now is delivered again', async () => {
  const { post } = await listening();
  expect(await post(signedSns(envelope('{"id": "no uuid"}'), sns.privateKey))).toBe(400);
  const down = await listening({ isUp: false });
  expect(await down.post(signedSns(notification, sns.privateKey))).toBe(500);
  expect(await down.stored()).toBeUndefined();
});
