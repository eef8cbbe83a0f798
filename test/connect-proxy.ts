/** A proxy of the kind that lets a university's machines out: for whoever has its password, it connects (RFC 9110, 9.3.6), and passes on what is plain http. */
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';

/** `asked` is whom it was to connect to, as `host:port`, and what it was to pass on, as an address. */
export const aConnectProxy = async () => {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const isKnown = (headers: IncomingHttpHeaders): boolean => headers['proxy-authorization'] === `Basic ${btoa('egress:a-password')}`;
  const server = createServer((incoming, response) => {
    const { url = '', method, headers } = incoming;
    if (!isKnown(headers)) return void response.writeHead(407).end();
    asked.push(url);
    const { 'proxy-authorization': _, ...others } = headers;
    const outgoing = request(url, { method, headers: others, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => incoming.destroy());
    incoming.pipe(outgoing);
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', ({ url = '', headers }, client, head) => {
    if (!isKnown(headers)) return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    asked.push(url);
    const { hostname, port } = new URL(`tcp://${url}`);
    const upstream = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { url: `http://egress:a-password@127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
};
