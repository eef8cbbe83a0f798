/** A proxy of the kind that lets machines of a university reach the outside: it only connects (RFC 9110, 9.3.6), for whoever has its password, and does not look inside. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';

/** `asked` is whom it was to connect to, as `host:port`. */
export const aConnectProxy = async () => {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', ({ url = '', headers }, client, head) => {
    const isKnown = headers['proxy-authorization'] === `Basic ${btoa('egress:a-password')}`;
    if (!isKnown) return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
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
