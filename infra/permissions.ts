/** What each function may do, and nothing else: one table, read by the stack and by its tests. */
import type { FunctionName } from './bundling.ts';

/** ARNs that permissions are about. */
export type Resources = {
  readonly table: string;
  readonly stream: string;
  readonly key: string;
  readonly staging: string;
  readonly audit: string;
  readonly dataLake: string;
  readonly dataLakeKey: string;
  readonly notificationBucket: string;
  readonly notificationKey: string;
  readonly egressStoreBucket: string;
  readonly egressStoreKey: string;
  readonly egressStoreTable: string;
  readonly stateMachine: string;
  readonly followUpQueue: string;
  readonly intakeQueue: string;
  readonly secret: string;
  readonly mailIdentity: string;
};

export type Permission = {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Why `*` stands in a resource; a test wants one wherever it does. */
  readonly wildcard?: string;
};

const staged = 'the objects of this one bucket, which holds nothing but what is staged';
const released = 'the zips below one prefix of the data lake';

/** The parts that functions share. */
const parts = (of: Resources) => ({
  records: {
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    resources: [of.table, `${of.table}/index/*`],
    wildcard: 'the indexes of this one table',
  },
  tokens: { actions: ['dynamodb:DeleteItem'], resources: [of.table] },
  ownKey: { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [of.key] },
  secret: { actions: ['secretsmanager:GetSecretValue'], resources: [of.secret] },
  mail: {
    actions: ['ses:SendEmail'],
    resources: [of.mailIdentity],
    wildcard: 'SES: a domain or an address, whichever of this account is verified',
  },
  wake: { actions: ['sqs:SendMessage'], resources: [of.followUpQueue] },
  readManifest: { actions: ['s3:GetObject'], resources: [`${of.staging}/*`], wildcard: staged },
  /** S3 answers 403 and not 404 for what is not there to those who may not list. */
  listStaging: { actions: ['s3:ListBucket'], resources: [of.staging] },
  // A presigned link can do what its signer can.
  presign: { actions: ['s3:GetObject'], resources: [`${of.dataLake}/approved_egress/*`], wildcard: released },
  lakeKey: { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [of.dataLakeKey] },
  resume: {
    actions: ['states:SendTaskSuccess'],
    resources: ['*'],
    wildcard: 'Step Functions: SendTaskSuccess takes no resource; the task token is what allows it',
  },
  store: { actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], resources: [of.egressStoreTable] },
});

export const permissionsOf = (name: FunctionName, of: Resources): readonly Permission[] => {
  const { records, tokens, ownKey, secret, mail, wake, readManifest, listStaging, presign, lakeKey, resume, store } = parts(of);
  switch (name) {
    case 'slack':
    case 'teams':
      return [records, ownKey, secret, mail, wake, readManifest, listStaging, presign, lakeKey];
    case 'intake':
      return [
        records,
        ownKey,
        secret,
        mail,
        { actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], resources: [of.intakeQueue] },
      ];
    case 'follow-up':
      return [
        records,
        tokens,
        ownKey,
        secret,
        mail,
        presign,
        lakeKey,
        resume,
        { actions: ['states:StartExecution'], resources: [of.stateMachine] },
        { actions: ['s3:PutObject'], resources: [`${of.audit}/requests/*`], wildcard: 'the audit events of all requests' },
        { actions: ['s3:ListBucket'], resources: [of.audit] },
        { actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], resources: [of.followUpQueue] },
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
        records,
        ownKey,
        store,
        {
          actions: ['s3:GetObject', 's3:GetObjectVersion'],
          resources: [`${of.notificationBucket}/*`, `${of.egressStoreBucket}/*`],
          wildcard: 'what researchers submit, under keys that Service Workbench chooses',
        },
        { actions: ['s3:ListBucket', 's3:ListBucketVersions'], resources: [of.notificationBucket, of.egressStoreBucket] },
        { actions: ['kms:Decrypt'], resources: [of.notificationKey, of.egressStoreKey] },
        { actions: ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload'], resources: [`${of.staging}/*`], wildcard: staged },
        listStaging,
      ];
    case 'request-review':
      return [records, tokens, ownKey, resume];
    case 'package':
      return [
        records,
        ownKey,
        readManifest,
        listStaging,
        {
          actions: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
          resources: [`${of.dataLake}/approved_egress/*`],
          wildcard: released,
        },
        lakeKey,
      ];
    case 'clean-up':
      return [
        records,
        ownKey,
        store,
        { actions: ['s3:GetObject', 's3:DeleteObject'], resources: [`${of.staging}/*`], wildcard: staged },
        listStaging,
      ];
    case 'expire':
    case 'fail':
      return [records, ownKey];
    default:
      return name satisfies never;
  }
};
