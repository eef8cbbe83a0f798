/** The page that a link opens, and its button. */
import { randomBytes } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { dynamoClient } from '../../workflow/aws/dynamo-client.ts';
import { awsHostOf, clock, readPolicyOf } from '../aws/bot-parts.ts';
import { once } from '../aws/once.ts';
import { tableAdapters } from '../aws/table-adapters.ts';
import { telemetry } from '../aws/telemetry.ts';
import { readHostConfig } from '../config.ts';
import type { PageAsk } from '../download-page/answer.ts';
import { largestForm } from '../download-page/answer.ts';
import { composeDownloadPage } from '../download-page/compose.ts';

const meters = telemetry('download-page');
const { log } = meters;

const opened = once(async () => {
  const config = readHostConfig();
  const host = awsHostOf(config);
  const objects = once(async () => (await import('../aws/objects.ts')).objectAdapters(host));
  return composeDownloadPage({
    adapters: {
      ...tableAdapters(dynamoClient(), { table: host.table, clock, meters }),
      // Only a press of the button needs S3's client.
      lake: { presign: async (location, link) => (await objects()).lake.presign(location, link) },
    },
    policy: await readPolicyOf(config),
    clock,
    publicUrl: config.publicUrl,
    newId: () => randomBytes(6).toString('hex'),
    log,
  });
});

const askOf = ({ requestContext, rawPath, headers, body = '', isBase64Encoded }: APIGatewayProxyEventV2): PageAsk => ({
  method: requestContext.http.method,
  path: rawPath,
  origin: headers['origin'],
  site: headers['sec-fetch-site'],
  readBody: async () => (body.length > 2 * largestForm ? undefined : isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body),
});

export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
  const { statusCode, headers, body } = await (await opened())(askOf(event));
  return { statusCode, headers: { ...headers }, body };
};
