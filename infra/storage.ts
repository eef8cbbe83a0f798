/** Where everything is kept: the key, the table, the buckets. Nothing of it is deleted with the stack. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { AccountPrincipal, AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { BucketProps, IBucket } from 'aws-cdk-lib/aws-s3';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { indexes, timeToLiveAttribute } from '../src/workflow/aws/table.ts';
import type { Settings } from './settings.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

const keepsTable = (scope: Construct, encryptionKey: Key): Table => {
  const table = new Table(scope, 'Table', {
    partitionKey: text('pk'),
    sortKey: text('sk'),
    billingMode: BillingMode.PAY_PER_REQUEST,
    // What changed, and not what is in it: no task token enters the stream (I6).
    stream: StreamViewType.KEYS_ONLY,
    timeToLiveAttribute,
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  for (const [indexName, { partition, sort }] of Object.entries(indexes))
    table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: text(partition),
      sortKey: text(sort),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['summary'],
    });
  return table;
};

export type Storage = ReturnType<typeof makeStorage>;

/** Seven years: audit events can be neither changed nor deleted before, but by somebody with a right that the stack gives to nobody. */
const auditedFor = Duration.days(7 * 365);

/** Days after which what is staged is removed even when its clean-up never happened: longer than any review may take. */
const stagedAtMost = 400;

export const makeStorage = (scope: Construct, { reviewAccount, dataLake }: Pick<Settings, 'reviewAccount' | 'dataLake'>) => {
  const makeKey = (name: string, description: string) =>
    new Key(scope, name, { description, enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
  const key = makeKey('Key', 'Sallyport: what is recorded, and released');
  // One of its own: who may look at what is staged, perhaps from another account, must not be able to read anything else.
  const stagingKey = makeKey('StagingKey', 'Sallyport: what is staged');
  const accessLogs = new Bucket(scope, 'AccessLogs', {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    objectOwnership: ObjectOwnership.OBJECT_WRITER,
    lifecycleRules: [{ expiration: Duration.days(400) }],
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  const bucket = (name: string, over: BucketProps): Bucket =>
    new Bucket(scope, name, {
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      // The library's own class does not fit its own interface under exactOptionalPropertyTypes.
      serverAccessLogsBucket: accessLogs as IBucket,
      serverAccessLogsPrefix: `${name.toLowerCase()}/`,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      ...over,
    });
  const abortIncompleteMultipartUploadAfter = Duration.days(2);
  const staging = bucket('Staging', {
    encryptionKey: stagingKey,
    lifecycleRules: [{ expiration: Duration.days(stagedAtMost), abortIncompleteMultipartUploadAfter }],
  });
  if (reviewAccount !== undefined) {
    const reviewers = new AccountPrincipal(reviewAccount);
    staging.grantRead(reviewers);
  }
  const ownLake = dataLake
    ? undefined
    : bucket('DataLake', {
        versioned: true,
        // A zip that was revoked, or proved wrong, can be brought back for so long, and is gone then.
        lifecycleRules: [{ abortIncompleteMultipartUploadAfter, noncurrentVersionExpiration: Duration.days(30) }],
      });
  const audit = bucket('Audit', {
    versioned: true,
    objectLockEnabled: true,
    objectLockDefaultRetention: ObjectLockRetention.governance(auditedFor),
  });
  // Fetched within minutes of being asked for; S3 deletes by the day.
  const exports = bucket('Exports', { lifecycleRules: [{ expiration: Duration.days(1), abortIncompleteMultipartUploadAfter }] });
  // Object Lock keeps versions; this keeps an event from being covered by a newer version of it.
  audit.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:PutObject'],
      resources: [audit.arnForObjects('*')],
      conditions: { Null: { 's3:if-none-match': 'true' } },
    }),
  );
  return {
    key,
    stagingKey,
    audit,
    exports,
    table: keepsTable(scope, key),
    staging,
    dataLake: dataLake ?? { bucketArn: ownLake?.bucketArn ?? '', keyArn: key.keyArn },
    ...(ownLake ? { ownLake } : {}),
  };
};
