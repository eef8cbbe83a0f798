/** The deployed program without AWS: each bundle in a process of its own with only its declared environment, events of their kinds, an AWS-compatible endpoint. */
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { CreateQueueCommand, DeleteMessageCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { inject } from 'vitest';
import type { FunctionName } from '../../infra/bundling.ts';
import { functionNames } from '../../infra/bundling.ts';
import { pagePath } from '../../src/bots/links.ts';
import { openSlack } from '../../src/sandbox/slack-world.ts';
import { openTeams } from '../../src/sandbox/teams-world.ts';
import { requestKey } from '../../src/workflow/aws/table.ts';
import type { Clock } from '../../src/workflow/ports.ts';
import { teamsSeed } from '../a-teams-tenant.ts';
import { aNotification, aPolicyText } from '../an-installation.ts';
import type { Seen, Treatment } from '../workflow/aws/proxy.ts';
import { startProxy } from '../workflow/aws/proxy.ts';
import { dynamo, endpointOf, newBucket, ownTable, putObject, ses, swbTable } from './clients.ts';
import { callFunction, FunctionError, runnerFile, writeRunner } from './function-process.ts';
import { withPermissions } from './permitted.ts';
import { startMachine } from './state-machine.ts';
import { synthesise } from './synthesised.ts';

const clock: Clock = () => new Date().toISOString() as ReturnType<Clock>;
const topicArn = 'arn:aws:sns:eu-west-2:111122223333:swb-egress';
const accepted: Treatment = { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '{}' };
const mailFrom = 'egress@example.ac.uk';
const lakeKey = 'arn:aws:kms:eu-west-2:123456789012:key/33333333-3333-3333-3333-333333333333';

/** Whose links open a page. */
export const pageProject = 'proj-pages';

export type Rehearsal = Awaited<ReturnType<typeof rehearse>>;

/** Sets the stage: table, buckets, queue, secret, pretend Slack and Teams, and the state machine. */
export const rehearse = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-rehearsal-'));
  const policy = await aPolicyText((value) => Object.assign(value['projects'] ?? {}, { [pageProject]: { downloadPage: true } }));
  await writeFile(join(folder, 'policy.jsonc'), policy);
  await writeRunner(folder);
  const synthesised = synthesise(folder, join(folder, 'policy.jsonc'));
  const [slack, { teams }] = await Promise.all([
    openSlack(join(folder, 'slack.json'), { teamId: 'T01SANDBOX', clock }),
    openTeams(join(folder, 'teams.json'), { tenantId: teamsSeed.tenant.id, clock }),
  ]);
  const sqs = new SQSClient({});
  const secrets = new SecretsManagerClient({});
  const [table, swb, staging, lake, store, notifications, audit, exports] = await Promise.all([
    ownTable(),
    swbTable(),
    newBucket(),
    newBucket(),
    newBucket(),
    newBucket(),
    newBucket(),
    newBucket(),
  ]);
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: mailFrom })).catch(() => {});
  const queueName = `follow-up-${randomUUID()}`;
  const { QueueUrl: deadUrl = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: `${queueName}-dead.fifo`, Attributes: { FifoQueue: 'true' } }),
  );
  const { Attributes: dead } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: deadUrl, AttributeNames: ['QueueArn'] }));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead?.QueueArn, maxReceiveCount: 8 });
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({
      QueueName: `${queueName}.fifo`,
      Attributes: { FifoQueue: 'true', VisibilityTimeout: '1', RedrivePolicy },
    }),
  );
  const { ARN: secretArn = '' } = await secrets.send(
    new CreateSecretCommand({
      Name: `sallyport-${randomUUID()}`,
      SecretString: JSON.stringify({
        SLACK_SIGNING_SECRET: slack.seed.signingSecret,
        SLACK_BOT_TOKEN: slack.seed.bot.token,
        SLACK_API_URL: slack.apiUrl,
        TEAMS_APP_ID: teams.seed.app.id,
        TEAMS_TENANT_ID: teams.seed.tenant.id,
        TEAMS_APP_PASSWORD: teams.seed.app.password,
        TEAMS_LOGIN_URL: teams.endpoints.loginUrl,
        TEAMS_OPENID_METADATA_URL: teams.endpoints.openIdMetadataUrl,
      }),
    }),
  );

  const faults = new Map<FunctionName, number>();
  let remaining = 900_000;
  const calls: { readonly name: FunctionName; readonly log: string; readonly ended: string }[] = [];

  const running = new Map<FunctionName, Set<ChildProcess>>(functionNames.map((name) => [name, new Set()]));
  /** Between the functions and the endpoint. */
  let harm: (seen: Seen) => Treatment = () => 'pass';
  let doomed: { readonly name: FunctionName; readonly at: (seen: Seen) => boolean } | undefined;
  const denied: string[] = [];
  const refused = withPermissions(
    {
      table,
      stream: 'stream',
      key: 'key',
      stagingKey: 'key',
      staging: `arn:aws:s3:::${staging}`,
      audit: `arn:aws:s3:::${audit}`,
      exports: `arn:aws:s3:::${exports}`,
      dataLake: `arn:aws:s3:::${lake}`,
      dataLakeKey: lakeKey,
      notificationBucket: `arn:aws:s3:::${notifications}`,
      notificationKey: 'key',
      egressStoreBucket: `arn:aws:s3:::${store}`,
      egressStoreKey: 'key',
      egressStoreTable: swb,
      stateMachine: 'machine',
      executions: 'executions:*',
      followUpQueue: QueueUrl,
      intakeQueue: 'intake',
      secret: secretArn,
      mailIdentity: 'identity/*',
      mailFrom,
    },
    (what) => denied.push(what),
  );
  const proxy = await startProxy(endpointOf('S3'), (seen) => {
    const refusal = refused(seen);
    if (refusal) return refusal;
    // Messages come back when the queue says, within a second: nobody here waits as long as the functions ask for.
    if (seen.operation === 'ChangeMessageVisibility') return accepted;
    if (!doomed?.at(seen)) return harm(seen);
    for (const child of running.get(doomed.name) ?? []) child.kill('SIGKILL');
    doomed = undefined;
    return 'silence';
  });

  const machine = await startMachine(join(folder, 'executions.sqlite'), synthesised.machine, {
    clock,
    run: (name, payload) => invoke(name, payload),
  });

  /** What is known only when the stack is deployed, and what stands in for what exists already. */
  const deployed: Readonly<Record<string, string>> = {
    SALLYPORT_TABLE: table,
    SALLYPORT_STAGING_BUCKET: staging,
    SALLYPORT_AUDIT_BUCKET: audit,
    SALLYPORT_EXPORTS_BUCKET: exports,
    SALLYPORT_DATA_LAKE_BUCKET: lake,
    SALLYPORT_DATA_LAKE_KEY_ARN: lakeKey,
    SALLYPORT_SWB_EGRESS_STORE_TABLE: swb,
    SALLYPORT_SWB_TOPIC_ARN: topicArn,
    SALLYPORT_PUBLIC_URL: 'https://egress.example.ac.uk',
    SALLYPORT_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-2:123456789012:stateMachine:egress',
    // The SDK sends to where the queue's URL says.
    SALLYPORT_FOLLOW_UP_QUEUE_URL: `${proxy.endpoint}${new URL(QueueUrl).pathname}`,
    SALLYPORT_INTAKE_QUEUE_URL: `${proxy.endpoint}/123456789012/intake`,
    SALLYPORT_SECRET_ARN: secretArn,
  };
  const environmentOf = (name: FunctionName): Record<string, string> =>
    Object.fromEntries(
      Object.entries(synthesised.variablesOf(name)).map(([variable, value]) => {
        const known = deployed[variable] ?? value;
        if (typeof known !== 'string') throw new Error(`${name} declares ${variable}, which the rehearsal does not know`);
        return [variable, known];
      }),
    );
  const given = inject('aws');

  /** Calls the function in a new process; throws `FunctionError` when it does. */
  const invoke = async (name: FunctionName, event: unknown): Promise<unknown> => {
    const left = faults.get(name) ?? 0;
    faults.set(name, Math.max(0, left - 1));
    if (left > 0) throw new FunctionError('Lambda.TooManyRequestsException', `${name} was made to fail`);
    const env = {
      ...given,
      AWS_ENDPOINT_URL: proxy.endpoint,
      AWS_ENDPOINT_URL_SFN: machine.endpoint,
      // Tells the stand-in for IAM who asks.
      AWS_ACCESS_KEY_ID: name,
      // The endpoint has no host name for each bucket.
      SALLYPORT_S3_PATH_STYLE: 'true',
      ...environmentOf(name),
    };
    let child: ChildProcess | undefined;
    try {
      const ended = await callFunction(
        {
          runner: join(folder, runnerFile),
          cwd: synthesised.folderOf(name),
          env,
          event,
          remaining: name === 'stage' ? remaining : 900_000,
        },
        (started) => {
          child = started;
          running.get(name)?.add(started);
        },
      );
      calls.push({ name, log: ended.log, ended: 'with a result' });
      return ended.result;
    } catch (error) {
      calls.push({ name, ...(error instanceof FunctionError ? { log: error.log, ended: error.name } : { log: '', ended: 'unknown' }) });
      throw error;
    } finally {
      if (child) running.get(name)?.delete(child);
    }
  };

  const gateway = createServer(async (request, response) => {
    const [rawPath = ''] = request.url?.split('?') ?? [];
    const name = rawPath.startsWith(pagePath) ? 'download-page' : rawPath === '/teams/messages' ? 'teams' : 'slack';
    const event = {
      version: '2.0',
      routeKey: name === 'download-page' ? `ANY ${pagePath}{token}` : `POST ${rawPath}`,
      rawPath,
      requestContext: { http: { method: request.method } },
      headers: request.headers,
      body: (await buffer(request)).toString('base64'),
      isBase64Encoded: true,
    };
    const answer = Object(await invoke(name, event).catch(() => ({ statusCode: 500, headers: {}, body: '' })));
    response.writeHead(answer.statusCode, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  const address = gateway.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  slack.connect(`${url}/slack/events`);
  teams.connect(`${url}/teams/messages`);

  const versions = new Map<string, string>();
  let sequence = 0;

  const streamRecord = (id: string) => {
    sequence += 1;
    const at = String(sequence).padStart(21, '0');
    return {
      eventID: randomUUID(),
      eventName: 'MODIFY',
      dynamodb: { Keys: requestKey(id), SequenceNumber: at, StreamViewType: 'KEYS_ONLY' },
    };
  };

  const changedIn = async (id: string): Promise<boolean> => {
    const { Item } = await dynamo.send(new GetItemCommand({ TableName: table, Key: requestKey(id), ConsistentRead: true }));
    const version = JSON.stringify(Item?.['version'] ?? '');
    const before = versions.get(id);
    versions.set(id, version);
    return Item !== undefined && before !== version;
  };

  const followOne = async (): Promise<boolean> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['ApproximateReceiveCount'] }),
    );
    if (Messages.length === 0) return false;
    const Records = Messages.map(({ MessageId, Body, ReceiptHandle, Attributes }) => ({
      messageId: MessageId,
      body: Body,
      receiptHandle: ReceiptHandle,
      attributes: Attributes,
    }));
    const { batchItemFailures = [] } = Object(
      await invoke('follow-up', { Records }).catch(() => ({
        batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
      })),
    );
    const failed = new Set(batchItemFailures.map((failure: { readonly itemIdentifier: string }) => failure.itemIdentifier));
    for (const { MessageId = '', ReceiptHandle } of Messages)
      if (!failed.has(MessageId)) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return true;
  };

  /** What the table's stream and the queue bring about, until nothing has changed for a moment. */
  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 3; ) {
      const changed: string[] = [];
      for (const id of versions.keys()) if (await changedIn(id)) changed.push(id);
      if (changed.length > 0) await invoke('change-feed', { Records: changed.map(streamRecord) });
      const worked = await followOne();
      quiet = changed.length > 0 || worked ? 0 : quiet + 1;
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
  };

  return {
    slack,
    teams,
    table,
    folder,
    invoke,
    settle,
    calls: () => calls,
    /** What functions tried and their roles do not allow. */
    denied,
    /** The bodies of what the follow-up queue gave up. */
    deadLetters: async (): Promise<readonly (string | undefined)[]> => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: deadUrl, MaxNumberOfMessages: 10 }));
      return Messages.map(({ Body }) => Body);
    },
    /** Makes the next calls of this function fail before they begin. */
    failNext: (name: FunctionName, times: number) => faults.set(name, times),
    /** As if the stream had swallowed the request's last change. */
    loseChange: async (id: string): Promise<void> => void (await changedIn(id)),
    /** Milliseconds that `stage` is told it has left. */
    giveTime: (milliseconds: number): void => {
      remaining = milliseconds;
    },
    /** Has requests of the functions to AWS treated so. */
    harm: (choose: (seen: Seen) => Treatment): void => {
      harm = choose;
    },
    /** Ends this function as Lambda does when its time is over: in the middle of the first request that matches. */
    endInTheMiddle: (name: FunctionName, at: (seen: Seen) => boolean): void => {
      doomed = { name, at };
    },
    streamRecord,
    /** Plays SWB: objects, their list, the store's item, and the notification through the queue. */
    submit: async (
      files: Readonly<Record<string, string>>,
      {
        lost,
        again,
        project = 'proj-1',
      }: {
        readonly lost?: string /** The request whose workspace submits once more. */;
        readonly again?: string;
        readonly project?: string;
      } = {},
    ): Promise<string> => {
      const id = randomUUID();
      const own = again ?? id;
      const objects = [];
      for (const [name, content] of Object.entries(files)) {
        const Key = `workspace-${own}/${name}`;
        const stored = await putObject({ bucket: store, key: Key }, content);
        const VersionId = name === lost ? `${stored.slice(0, -4)}beef` : stored;
        objects.push({ Key, LastModified: clock(), ETag: '"x"', Size: Buffer.byteLength(content), StorageClass: 'STANDARD', VersionId });
      }
      await putObject({ bucket: notifications, key: `${id}.json` }, JSON.stringify({ objects }));
      if (again === undefined)
        await dynamo.send(new PutItemCommand({ TableName: swb, Item: { id: { S: `store-${id}` }, status: { S: 'PENDING' } } }));
      const message = aNotification(id, {
        project_id: project,
        egress_store_object_list_location: `arn:aws:s3:::${notifications}/${id}.json`,
        s3_bucketname: store,
        egress_store_id: `store-${own}`,
        workspace_id: `workspace-${own}`,
        s3_bucketpath: `workspace-${own}/`,
      });
      const body = JSON.stringify({ Type: 'Notification', TopicArn: topicArn, Message: JSON.stringify(message) });
      versions.set(id, '');
      const taken = Object(await invoke('intake', { Records: [{ messageId: randomUUID(), body }] }));
      if (taken.batchItemFailures.length > 0) throw new Error(`the notification was not taken: ${calls.at(-1)?.log}`);
      return id;
    },
    swbStatus: async (id: string): Promise<string | undefined> => {
      const { Item } = await dynamo.send(new GetItemCommand({ TableName: swb, Key: { id: { S: `store-${id}` } } }));
      return Item?.['status']?.S;
    },
    audit,
    lakeKey,
    /** Where the API's routes are answered. */
    gateway: url,
    /** For a process beside the functions: where things are, and AWS behind the stand-in for IAM as the function `slack` is allowed it. */
    beside: {
      policyFile: join(folder, 'policy.jsonc'),
      stack: {
        table,
        followUpQueueUrl: deployed['SALLYPORT_FOLLOW_UP_QUEUE_URL'] ?? '',
        stagingBucket: staging,
        dataLakeBucket: lake,
        pathStyle: true,
      },
      mailFrom,
      env: { ...given, AWS_ENDPOINT_URL: proxy.endpoint, AWS_ACCESS_KEY_ID: 'slack' },
    },
    endpoint: endpointOf('S3'),
    close: async (): Promise<void> => {
      gateway.closeAllConnections();
      await new Promise((resolve) => gateway.close(resolve));
      await Promise.all([slack.close(), teams.close(), machine.stop(), proxy.stop()]);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
