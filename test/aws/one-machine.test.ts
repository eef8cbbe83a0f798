/** One machine with its objects, register and mail in AWS, and everything else in its own folder. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { CreateEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test } from 'vitest';
import { readPolicy } from '../../src/handlers/policy-file.ts';
import { runInstallation } from '../../src/handlers/serve/run.ts';
import type { Instant, PersonId, RequestId } from '../../src/workflow/request.ts';
import { aNotification, aPolicyText, aSlack, C, roleCommands, U } from '../an-installation.ts';
import { selfSigned } from '../handlers/self-signed.ts';
import { signedSns } from '../handlers/signed-sns.ts';
import { slackDesk } from '../slack-desk.ts';
import { until } from '../until.ts';
import { unzip } from '../workflow/packaging/unzip.ts';
import { dynamo, newBucket, putObject, s3, ses, swbTable } from './clients.ts';
import { mailsFrom } from './moto-mails.ts';

const sqs = new SQSClient({});
const topicArn = 'arn:aws:sns:eu-west-2:111122223333:swb-egress';
const lakeKey = 'arn:aws:kms:eu-west-2:123456789012:key/33333333-3333-3333-3333-333333333333';
const sns = selfSigned({ from: new Date('2020-01-01T00:00:00Z'), to: new Date('2040-01-01T00:00:00Z') });

const anInstallation = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-hybrid-'));
  const slack = await aSlack();
  const [store, lists, stagingBucket, dataLakeBucket, auditBucket, egressStoreTable] = await Promise.all([
    newBucket(),
    newBucket(),
    newBucket(),
    newBucket(),
    newBucket(),
    swbTable(),
  ]);
  const from = `egress-${randomUUID()}@example.ac.uk` as PersonId;
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: from }));
  const { QueueUrl: queueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `intake-${randomUUID()}` }));
  const policy = readPolicy(await aPolicyText());
  const run = () =>
    runInstallation(
      {
        kind: 'machine',
        policyFile: '',
        policy,
        dataFolder: folder,
        listen: { host: '127.0.0.1', port: 0 },
        intake: { sns: { topicArn }, queue: { topicArn, url: queueUrl } },
        slack: { botToken: slack.seed.bot.token, signingSecret: slack.seed.signingSecret, apiUrl: slack.apiUrl, interval: 0 },
        s3: { stagingBucket, dataLakeBucket, auditBucket, dataLakeKeyArn: lakeKey, egressStoreTable, pathStyle: true },
        mail: { kind: 'ses', from },
        shutdownSeconds: 5,
      },
      { clock: () => new Date().toISOString() as Instant, log: () => {}, fetch: async () => new Response(sns.pem), giveUp: () => {} },
    );
  return { from, folder, slack, store, lists, queueUrl, stagingBucket, dataLakeBucket, auditBucket, egressStoreTable, run };
};

test('what SNS tells of, by https or by a queue, is staged, approved, packaged and linked in S3, and SWB sees its status', async () => {
  const installed = await anInstallation();
  const { from, folder, slack, store, lists, queueUrl, stagingBucket, dataLakeBucket, auditBucket, egressStoreTable, run } = installed;
  const running = await run();
  onTestFinished(async () => {
    await running.stop();
    await slack.close();
    await rm(folder, { recursive: true });
  });
  slack.connect(`http://127.0.0.1:${running.port}/slack/events`);
  for (const text of roleCommands) await slack.slash(U.ada, { channel: C.admins, text });
  await until(() => slack.ephemerals(U.ada).length >= roleCommands.length, 'the roles');

  const id = randomUUID() as RequestId;
  const Key = 'workspace-1/results/table.csv';
  const VersionId = await putObject({ bucket: store, key: Key }, 'group,n\na,120\n');
  await putObject({ bucket: lists, key: `${id}.json` }, JSON.stringify({ objects: [{ Key, VersionId, Size: 14 }] }));
  await dynamo.send(new PutItemCommand({ TableName: egressStoreTable, Item: { id: { S: `store-${id}` }, status: { S: 'PENDING' } } }));
  const message = aNotification(id, { egress_store_object_list_location: `arn:aws:s3:::${lists}/${id}.json`, s3_bucketname: store });
  const envelope = {
    Type: 'Notification',
    MessageId: 'm-1',
    TopicArn: topicArn,
    Message: JSON.stringify(message),
    Timestamp: new Date().toISOString(),
    SignatureVersion: '2',
    SigningCertURL: 'https://sns.eu-west-2.amazonaws.com/SimpleNotificationService-abc.pem',
  };
  const delivered = await fetch(`http://127.0.0.1:${running.port}/sns/notifications`, {
    method: 'POST',
    body: JSON.stringify(signedSns(envelope, sns.privateKey)),
  });
  expect(delivered.status).toBe(200);

  // Another one comes by the queue, which the server asks by itself.
  const queued = randomUUID() as RequestId;
  await putObject({ bucket: lists, key: `${queued}.json` }, JSON.stringify({ objects: [{ Key, VersionId, Size: 14 }] }));
  await dynamo.send(new PutItemCommand({ TableName: egressStoreTable, Item: { id: { S: `store-${queued}` }, status: { S: 'PENDING' } } }));
  const changes = { egress_store_object_list_location: `arn:aws:s3:::${lists}/${queued}.json`, s3_bucketname: store };
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(aNotification(queued, changes)) }));

  const desk = slackDesk({ slack });
  await until(() => desk.copies('ig', queued) === 1, 'the card of what the queue told');
  for (const [who, place] of [
    ['ines', 'ig'],
    ['tomasz', 'it'],
  ] as const) {
    await until(() => desk.copies(place, id) === 1, `the card for ${who}`);
    const dialog = await desk.begin(who, { place, id, verdict: 'approve' });
    await dialog.submit();
  }
  const link = () => /https?:\/\/[^"|>\s]+X-Amz-Signature[^"|>\s]+/.exec(JSON.stringify(slack.directMessages(U.mei)))?.[0];
  await until(() => link() !== undefined, 'the link');
  const answer = await fetch((link() ?? '').replaceAll('&amp;', '&'));
  expect(answer.status).toBe(200);
  const zip = join(folder, 'downloaded.zip');
  await writeFile(zip, await answer.bytes());
  expect((await unzip(zip)).map(({ path }) => path)).toContain('results/table.csv');

  const statusOf = async () =>
    (await dynamo.send(new GetItemCommand({ TableName: egressStoreTable, Key: { id: { S: `store-${id}` } } }))).Item?.['status']?.S;
  await until(async () => (await statusOf()) === 'PROCESSED', 'SWB to see it');
  const listed = async (Bucket: string) =>
    (await s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.map((each) => each.Key ?? '') ?? [];
  const released = (await listed(dataLakeBucket)).find((key) => key.endsWith('.zip')) ?? '';
  expect((await s3.send(new HeadObjectCommand({ Bucket: dataLakeBucket, Key: released }))).SSEKMSKeyId).toBe(lakeKey);
  const stagedOf = async (request: RequestId) => (await listed(stagingBucket)).filter((key) => key.includes(request)).length;
  await until(async () => (await stagedOf(id)) === 0, 'the clean-up');
  expect(await stagedOf(queued)).toBeGreaterThan(0);
  await until(async () => (await listed(auditBucket)).some((key) => key.includes(id)), 'the archive');
  const isMailed = async () =>
    (await mailsFrom(from))?.some(({ destinations }) => destinations['ToAddresses']?.includes('rosa@example.ac.uk')) ?? true;
  await until(isMailed, 'the mail');
  // Nothing of the data lies on the machine itself.
  const local = await readdir(folder, { recursive: true });
  expect(local.filter((name) => /egress-store|data-lake|staging|audit/.test(name))).toEqual([]);
});
