import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { WorkspaceOptions } from '../../../src/sandbox/slack/workspace.ts';
import { slackWorkspace } from '../../../src/sandbox/slack/workspace.ts';
import { seed, standingClock } from '../../bots/slack/program.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const aWorkspace = async (options: Partial<WorkspaceOptions> = {}) => {
  const slack = await slackWorkspace({ seed, answerWithin: 20_000, ...options });
  open.push(slack.close);
  const call = async (method: string, params: object, token = seed.bot.token): Promise<Record<string, unknown>> => {
    const response = await fetch(`${slack.apiUrl}${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(params),
    });
    return (await response.json()) as Record<string, unknown>;
  };
  return { slack, call };
};

/** A program that keeps what it gets and answers as told. */
const aProgram = async (answer: (body: string) => string = () => '') => {
  const got: { body: URLSearchParams; headers: Record<string, unknown> }[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      got.push({ body: new URLSearchParams(text), headers: request.headers });
      response.end(answer(text));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  const payload = (index: number) => JSON.parse(got.at(index)?.body.get('payload') ?? '{}');
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`, got, payload };
};

const button = (actionId: string) => ({ type: 'button', text: { type: 'plain_text', text: 'Go' }, action_id: actionId, value: 'v' });
const blocks = [{ type: 'actions', elements: [button('go')] }];
const modal = { type: 'modal', title: { type: 'plain_text', text: 'Title' }, blocks: [{ type: 'divider' }] };
const inputModal = {
  ...modal,
  submit: { type: 'plain_text', text: 'Send' },
  callback_id: 'form',
  private_metadata: 'meta',
  blocks: [
    {
      type: 'input',
      block_id: 'b1',
      label: { type: 'plain_text', text: 'Why' },
      element: { type: 'plain_text_input', action_id: 'why', min_length: 3, max_length: 9 },
    },
  ],
};

describe('the Web API', () => {
  test("refuses any token but the bot's", async () => {
    const { call } = await aWorkspace();
    expect(await call('auth.test', {}, '')).toMatchObject({ ok: false, error: 'not_authed' });
    expect(await call('auth.test', {}, 'xoxb-other')).toMatchObject({ ok: false, error: 'invalid_auth' });
    expect(await call('auth.test', {})).toMatchObject({ ok: true, user_id: 'UBOT', team_id: 'T0TRE' });
    expect(await call('admin.users.list', {})).toMatchObject({ ok: false, error: 'unknown_method' });
  });

  test('refuses blocks beyond the limits and says where', async () => {
    const { call } = await aWorkspace();
    const header = { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } };
    expect(await call('chat.postMessage', { channel: 'C01IG', text: 'x', blocks: [header] })).toMatchObject({
      ok: false,
      error: 'invalid_blocks',
      response_metadata: { messages: [expect.stringContaining('[json-pointer:/blocks/0/text/text]')] },
    });
  });

  test('shows metadata only to those who ask for it, and messages only since the time asked', async () => {
    const { clock, advance } = standingClock();
    const { call } = await aWorkspace({ clock });
    const metadata = { event_type: 'card', event_payload: { mark: 'm' } };
    await call('chat.postMessage', { channel: 'C01IG', text: 'one', metadata });
    advance(10);
    await call('chat.postMessage', { channel: 'C01IG', text: 'two' });
    const seconds = Date.parse(clock()) / 1000;
    expect(JSON.stringify(await call('conversations.history', { channel: 'C01IG' }))).not.toContain('event_payload');
    expect(await call('conversations.history', { channel: 'C01IG', include_all_metadata: true })).toMatchObject({
      messages: [{ text: 'two' }, { text: 'one', metadata }],
    });
    expect(
      (await call('conversations.history', { channel: 'C01IG', oldest: String(seconds - 5), inclusive: true }))['messages'],
    ).toMatchObject([{ text: 'two' }]);
  });

  test('takes the blocks away when a message is updated with text only', async () => {
    const { slack, call } = await aWorkspace();
    const { ts } = await call('chat.postMessage', { channel: 'C01IG', text: 'x', blocks });
    await call('chat.update', { channel: 'C01IG', ts, text: 'y' });
    expect(slack.messages('C01IG')).toMatchObject([{ text: 'y', edited: true }]);
    expect(slack.messages('C01IG')[0]).not.toHaveProperty('blocks');
  });

  test.each([
    ['C02OLD', 'is_archived'],
    ['C06AWAY', 'not_in_channel'],
    ['C99NONE', 'channel_not_found'],
  ])('takes no message for %s: %s', async (channel, error) => {
    const { call } = await aWorkspace();
    expect(await call('chat.postMessage', { channel, text: 'x' })).toMatchObject({ ok: false, error });
  });

  test('breaks when told to, as often as told, and keeps a record', async () => {
    const { slack, call } = await aWorkspace();
    slack.fault({ method: 'auth.test', kind: 'rate-limit', retryAfter: 3, times: 2 });
    for (let index = 0; index < 3; index += 1) await call('auth.test', {});
    expect(slack.calls().map(({ method, outcome }) => [method, outcome])).toEqual([
      ['auth.test', 'ratelimited'],
      ['auth.test', 'ratelimited'],
      ['auth.test', 'ok'],
    ]);
  });
});

describe('people', () => {
  const pressable = async (answer?: (body: string) => string) => {
    const { clock, advance } = standingClock();
    const { slack, call } = await aWorkspace({ clock });
    const program = await aProgram(answer);
    slack.connect(program.url);
    const { ts } = await call('chat.postMessage', { channel: 'C01IG', text: 'card', blocks });
    const press = (user = 'U01INES') => slack.press(user, { channel: 'C01IG', ts: String(ts), actionId: 'go' });
    return { slack, call, ...program, press, advance };
  };

  test('press buttons, signed, with a trigger that opens one dialog within three seconds', async () => {
    const { slack, call, press, payload, got, advance } = await pressable();
    await press();
    expect(got[0]?.headers['x-slack-signature']).toMatch(/^v0=[0-9a-f]{64}$/);
    expect(payload(0)).toMatchObject({
      type: 'block_actions',
      user: { id: 'U01INES', team_id: 'T0TRE' },
      channel: { id: 'C01IG' },
      actions: [{ action_id: 'go', value: 'v', block_id: expect.any(String) }],
    });
    const trigger_id = payload(0).trigger_id;
    expect(await call('views.open', { trigger_id, view: modal })).toMatchObject({ ok: true });
    expect(slack.modal('U01INES')).toMatchObject({ title: 'Title' });
    expect(await call('views.open', { trigger_id, view: modal })).toMatchObject({ error: 'exchanged_trigger_id' });
    await press();
    advance(3.5);
    expect(await call('views.open', { trigger_id: payload(1).trigger_id, view: modal })).toMatchObject({ error: 'expired_trigger_id' });
    expect(await call('views.open', { trigger_id: 'made.up', view: modal })).toMatchObject({ error: 'invalid_trigger_id' });
  });

  test('from another workspace carry their own team in the payload', async () => {
    const { press, payload } = await pressable();
    await press('U04FAR');
    expect(payload(0)).toMatchObject({ user: { id: 'U04FAR', team_id: 'T0FAR' }, team: { id: 'T0TRE' } });
  });

  test('fill in dialogs, whose fields are checked before anything is sent', async () => {
    const { slack, call, press, payload, got } = await pressable((body) =>
      body.includes('view_submission') ? JSON.stringify({ response_action: 'errors', errors: { b1: 'No.' } }) : '',
    );
    await press();
    await call('views.open', { trigger_id: payload(0).trigger_id, view: inputModal });
    for (const why of ['', 'ab', 'abcdefghij'])
      expect(await slack.submit('U01INES', { why })).toMatchObject({ kind: 'errors', errors: { b1: expect.any(String) } });
    expect(got).toHaveLength(1);
    expect(await slack.submit('U01INES', { why: 'abc' })).toEqual({ kind: 'errors', errors: { b1: 'No.' } });
    expect(payload(1)).toMatchObject({
      type: 'view_submission',
      view: {
        callback_id: 'form',
        private_metadata: 'meta',
        state: { values: { b1: { why: { type: 'plain_text_input', value: 'abc' } } } },
      },
    });
    slack.closeDialog('U01INES');
    expect(slack.modal('U01INES')).toBeUndefined();
  });

  test('see an error when the program answers with a dialog beyond the limits', async () => {
    const { slack, call, press, payload } = await pressable((body) =>
      body.includes('view_submission')
        ? JSON.stringify({ response_action: 'update', view: { ...modal, title: { type: 'plain_text', text: 'x'.repeat(25) } } })
        : '',
    );
    await press();
    await call('views.open', { trigger_id: payload(0).trigger_id, view: inputModal });
    expect(await slack.submit('U01INES', { why: 'abc' })).toMatchObject({ kind: 'failed', why: 'invalid-answer' });
  });

  test('type commands, with names escaped into mentions, and read what response_url says: five times in thirty minutes', async () => {
    const { slack, got, advance } = await pressable();
    await slack.slash('U01INES', { channel: 'C01IG', text: 'map #ig-review @ines <b> & a@b.c #nowhere' });
    expect(got[0]?.body.get('text')).toBe('map <#C01IG|ig-review> <@U01INES|ines> &lt;b&gt; &amp; a@b.c #nowhere');
    const respond = async (index: number, text = 'hello') => {
      const body = JSON.stringify({ response_type: 'ephemeral', text });
      return (
        await fetch(got.at(index)?.body.get('response_url') ?? '', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
      ).status;
    };
    const statuses = [];
    for (let use = 0; use < 6; use += 1) statuses.push(await respond(0));
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
    expect(slack.ephemerals('U01INES')).toHaveLength(5);
    expect(slack.ephemerals('U02GITA')).toEqual([]);
    await slack.slash('U01INES', { channel: 'C01IG', text: 'help' });
    advance(31 * 60);
    expect(await respond(1)).toBe(404);
  });

  test('are told of a program that does not answer in time, or not at all', async () => {
    const { slack } = await aWorkspace({ answerWithin: 50 });
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    slack.connect(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`);
    expect(await slack.slash('U01INES', { channel: 'C01IG', text: '' })).toEqual({ kind: 'failed', why: 'timeout' });
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
    expect(await slack.slash('U01INES', { channel: 'C01IG', text: '' })).toEqual({ kind: 'failed', why: 'unreachable' });
  });
});

describe('a restart', () => {
  test('keeps every message under its id, so that cards can still be painted, answered and found', async () => {
    const { clock } = standingClock();
    const first = await aWorkspace({ clock });
    const metadata = { event_type: 'card', event_payload: { mark: 'm' } };
    const { ts } = await first.call('chat.postMessage', { channel: 'C01IG', text: 'card', blocks, metadata });
    await first.call('chat.postMessage', { channel: 'C01IG', text: 'reply', thread_ts: ts });
    await first.call('conversations.open', { users: 'U01INES' });
    const told = await first.call('chat.postMessage', { channel: 'D01INES', text: 'told' });
    const state = first.slack.exportState();

    const { slack, call } = await aWorkspace({ clock, state: JSON.parse(JSON.stringify(state)) });
    expect(slack.exportState()).toEqual(state);
    expect(await call('conversations.history', { channel: 'C01IG', include_all_metadata: true })).toMatchObject({
      messages: [{ ts, metadata }],
    });
    expect(await call('conversations.replies', { channel: 'C01IG', ts })).toMatchObject({
      messages: [{ ts }, { text: 'reply', thread_ts: ts }],
    });
    expect(await call('chat.update', { channel: 'C01IG', ts, text: 'painted' })).toMatchObject({ ok: true, ts });
    expect(await call('chat.update', { channel: 'D01INES', ts: told['ts'], text: 'told again' })).toMatchObject({ ok: true });
    const later = await call('chat.postMessage', { channel: 'C01IG', text: 'later' });
    expect(String(later['ts']) > String(told['ts'])).toBe(true);
    expect(slack.directMessages('U01INES')).toMatchObject([{ text: 'told again' }]);
  });

  test('finds what was written to its file after every change', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slack-'));
    open.push(() => rm(folder, { recursive: true }));
    const statePath = join(folder, 'deep', 'slack.json');
    const first = await slackWorkspace({ seed, statePath });
    let changes = 0;
    first.on('change', () => {
      changes += 1;
    });
    const authorization = `Bearer ${seed.bot.token}`;
    await fetch(`${first.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({ channel: 'C01IG', text: 'kept' }),
    });
    await first.close();
    expect(changes).toBe(1);
    expect(JSON.parse(await readFile(statePath, 'utf8'))).toMatchObject({ messages: [{ text: 'kept' }] });
    const { slack } = await aWorkspace({ statePath });
    expect(slack.messages('C01IG')).toMatchObject([{ text: 'kept' }]);
  });
});
