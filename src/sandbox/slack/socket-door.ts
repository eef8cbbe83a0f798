/** Slack's Socket Mode, pretended: addresses for one connection each, envelopes over whichever connection is open, and their acknowledgements. */
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import * as z from 'zod';
import type { Delivery } from './interactions.ts';
import type { World } from './world.ts';

const Acknowledgement = z.object({ envelope_id: z.string(), payload: z.record(z.string(), z.unknown()).default({}) });

/** Slack: at most ten connections of an app. */
const mostConnections = 10;

/** The body of an HTTP request, as an envelope carries it. */
const envelopeOf = (body: string): { readonly type: string; readonly payload: unknown } => {
  if (body.startsWith('{')) return { type: 'events_api', payload: JSON.parse(body) };
  const form = new URLSearchParams(body);
  const payload = form.get('payload');
  return payload === null
    ? { type: 'slash_commands', payload: Object.fromEntries(form) }
    : { type: 'interactive', payload: JSON.parse(payload) };
};

export const socketDoor = (world: World, { server, answerWithin }: { readonly server: Server; readonly answerWithin: number }) => {
  const sockets = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const open: WebSocket[] = [];
  const waiting = new Map<string, (acknowledged: Delivery) => void>();
  const opened = new Set<() => void>();
  const broken = new Map<WebSocket, Set<() => void>>();
  let acknowledgementsToLose = 0;
  let front: string | undefined;

  const acknowledged = (text: string, by: WebSocket): void => {
    const { envelope_id: id, payload } = Acknowledgement.parse(JSON.parse(text));
    if (acknowledgementsToLose > 0) {
      acknowledgementsToLose -= 1;
      by.terminate();
      return;
    }
    const body = Object.keys(payload).length === 0 ? '' : JSON.stringify(payload);
    waiting.get(id)?.({ kind: 'answered', status: 200, body });
    waiting.delete(id);
  };

  server.on('upgrade', (request, socket, head) => {
    const ticket = /^\/link\/(\w+)$/.exec(request.url ?? '')?.[1] ?? '';
    if (!tickets.delete(ticket) || open.length >= mostConnections) return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, (connection) => {
      open.push(connection);
      broken.set(connection, new Set());
      connection.on('message', (data) => acknowledged(String(data), connection));
      connection.on('close', () => {
        open.splice(open.indexOf(connection), 1);
        for (const tell of broken.get(connection) ?? []) tell();
        broken.delete(connection);
      });
      connection.send(JSON.stringify({ type: 'hello', num_connections: open.length, connection_info: { app_id: world.seed.bot.appId } }));
      for (const tell of opened) tell();
      opened.clear();
    });
  });

  const anyConnection = async (deadline: AbortSignal): Promise<WebSocket | undefined> => {
    const [first] = open;
    if (first || deadline.aborted) return first;
    return new Promise((resolve) => {
      opened.add(() => resolve(open[0]));
      deadline.addEventListener('abort', () => resolve(undefined), { once: true });
    });
  };

  return {
    /** The address of a connection that may be opened once. */
    newAddress: (host: string): string => {
      const ticket = randomUUID().replaceAll('-', '');
      tickets.add(ticket);
      return `${front ?? `ws://${host}`}/link/${ticket}`;
    },
    /** Connections are opened at this address from now on (`wss://host:port`), whose TLS somebody else takes off. */
    useFront: (address: string): void => {
      front = address;
    },
    connections: (): number => open.length,
    /** Sends what would be this HTTP body; over the next connection when one breaks before the acknowledgement. */
    deliver: async (body: string): Promise<Delivery> => {
      if (open.length === 0) return { kind: 'failed', why: 'unreachable' };
      const id = randomUUID();
      const deadline = AbortSignal.timeout(answerWithin);
      const { promise, resolve } = Promise.withResolvers<Delivery>();
      waiting.set(id, resolve);
      deadline.addEventListener('abort', () => resolve({ kind: 'failed', why: 'timeout' }), { once: true });
      const send = async (attempt: number): Promise<void> => {
        if (!waiting.has(id)) return;
        const connection = await anyConnection(deadline);
        if (!connection || !waiting.has(id)) return;
        broken.get(connection)?.add(() => void send(attempt + 1));
        const retry = attempt === 0 ? {} : { retry_attempt: attempt, retry_reason: 'timeout' };
        connection.send(JSON.stringify({ envelope_id: id, accepts_response_payload: true, ...envelopeOf(body), ...retry }));
        // Taken in turn, as Slack spreads them.
        open.push(...open.splice(open.indexOf(connection), 1));
      };
      await send(0);
      const delivery = await promise;
      waiting.delete(id);
      return delivery;
    },
    /** Says that the connection which is next in turn is to be renewed, as Slack does every few hours. */
    recycle: (): void => open[0]?.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' })),
    /** Breaks every connection, without a word. */
    breakAll: (): void => {
      for (const connection of [...open]) connection.terminate();
    },
    /** The next acknowledgement breaks the connection that it comes by, and is lost. */
    loseAcknowledgement: (): void => {
      acknowledgementsToLose += 1;
    },
    close: (): void => {
      for (const connection of [...open]) connection.terminate();
      sockets.close();
    },
  };
};
