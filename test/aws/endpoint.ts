/** The endpoint that the suites here run against: the one in `AWS_ENDPOINT_URL`, or a `moto_server` of our own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The SDK's standard variables, for every process that tests start. */
    aws: Record<string, string>;
  }
}

const missing = [
  'npm run test:aws needs an AWS-compatible endpoint: put `moto_server` on the PATH (pip install "moto[server]"),',
  'or name a running endpoint in AWS_ENDPOINT_URL (or in AWS_ENDPOINT_URL_S3, _DYNAMODB, _SFN and _SESV2).',
].join('\n');

const services = ['S3', 'DYNAMODB', 'SFN', 'SESV2'];

const isSet = (name: string): boolean => (process.env[name] ?? '') !== '';

/** A port that is free now. moto must be told one: its Step Functions call back to the port that it was told. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const closed = once(server, 'close');
  server.close();
  await closed;
  return port;
};

const startMoto = async (): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> => {
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(await freePort())], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    server.once('spawn', () => resolve());
    server.once('error', (cause) => reject(new Error(missing, { cause })));
  });
  const lines = createInterface({ input: server.stderr });
  for await (const line of lines) {
    const url = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
    if (url === undefined) continue;
    // moto logs each request; an unread pipe would stop it.
    server.stderr.resume();
    return {
      url,
      stop: async () => {
        server.kill();
        await ended;
      },
    };
  }
  throw new Error(`moto_server ended before it listened\n${missing}`);
};

/** vitest's global set-up: gives the variables to the suites, and ends what it started afterwards. */
export const setup = async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const given = isSet('AWS_ENDPOINT_URL') || services.every((service) => isSet(`AWS_ENDPOINT_URL_${service}`));
  const moto = given ? undefined : await startMoto();
  const variables = Object.fromEntries(
    Object.entries({
      AWS_REGION: 'eu-west-2',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      ...(moto ? { AWS_ENDPOINT_URL: moto.url } : {}),
    }).filter(([name]) => !isSet(name)),
  );
  provide('aws', variables);
  return async () => moto?.stop();
};
