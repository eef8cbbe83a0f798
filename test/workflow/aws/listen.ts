/** Starts an HTTP server on a port of the system's choosing. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Reply = { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown };
export type Asked = { readonly path: string; readonly operation: string; readonly body: unknown };

const bodyOf = async (incoming: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
};

/** A server that speaks AWS's JSON protocols; `operation` is what the request's target names. */
export const listen = async (
  answer: (asked: Asked) => Reply | Promise<Reply>,
): Promise<{ readonly endpoint: string; readonly stop: () => Promise<void> }> => {
  const server = createServer(async (incoming, response) => {
    const operation = String(incoming.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    const { status, headers = {}, body } = await answer({ path: incoming.url ?? '/', operation, body: await bodyOf(incoming) });
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
