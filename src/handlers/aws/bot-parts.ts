/** What every function that speaks to people is made of. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Errand } from '../../bots/errands.ts';
import type { LinkPages } from '../../bots/links.ts';
import type { ExportShelf } from '../../bots/run-export.ts';
import { dynamoClient } from '../../workflow/aws/dynamo-client.ts';
import type { Policy } from '../../workflow/policy.ts';
import type { AuditArchive, Clock, DataLake } from '../../workflow/ports.ts';
import type { RequestId } from '../../workflow/request.ts';
import type { BotAdapters } from '../adapters.ts';
import type { AwsHost, Config, HostConfig } from '../config.ts';
import { readConfigWithSecret } from '../config.ts';
import type { GroupReading } from '../group-readers.ts';
import { groupReading } from '../group-readers.ts';
import { readPolicy } from '../policy-file.ts';
import { once } from './once.ts';
import { tableAdapters } from './table-adapters.ts';
import type { Telemetry } from './telemetry.ts';

export const clock: Clock = () => new Date().toISOString() as ReturnType<Clock>;

/** The settings of AWS; throws for a configuration of one machine. */
export const awsHostOf = ({ host }: HostConfig): AwsHost => {
  if (host.kind !== 'aws') throw new TypeError('a Lambda function needs SALLYPORT_HOST=aws');
  return host;
};

export const readPolicyOf = async ({ policyFile }: HostConfig): Promise<Policy> => readPolicy(await readFile(policyFile, 'utf8'));

const fetchSecret = async (arn: string): Promise<string> => {
  const client = new SecretsManagerClient({
    requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
  });
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  return SecretString;
};

export type BotParts = {
  readonly config: Config;
  readonly host: AwsHost;
  readonly policy: Policy;
  readonly client: DynamoDBClient;
  readonly table: ReturnType<typeof tableAdapters>;
  readonly adapters: BotAdapters & {
    readonly archive: AuditArchive;
    readonly shelf: ExportShelf;
    readonly lake: Pick<DataLake, 'presign' | 'remove' | 'locationOf'>;
  };
  readonly wake: (id: RequestId) => Promise<void>;
  readonly ask: (errand: Errand) => Promise<void>;
  readonly pages: LinkPages;
  readonly groupReading: GroupReading;
  readonly newId: () => string;
};

/** Reads configuration, secret and policy; what most invocations do not need is loaded when it is first used. */
export const botParts = async (meters: Telemetry): Promise<BotParts> => {
  const config = await readConfigWithSecret(fetchSecret);
  const host = awsHostOf(config);
  const policy = await readPolicyOf(config);
  const client = dynamoClient();
  const table = tableAdapters(client, { table: host.table, clock, meters });
  const objects = once(async () => (await import('./objects.ts')).objectAdapters(host));
  const shelf = once(async () => (await import('./objects.ts')).exportShelf(host));
  const queue = once(async () => {
    const { queueClient, wakeBy, sendErrand } = await import('./follow-up-queue.ts');
    const sqs = queueClient();
    const queueUrl = host.followUpQueueUrl;
    return {
      wake: wakeBy(sqs, queueUrl),
      ask: (errand: Errand) => sendErrand(sqs, { queueUrl, errand, cause: randomBytes(12).toString('hex') }),
    };
  });
  const mailer = once(async () => (await import('./mail.ts')).mailAdapter(config.mailFrom));
  return {
    config,
    host,
    client,
    policy,
    groupReading: groupReading(config, { policy, clock, log: meters.log }),
    table,
    adapters: {
      ...table,
      staging: { open: async (key) => (await objects()).staging.open(key) },
      lake: {
        presign: async (location, link) => (await objects()).lake.presign(location, link),
        remove: async (location) => (await objects()).lake.remove(location),
        locationOf: (key) => ({ bucket: host.dataLakeBucket, key }),
      },
      archive: { append: async (request) => (await objects()).archive.append(request) },
      shelf: {
        upload: async (key, body, contentType) => (await shelf()).upload(key, body, contentType),
        presign: async (location, link) => (await shelf()).presign(location, link),
        locationOf: (key) => ({ bucket: host.exportsBucket, key }),
      },
      mailer: { send: async (mail) => (await mailer()).send(mail) },
    },
    wake: async (id) => (await queue()).wake(id),
    ask: async (errand) => (await queue()).ask(errand),
    pages: { baseUrl: config.publicUrl, newSecret: () => randomBytes(32).toString('base64url') },
    newId: () => randomBytes(6).toString('hex'),
  };
};
