/** The address that the program takes for Slack's: `/api/METHOD` and `/response/ID`, on loopback. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { messageProblems } from './limits.ts';
import { withBlockIds } from './state.ts';
import type { Params, webApi } from './web-api.ts';
import type { Fault, World } from './world.ts';

const mostCalls = 10_000;
const maxBodyBytes = 4 * 1024 * 1024;
/** Slack: response URLs: five uses in thirty minutes. */
const responseUses = 5;
const responseMilliseconds = 30 * 60 * 1000;

const readBytes = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBodyBytes) throw new Error('request body too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
};
const readBody = async (request: IncomingMessage): Promise<string> => (await readBytes(request)).toString('utf8');

const JsonObject = z.record(z.string(), z.unknown());

const paramsOf = (request: IncomingMessage, body: string): Params => {
  if (!request.headers['content-type']?.startsWith('application/json')) return Object.fromEntries(new URLSearchParams(body));
  const entries = Object.entries(JsonObject.parse(JSON.parse(body)));
  return Object.fromEntries(entries.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]));
};

const send = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...headers }).end(text);
};

const Reply = z.object({
  text: z.string().optional(),
  blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() })).optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
});

/** Serves the methods of `api`, with the token check, the faults that were asked for, and a record of every call. */
export const slackApiServer = (
  world: World,
  {
    api,
    newAddress,
  }: {
    readonly api: ReturnType<typeof webApi>;
    /** Of a connection of Socket Mode. */
    readonly newAddress: () => string;
  },
): Server => {
  const nextFault = (method: string): Fault | undefined => {
    const index = world.faults.findIndex(({ fault }) => fault.method === method);
    const found = world.faults[index];
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left <= 0) world.faults.splice(index, 1);
    return found.fault;
  };

  const openConnection = (authorization: string): { ok: boolean; error?: string; url?: string } => {
    if (!world.seed.bot.appToken || authorization !== `Bearer ${world.seed.bot.appToken}`) return { ok: false, error: 'invalid_auth' };
    return { ok: true, url: newAddress() };
  };

  const answer = async (
    method: string,
    params: Params,
    authorization: string | undefined,
  ): Promise<z.infer<typeof JsonObject> & { ok: boolean }> => {
    if (authorization === undefined) return { ok: false, error: 'not_authed' };
    if (method === 'apps.connections.open') return openConnection(authorization);
    if (authorization !== `Bearer ${world.seed.bot.token}`) return { ok: false, error: 'invalid_auth' };
    const known = api[method];
    return known === undefined ? { ok: false, error: 'unknown_method' } : known(params);
  };

  const callMethod = async (method: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { token: _, ...params } = paramsOf(request, await readBody(request));
    const record = (outcome: string) => {
      world.calls.push({ method, params, at: world.now(), outcome });
      if (world.calls.length > mostCalls) world.calls.shift();
    };
    const fault = nextFault(method);
    if (fault?.kind === 'hang') return record('hang');
    if (fault?.kind === 'rate-limit') {
      record('ratelimited');
      return send(response, 429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(fault.retryAfter) });
    }
    if (fault?.kind === 'http') {
      record(`http ${fault.status}`);
      return send(response, fault.status, 'upstream trouble');
    }
    if (fault?.kind === 'error') {
      record(fault.code);
      return send(response, 200, { ok: false, error: fault.code });
    }
    if (fault?.kind === 'delay') await delay(fault.milliseconds);
    const result = await answer(method, params, request.headers.authorization);
    record(result.ok ? 'ok' : String(result['error']));
    // The methods know no address of their own.
    const upload = result['upload_url'];
    const answered = typeof upload === 'string' ? { ...result, upload_url: `http://${request.headers.host}${upload}` } : result;
    if (fault?.kind === 'lose-answer') return void response.destroy();
    send(response, 200, answered);
  };

  const respond = async (id: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = world.responseUrls.get(id);
    if (url === undefined || world.now() - url.at > responseMilliseconds) return send(response, 404, 'expired_url');
    if (url.uses >= responseUses) return send(response, 404, 'used_url');
    url.uses += 1;
    const body: unknown = JSON.parse(await readBody(request));
    const reply = Reply.parse(body);
    const problems = messageProblems(reply);
    world.calls.push({
      method: 'response_url',
      params: { body: JSON.stringify(body) },
      at: world.now(),
      outcome: problems.length === 0 ? 'ok' : 'invalid_blocks',
    });
    if (problems.length > 0) return send(response, 400, 'invalid_blocks');
    if (reply.response_type === 'in_channel') {
      const { text = '', blocks } = reply;
      await api['chat.postMessage']?.({ channel: url.channel, text, ...(blocks ? { blocks: JSON.stringify(blocks) } : {}) });
    } else {
      world.ephemerals.push({
        ts: world.ts(),
        channel: url.channel,
        onlyFor: url.user,
        text: reply.text ?? '',
        ...(reply.blocks ? { blocks: withBlockIds(reply.blocks) } : {}),
        edited: false,
      });
      world.changed();
    }
    send(response, 200, 'ok');
  };

  const takeUpload = async (id: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const upload = world.uploads.get(id);
    if (upload === undefined) return send(response, 404, 'not found');
    const bytes = await readBytes(request);
    if (bytes.length !== upload.length) return send(response, 400, 'length differs');
    upload.bytes = bytes;
    send(response, 200, `OK - ${bytes.length}`);
  };

  return createServer((request, response) => {
    const [, area, name = ''] = (request.url ?? '').split('?', 1)[0]?.split('/') ?? [];
    const work = async (): Promise<void> => {
      if (request.method === 'POST' && area === 'api') return callMethod(name, request, response);
      if (request.method === 'POST' && area === 'response') return respond(name, request, response);
      if (request.method === 'POST' && area === 'upload') return takeUpload(name, request, response);
      return send(response, 404, 'not found');
    };
    work().catch((error: unknown) => {
      if (!response.headersSent) send(response, 500, error instanceof Error ? error.message : 'failed');
    });
  });
};
