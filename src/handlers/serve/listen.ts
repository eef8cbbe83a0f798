/** An HTTP server that listens before anything else is known, because links carry its address. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

export type Listener = {
  readonly server: Server;
  readonly url: string;
  readonly port: number;
  /** Answers all requests from now on, with those first that came meanwhile: whoever waited asks as soon as the port is open. */
  readonly answer: (by: (exchange: Exchange) => void) => void;
};

/** Opens the port; refuses nothing yet, answers nothing until `answer` says how. Rejects when the port is taken; 0 lets the system choose. */
export const listenOn = async ({ host, port }: { readonly host: string; readonly port: number }): Promise<Listener> => {
  const early: Exchange[] = [];
  let answerer = (exchange: Exchange): void => void early.push(exchange);
  const server = createServer((request, response) => answerer({ request, response }));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: chosen } = server.address() as AddressInfo;
  return {
    server,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${chosen}`,
    port: chosen,
    answer: (by) => {
      answerer = by;
      early.splice(0).forEach(by);
    },
  };
};
