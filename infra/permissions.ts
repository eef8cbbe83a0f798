/** What each function may do, and nothing else: one table, read by the stack and by its tests. */
import type { FunctionName } from './bundling.ts';

/** ARNs that permissions are about. */
export type Resources = {
  readonly table: string;
  readonly stream: string;
  readonly key: string;
  readonly staging: string;
  readonly stagingKey: string;
  readonly audit: string;
  readonly exports: string;
  readonly dataLake: string;
  readonly dataLakeKey: string;
  readonly notificationBucket: string;
  readonly notificationKey: string;
  readonly egressStoreBucket: string;
  readonly egressStoreKey: string;
  readonly egressStoreTable: string;
  readonly stateMachine: string;
  /** Of the state machine: `arn:...:execution:NAME:*`. */
  readonly executions: string;
  readonly followUpQueue: string;
  readonly intakeQueue: string;
  readonly secret: string;
  readonly mailIdentity: string;
  /** The only address that mail may be sent from. */
  readonly mailFrom: string;
};

export type Permission = {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Why `*` stands in a resource; a test wants one wherever it does. */
  readonly wildcard?: string;
  /** As IAM takes it. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};

/** What Lambda needs to work a queue off, and `handlers/aws/back-off.ts` to have a message come back. */
const workOff = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'];

const staged = 'the objects of this one bucket, which holds nothing but what is staged';
const released = 'the zips below one prefix of the data lake';

const readItems = ['dynamodb:GetItem', 'dynamodb:Query'];

/** Only items under keys that begin so; a request of several items names all their keys. */
const under = (...beginnings: readonly string[]): NonNullable<Permission['conditions']> => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': beginnings.map((beginning) => `${beginning}*`) },
  // Of no key at all, all are as they should be.
  Null: { 'dynamodb:LeadingKeys': 'false' },
});

/** The parts that functions share. */
const parts = (of: Resources) => ({
  /** What has a key that is known. */
  items: { actions: [...readItems, 'dynamodb:PutItem'], resources: [of.table] },
  /** And lists of requests. */
  records: {
    actions: [...readItems, 'dynamodb:PutItem'],
    resources: [of.table, `${of.table}/index/*`],
    wildcard: 'the indexes of this one table',
  },
  count: { actions: ['dynamodb:Scan'], resources: [`${of.table}/index/project`] },
  tokens: { actions: ['dynamodb:DeleteItem'], resources: [of.table] },
  ownKey: { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [of.key] },
  secret: { actions: ['secretsmanager:GetSecretValue'], resources: [of.secret] },
  mail: {
    actions: ['ses:SendEmail'],
    resources: [of.mailIdentity],
    wildcard: 'SES: a domain or an address, whichever of this account is verified',
    conditions: { StringEquals: { 'ses:FromAddress': of.mailFrom } },
  },
  wake: { actions: ['sqs:SendMessage'], resources: [of.followUpQueue] },
  readManifest: {
    actions: ['s3:GetObject'],
    resources: [`${of.staging}/*.manifest.jsonl`, `${of.staging}/*.changes.jsonl`],
    wildcard: 'the manifests and what differs between two, and no file of any request',
  },
  readStaged: { actions: ['s3:GetObject'], resources: [`${of.staging}/*`], wildcard: staged },
  stagingRead: { actions: ['kms:Decrypt'], resources: [of.stagingKey] },
  stagingWrite: { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [of.stagingKey] },
  /** S3 answers 403 and not 404 for what is not there to those who may not list. */
  listStaging: { actions: ['s3:ListBucket'], resources: [of.staging] },
  // A presigned link can do what its signer can.
  presign: { actions: ['s3:GetObject'], resources: [`${of.dataLake}/approved_egress/*`], wildcard: released },
  lakeRead: { actions: ['kms:Decrypt'], resources: [of.dataLakeKey] },
  lakeWrite: { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [of.dataLakeKey] },
  removeReleased: { actions: ['s3:DeleteObject'], resources: [`${of.dataLake}/approved_egress/*`], wildcard: released },
  resume: {
    actions: ['states:SendTaskSuccess'],
    resources: ['*'],
    wildcard: 'Step Functions: SendTaskSuccess takes no resource; the task token is what allows it',
  },
  store: { actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], resources: [of.egressStoreTable] },
});

export const permissionsOf = (name: FunctionName, of: Resources): readonly Permission[] => {
  const { items, records, tokens, ownKey, secret, mail, wake, listStaging, presign, resume, store } = parts(of);
  const { readManifest, readStaged, stagingRead, stagingWrite, lakeRead, lakeWrite, removeReleased } = parts(of);
  switch (name) {
    case 'slack':
    case 'teams':
      return [records, ownKey, secret, mail, wake, readManifest, stagingRead, listStaging, presign, lakeRead];
    case 'download-page':
      // Anybody may call it: it reads who holds which role and when they were last seen, and can give no role to anybody.
      return [
        {
          actions: readItems,
          resources: [of.table],
          conditions: under('request#', 'records#grants#', 'records#sightings#', 'records#refusals#'),
        },
        { actions: ['dynamodb:PutItem'], resources: [of.table], conditions: under('request#', 'records#refusals#') },
        ownKey,
        presign,
        lakeRead,
      ];
    case 'intake':
      return [items, ownKey, wake, { actions: workOff, resources: [of.intakeQueue] }];
    case 'follow-up':
      return [
        records,
        parts(of).count,
        tokens,
        ownKey,
        secret,
        mail,
        { actions: ['dynamodb:UpdateItem'], resources: [of.table] },
        presign,
        removeReleased,
        lakeRead,
        resume,
        { actions: ['states:StartExecution'], resources: [of.stateMachine] },
        { actions: ['states:DescribeExecution'], resources: [of.executions], wildcard: 'the executions of this one state machine' },
        { actions: ['s3:PutObject', 's3:GetObject'], resources: [`${of.audit}/requests/*`], wildcard: 'the audit events of all requests' },
        { actions: ['s3:ListBucket'], resources: [of.audit] },
        {
          actions: ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload'],
          resources: [`${of.exports}/exports/*`],
          wildcard: 'exports of the record, which live for a day',
        },
        { actions: workOff, resources: [of.followUpQueue] },
      ];
    case 'change-feed':
      return [
        wake,
        ownKey,
        { actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], resources: [of.stream] },
        {
          actions: ['dynamodb:ListStreams'],
          resources: ['*'],
          wildcard: 'DynamoDB: ListStreams takes no resource; Lambda calls it to find the stream',
        },
      ];
    case 'schedule':
      return [records, ownKey, wake];
    case 'stage':
      return [
        items,
        ownKey,
        stagingWrite,
        store,
        {
          actions: ['s3:GetObject', 's3:GetObjectVersion'],
          resources: [`${of.notificationBucket}/*`, `${of.egressStoreBucket}/*`],
          wildcard: 'what researchers submit, under keys that Service Workbench chooses',
        },
        { actions: ['s3:ListBucket', 's3:ListBucketVersions'], resources: [of.notificationBucket, of.egressStoreBucket] },
        { actions: ['kms:Decrypt'], resources: [of.notificationKey, of.egressStoreKey] },
        { actions: ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload'], resources: [`${of.staging}/*`], wildcard: staged },
        {
          actions: ['s3:DeleteObject'],
          resources: [`${of.staging}/*.parts/*`],
          wildcard: 'the progress notes of all requests, not the objects',
        },
        listStaging,
      ];
    case 'request-review':
      return [items, tokens, ownKey, resume];
    case 'package':
      return [
        items,
        ownKey,
        readStaged,
        stagingRead,
        listStaging,
        {
          actions: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
          resources: [`${of.dataLake}/approved_egress/*`],
          wildcard: released,
        },
        lakeWrite,
      ];
    case 'clean-up':
      return [
        items,
        ownKey,
        stagingRead,
        removeReleased,
        store,
        { actions: ['s3:GetObject'], resources: [`${of.staging}/*.manifest.jsonl`], wildcard: 'the manifests, and no file of any request' },
        { actions: ['s3:DeleteObject'], resources: [`${of.staging}/*`], wildcard: staged },
        listStaging,
      ];
    case 'expire':
    case 'fail':
      return [items, ownKey];
    default:
      return name satisfies never;
  }
};

/** Those that wait for a task token or hand it back (I6). */
const mayHoldTokens: ReadonlySet<FunctionName> = new Set(['request-review', 'follow-up']);
/** Those that read manifests and no file. */
const mayReadNoFile: ReadonlySet<FunctionName> = new Set(['slack', 'teams', 'clean-up']);

/** What each function is refused, whatever it is allowed. */
export const denialsOf = (name: FunctionName, of: Pick<Resources, 'table' | 'staging'>): readonly Permission[] => [
  ...(mayHoldTokens.has(name)
    ? []
    : [
        {
          // Tokens lie in the same table.
          actions: [...readItems, 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
          resources: [of.table],
          conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['task-token#*'] } },
        },
      ]),
  // A staged file, `WORKSPACE/REQUEST/PATH`, may be named as manifests are, which have one slash only.
  ...(mayReadNoFile.has(name) ? [{ actions: ['s3:GetObject'], resources: [`${of.staging}/*/*/*`] }] : []),
  // Nor is a folder of it that is named so one of staging's own, `WORKSPACE/REQUEST.parts/`.
  ...(name === 'stage' ? [{ actions: ['s3:DeleteObject'], resources: [`${of.staging}/*/*/*/*`] }] : []),
];
