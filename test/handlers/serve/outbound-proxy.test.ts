/** Where machines reach the outside by a proxy alone: what the server opens itself goes through it. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import tls, { createServer as tlsServer } from 'node:tls';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetAccountCommand } from '@aws-sdk/client-sesv2';
import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { queueClient } from '../../../src/handlers/aws/follow-up-queue.ts';
import { intakeQueueClient } from '../../../src/handlers/serve/intake-queue.ts';
import { dynamoClient } from '../../../src/workflow/aws/dynamo-client.ts';
import { s3Client } from '../../../src/workflow/aws/s3-client.ts';
import { sesClient } from '../../../src/workflow/aws/ses-client.ts';
import { stepFunctionsClient } from '../../../src/workflow/aws/step-functions-client.ts';
import { U } from '../../an-installation.ts';
import { aConnectProxy } from '../../connect-proxy.ts';
import { until } from '../../until.ts';
import { selfSigned } from '../self-signed.ts';
import { aServer, inFrontOfAStack, served } from './a-server.ts';

const { privateKey, pem } = selfSigned({ from: new Date('2020-01-01'), to: new Date('2040-01-01'), name: 'localhost' });
const secure = { key: privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: pem };

describe('AWS', () => {
  tls.setDefaultCACertificates([pem]);

  /** Something that answers as AWS does when all is well, over TLS, and says how many bytes it was sent at once. */
  const anAws = async () => {
    const bytes: number[] = [];
    const server = createServer(secure, async (incoming, response) => {
      bytes.push((await text(incoming)).length);
      response.writeHead(200, { 'content-type': 'application/json' }).end(incoming.method === 'PUT' ? '' : '{}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const host = `localhost:${(server.address() as AddressInfo).port}`;
    vi.stubEnv('AWS_REGION', 'eu-west-2');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    vi.stubEnv('AWS_ENDPOINT_URL', `https://${host}`);
    return { host, bytes };
  };

  const large = Buffer.alloc(3_000_000, 'a');
  const put = new PutObjectCommand({ Bucket: 'data-lake', Key: 'a.zip', Body: large });
  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    'the table': () => dynamoClient().send(new DescribeTableCommand({ TableName: 'sallyport' })),
    'S3, which is sent much at once': () => s3Client({ forcePathStyle: true }).send(put),
    'mail by SES': () => sesClient().send(new GetAccountCommand({})),
    'the state machine': () => stepFunctionsClient().send(new ListStateMachinesCommand({})),
    'the queue of follow-ups': () => queueClient().send(new ListQueuesCommand({})),
    'the queue of notifications': () => intakeQueueClient().send(new ListQueuesCommand({})),
  };

  test.each(Object.keys(calls))('%s is reached through the proxy that Node.js goes by, unless NO_PROXY names it', async (service) => {
    const call = async () => calls[service]?.();
    const [proxy, { host, bytes }] = [await aConnectProxy(), await anAws()];
    await call();
    expect([proxy.asked, bytes.length]).toEqual([[], 1]);
    const through = http.setGlobalProxyFromEnv({ HTTPS_PROXY: proxy.url });
    await call();
    through();
    expect([proxy.asked, bytes.length]).toEqual([[host], 2]);
    const around = http.setGlobalProxyFromEnv({ HTTPS_PROXY: proxy.url, NO_PROXY: 'localhost' });
    await call();
    around();
    expect([proxy.asked, bytes.length]).toEqual([[host], 3]);
  });
});

describe('Slack’s Socket Mode', () => {
  /** A server in Socket Mode with a Slack whose connections are over TLS, as Slack's are. */
  const aServerInSocketMode = async (variables: (proxy: string) => Readonly<Record<string, string>>) => {
    const proxy = await aConnectProxy();
    const server = await aServer((file) => {
      const { signingSecret: _, ...slack } = Object(file['slack']);
      file['slack'] = { ...slack, appToken: { env: 'APP_TOKEN' } };
    });
    const { slack, base } = server;
    slack.useSocketMode();
    const falls: (() => void)[] = [];
    const door = tlsServer(secure, (inner) => {
      const upstream = connect(Number(new URL(slack.apiUrl).port), '127.0.0.1');
      upstream.on('error', () => inner.destroy());
      inner.on('error', () => upstream.destroy());
      inner.pipe(upstream).pipe(inner);
      falls.push(() => inner.unpipe().pause() && upstream.unpipe().pause());
    });
    door.listen(0, '127.0.0.1');
    await once(door, 'listening');
    onTestFinished(() => void door.close());
    const host = `localhost:${(door.address() as AddressInfo).port}`;
    slack.socket.useFront(`wss://${host}`);
    await writeFile(join(base, 'ca.pem'), pem);
    await server.start({ NODE_EXTRA_CA_CERTS: join(base, 'ca.pem'), ...variables(proxy.url) });
    await until(() => slack.socket.connections() === 2, 'the connections');
    const fallSilent = (): void => {
      for (const fall of falls.splice(0)) fall();
    };
    return { ...server, host, proxy, fallSilent };
  };

  test('goes through the proxy, takes what comes by it, and ends in order', async () => {
    const { slack, setUp, end, host, proxy } = await aServerInSocketMode((url) => ({
      NODE_USE_ENV_PROXY: '1',
      HTTPS_PROXY: url,
      NO_PROXY: '127.0.0.1',
    }));
    expect(proxy.asked).toEqual([host, host]);
    await setUp();
    expect(slack.ephemerals(U.ada)).not.toEqual([]);
    slack.socket.recycle();
    await until(() => proxy.asked.length === 3 && slack.socket.connections() === 2, 'another one in its place');
    expect(await end('SIGTERM')).toBe(0);
  });

  test.each([
    { what: 'NO_PROXY names Slack', also: { NODE_USE_ENV_PROXY: '1', NO_PROXY: '127.0.0.1,localhost' } },
    { what: 'Node.js was not told to go by it', also: {} },
  ])('goes past the proxy where $what', async ({ also }) => {
    const { end, proxy } = await aServerInSocketMode((url) => ({ HTTPS_PROXY: url, ...also }));
    expect(proxy.asked).toEqual([]);
    expect(await end('SIGTERM')).toBe(0);
  });

  test('is opened again where it falls silent, and is no reason not to end', async () => {
    const { end, lines, fallSilent } = await aServerInSocketMode((url) => ({
      NODE_USE_ENV_PROXY: '1',
      HTTPS_PROXY: url,
      NO_PROXY: '127.0.0.1',
    }));
    fallSilent();
    await until(() => lines.filter(({ event }) => event === 'slack-socket-open').length === 4, 'others in their place');
    fallSilent();
    expect(await end('SIGTERM')).toBe(0);
  });
});

test('Slack, Teams and Entra are called through the proxy', async () => {
  const [proxy, server] = [await aConnectProxy(), await aServer()];
  const { slack, teams, start, setUp, end } = server;
  // The pretended ones speak plain http.
  await start({ NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url });
  await setUp();
  const { loginUrl, openIdMetadataUrl } = teams.endpoints;
  expect(proxy.asked).toEqual(expect.arrayContaining([new URL(slack.apiUrl).host, new URL(loginUrl).host, openIdMetadataUrl]));
  expect(proxy.asked.filter((each) => each.startsWith(teams.serviceUrl))).not.toEqual([]);
  expect(await end('SIGTERM')).toBe(0);
});

test('a proxy that lets nobody through is why the stack cannot be reached, and its password is not said', async () => {
  const proxy = await aConnectProxy();
  const { file, env } = await aServer(inFrontOfAStack);
  const aws = { AWS_REGION: 'eu-west-2', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
  const by = { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: proxy.url.replace('a-password', 'another-one'), NO_PROXY: '127.0.0.1' };
  const { code, err } = await served([file], { ...env, ...aws, ...by });
  expect(code).toBe(1);
  expect(err).toContain('DynamoDB, where the table Table is, cannot be reached (Error ERR_PROXY_TUNNEL)');
  expect(err).not.toContain('another-one');
});

test.each([
  { variables: { HTTPS_PROXY: 'http://127.0.0.1:3128' }, doubts: true },
  { variables: { https_proxy: 'http://127.0.0.1:3128' }, doubts: true },
  { variables: { HTTPS_PROXY: 'http://127.0.0.1:3128', NODE_USE_ENV_PROXY: '1' }, doubts: false },
  { variables: { HTTPS_PROXY: '' }, doubts: false },
  { variables: {}, doubts: false },
])('a proxy that nothing goes by is doubted, in $variables: $doubts', async ({ variables, doubts }) => {
  const { file, env } = await aServer();
  const { err, code } = await served([file, '--check'], { ...env, ...variables });
  expect([err.includes('But look at HTTPS_PROXY: it is set'), code]).toEqual([doubts, 0]);
});
