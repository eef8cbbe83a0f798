/** A real HTTP server in front of an AWS-compatible endpoint that passes requests on, and does harm where a test asks for it. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Seen = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Whose access key signed the request; empty where nobody's did. */
  readonly caller: string;
  /** The service's name where the protocol sends one, such as `AmazonSQS`; empty for S3 and SES. */
  readonly service: string;
  /** What an S3 request copies: `bucket/key?versionId=...`, encoded. */
  readonly copySource: string;
  /** The operation's name where the protocol sends one (DynamoDB, Step Functions). */
  readonly operation: string;
  /** What a request to DynamoDB says, as JSON, or a deletion of many objects from S3, as XML; empty otherwise. */
  readonly body: string;
  /** The KMS key that an S3 request names. */
  readonly encryptionKey: string;
};

export type Treatment =
  | 'pass'
  /** The connection breaks while the request's body is on its way. */
  | 'reset-request'
  /** The request is carried out, and the connection breaks before its answer arrives. */
  | 'lose-answer'
  /** The request is carried out and never answered. */
  | 'silence'
  /** The answer breaks off in the middle. */
  | 'cut-answer'
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** DynamoDB's answer to whoever asks too much of a partition. */
export const throttled = {
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'Rate exceeded' }),
};

/** S3's. */
export const slowDown = {
  status: 503,
  headers: { 'content-type': 'application/xml' },
  body: '<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
};

export type TestProxy = { readonly endpoint: string; readonly seen: readonly Seen[]; readonly stop: () => Promise<void> };

const look = ({ method = '', url = '/', headers }: IncomingMessage, body = ''): Seen => {
  const { pathname, searchParams } = new URL(url, 'http://proxy');
  const target = String(headers['x-amz-target'] ?? '');
  const credential = /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1] ?? searchParams.get('X-Amz-Credential')?.split('/')[0];
  return {
    caller: credential ?? '',
    service: target.replace(/\..*$/, ''),
    copySource: String(headers['x-amz-copy-source'] ?? ''),
    body,
    method,
    path: pathname,
    query: searchParams,
    operation: target.replace(/^.*\./, ''),
    encryptionKey: String(headers['x-amz-server-side-encryption-aws-kms-key-id'] ?? ''),
  };
};

/** The body of a request that names in it what it is about, which is small and of a known length, left there to be read again. */
const peek = async (incoming: IncomingMessage): Promise<string> => {
  const length = Number(incoming.headers['content-length'] ?? 0);
  const deletesMany = incoming.method === 'POST' && new URL(incoming.url ?? '/', 'http://proxy').searchParams.has('delete');
  if (length === 0 || !(deletesMany || String(incoming.headers['x-amz-target'] ?? '').startsWith('DynamoDB'))) return '';
  for (;;) {
    const bytes: Buffer | null = incoming.read(length);
    if (bytes !== null) {
      incoming.unshift(bytes);
      return bytes.toString();
    }
    await once(incoming, 'readable');
  }
};

/** The header that S3 makes of a signed request's `response-content-disposition`, which moto leaves out. */
const override = (incoming: IncomingMessage): Readonly<Record<string, string>> => {
  const { query } = look(incoming);
  const disposition = query.get('response-content-disposition');
  return disposition === null || !query.has('X-Amz-Signature') ? {} : { 'content-disposition': disposition };
};

const forward = (upstream: URL, incoming: IncomingMessage, answered: (answer: IncomingMessage) => void): void => {
  const { method, url, headers } = incoming;
  const outgoing = request({ hostname: upstream.hostname, port: upstream.port, method, path: url, headers }, answered);
  outgoing.on('error', () => incoming.destroy());
  incoming.pipe(outgoing);
};

const treat = (
  treatment: Treatment,
  { upstream, incoming, response }: { upstream: URL; incoming: IncomingMessage; response: ServerResponse },
) => {
  switch (treatment) {
    case 'pass':
      return forward(upstream, incoming, (answer) => {
        response.writeHead(answer.statusCode ?? 500, { ...override(incoming), ...answer.headers });
        answer.pipe(response);
      });
    case 'reset-request':
      return incoming.once('data', () => incoming.socket.resetAndDestroy());
    case 'lose-answer':
      return forward(upstream, incoming, (answer) => answer.resume().once('end', () => incoming.socket.resetAndDestroy()));
    case 'silence':
      return forward(upstream, incoming, (answer) => answer.resume());
    case 'cut-answer':
      return forward(upstream, incoming, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.once('data', (chunk: Buffer) =>
          response.write(chunk.subarray(0, chunk.length / 2), () => incoming.socket.resetAndDestroy()),
        );
      });
    default:
      incoming.resume().once('end', () => response.writeHead(treatment.status, treatment.headers).end(treatment.body));
      return undefined;
  }
};

/** Starts the proxy; `choose` says how each request is treated. */
export const startProxy = async (upstream: string, choose: (seen: Seen) => Treatment): Promise<TestProxy> => {
  const seen: Seen[] = [];
  const server = createServer(async (incoming, response) => {
    const what = look(incoming, await peek(incoming));
    seen.push(what);
    treat(choose(what), { upstream: new URL(upstream), incoming, response });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

/** A treatment for the first so many requests that `matches`, after which all pass. */
export const first = (times: number, matches: (seen: Seen) => boolean, treatment: Treatment): ((seen: Seen) => Treatment) => {
  let left = times;
  return (seen) => {
    if (left === 0 || !matches(seen)) return 'pass';
    left -= 1;
    return treatment;
  };
};
