import type { App, ReceiverEvent } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import type { HttpEvent } from '../../../src/bots/http.ts';
import { slackReceiver } from '../../../src/bots/slack/receiver.ts';
import { signedHeaders } from '../../../src/sandbox/slack/interactions.ts';
import { standingClock } from './program.ts';

const secret = 'a-signing-secret';
const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const press = form({ payload: JSON.stringify({ type: 'block_actions', note: 'Inés ✅ 研究' }) });

/** A receiver with an app that acknowledges everything and remembers what came. */
const aReceiver = (process?: (event: ReceiverEvent) => Promise<void>) => {
  const { clock, advance } = standingClock();
  const taken: unknown[] = [];
  const logs: string[] = [];
  const { receiver, handle } = slackReceiver({ signingSecret: secret, clock, log: (event) => void logs.push(event) });
  const processEvent = async (event: ReceiverEvent): Promise<void> => {
    taken.push(event.body);
    if (process) return process(event);
    await event.ack();
  };
  receiver.init({ processEvent } as App);
  const seconds = () => Math.floor(Date.parse(clock()) / 1000);
  const signed = (body: string, extra: Record<string, string> = {}): HttpEvent => ({
    body,
    headers: { ...signedHeaders(secret, { body, seconds: seconds() }), ...extra },
  });
  const status = async (event: HttpEvent) => (await handle(event)).response.statusCode;
  return { handle, taken, logs, signed, status, advance, seconds };
};

describe('I3: a request that Slack did not sign does nothing', () => {
  const { signed, status, taken, seconds } = aReceiver();
  const good = signed(press);
  const at = (seconds: number, key = secret): HttpEvent => ({ body: press, headers: signedHeaders(key, { body: press, seconds }) });
  const without = (name: string): HttpEvent => ({ ...good, headers: { ...good.headers, [name]: undefined } });
  const signature = good.headers['x-slack-signature'] ?? '';
  const saying = (value: string): HttpEvent => ({ ...good, headers: { ...good.headers, 'x-slack-signature': value } });
  const cases: readonly (readonly [string, HttpEvent])[] = [
    ['forged with another secret', at(seconds(), 'guess')],
    ['forged with an empty secret', at(seconds(), '')],
    ['with a tampered body', { ...good, body: `${press}x` }],
    ['with a tampered timestamp', { ...good, headers: { ...good.headers, 'x-slack-request-timestamp': String(seconds() + 1) } }],
    ['older than five minutes', at(seconds() - 301)],
    ['dated more than five minutes ahead', at(seconds() + 301)],
    ['without a signature', without('x-slack-signature')],
    ['without a timestamp', without('x-slack-request-timestamp')],
    ['without headers', { body: press, headers: {} }],
    ['of another signature version', saying(signature.replace('v0=', 'v1='))],
    ['with a cut signature', saying(signature.slice(0, -2))],
    ['with a signature in capitals', saying(signature.toUpperCase())],
    ['with a timestamp that is no number', { ...good, headers: { ...good.headers, 'x-slack-request-timestamp': `${seconds()}.5` } }],
    ['whose base64 claim is false', { ...good, isBase64Encoded: true }],
  ];
  test.each(cases)('%s', async (_, event) => {
    expect(await status(event)).toBe(401);
    expect(taken).toEqual([]);
  });
  test('while the same body, signed, is taken', async () => {
    expect(await status(good)).toBe(200);
    expect(taken).toHaveLength(1);
  });
});

test('a request at the very edge of five minutes is still taken, both ways', async () => {
  const { status, seconds } = aReceiver();
  for (const offset of [-300, 300])
    expect(await status({ body: press, headers: signedHeaders(secret, { body: press, seconds: seconds() + offset }) })).toBe(200);
});

describe('a body', () => {
  test('arrives whole in UTF-8, plain or base64, whatever the charset parameter and the case of header names', async () => {
    const { handle, taken, signed, advance } = aReceiver();
    const expected = { type: 'block_actions', note: 'Inés ✅ 研究' };
    const json = JSON.stringify(expected);
    for (const type of ['application/x-www-form-urlencoded; charset=utf-8', 'Application/X-WWW-Form-Urlencoded;charset="ISO-8859-1"']) {
      advance(1);
      await handle(signed(press, { 'content-type': type }));
    }
    for (const type of ['application/json', 'application/json; charset=utf-8']) {
      advance(1);
      await handle(signed(json, { 'content-type': type }));
      advance(1);
      const { body = '', headers } = signed(json, { 'content-type': type });
      const shouted = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
      await handle({ body: Buffer.from(body).toString('base64'), isBase64Encoded: true, headers: shouted });
    }
    expect(taken).toEqual(Array.from({ length: 6 }, () => expected));
  });

  test('of a slash command arrives as its fields', async () => {
    const { handle, taken, signed } = aReceiver();
    await handle(signed(form({ command: '/egress', text: 'status 1a+2b & <c>' })));
    expect(taken).toEqual([{ command: '/egress', text: 'status 1a+2b & <c>' }]);
  });

  test.each([
    ['not JSON', 'application/json', '{'],
    ['an array', 'application/json', '[]'],
    ['nothing', 'application/json', ''],
    ['a payload that is not JSON', 'application/x-www-form-urlencoded', 'payload=%7B'],
  ])('that is %s is refused without reaching the app', async (_, type, body) => {
    const { status, signed, taken } = aReceiver();
    expect(await status(signed(body, { 'content-type': type }))).toBe(400);
    expect(taken).toEqual([]);
  });

  test('that is not UTF-8 is refused', async () => {
    const { handle, seconds, taken } = aReceiver();
    const bytes = Buffer.from('{"name":"In\u00e9s"}', 'latin1');
    const { createHmac } = await import('node:crypto');
    const signature = `v0=${createHmac('sha256', secret).update(`v0:${seconds()}:`).update(bytes).digest('hex')}`;
    const headers = { 'content-type': 'application/json', 'x-slack-request-timestamp': String(seconds()), 'x-slack-signature': signature };
    expect((await handle({ body: bytes.toString('base64'), isBase64Encoded: true, headers })).response.statusCode).toBe(400);
    expect(taken).toEqual([]);
  });

  test('of more than a megabyte is refused before its signature is computed', async () => {
    const { status, signed, logs } = aReceiver();
    expect(await status(signed('x'.repeat(1024 * 1024 + 1)))).toBe(413);
    expect(logs).toEqual([]);
  });
});

describe('a replay', () => {
  test('of a decision is answered 200 and does nothing twice', async () => {
    const { handle, taken, signed, advance } = aReceiver();
    const event = signed(press);
    for (const pause of [0, 60, 239]) {
      advance(pause);
      expect((await handle(event)).response).toMatchObject({ statusCode: 200, body: '' });
    }
    expect(taken).toHaveLength(1);
    advance(2);
    expect((await handle(event)).response.statusCode).toBe(401);
  });

  test('that comes while the first is still at work does nothing', async () => {
    const gate = Promise.withResolvers<void>();
    const { handle, taken, signed } = aReceiver(async ({ ack }) => {
      await gate.promise;
      await ack('done');
    });
    const event = signed(press);
    const first = handle(event);
    expect((await handle(event)).response.body).toBe('');
    gate.resolve();
    expect((await first).response.body).toBe('done');
    expect(taken).toHaveLength(1);
  });

  test("Slack's own retry of an event is taken once, unless it failed", async () => {
    let fail = true;
    const { status, taken, signed, advance } = aReceiver(async ({ ack }) => {
      if (fail) throw new Error('broken');
      await ack();
    });
    const body = JSON.stringify({ type: 'event_callback', event_id: 'Ev1', event: { type: 'app_home_opened' } });
    const event = (retry: string) => signed(body, { 'content-type': 'application/json', 'x-slack-retry-num': retry });
    expect(await status(event('0'))).toBe(500);
    fail = false;
    advance(1);
    expect(await status(event('1'))).toBe(200);
    advance(1);
    expect(await status(event('2'))).toBe(200);
    expect(taken).toHaveLength(2);
  });
});

describe('the answer', () => {
  test('is ready when the request is acknowledged, while the work goes on', async () => {
    const gate = Promise.withResolvers<void>();
    const { handle, signed } = aReceiver(async ({ ack }) => {
      await ack({ response_action: 'clear' });
      await gate.promise;
    });
    const { response, done } = await handle(signed(press));
    expect(response).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: '{"response_action":"clear"}',
    });
    let finished = false;
    const end = done.then(() => {
      finished = true;
    });
    expect(finished).toBe(false);
    gate.resolve();
    await end;
    expect(finished).toBe(true);
  });

  test('stands when the work fails after it, and the failure is logged by name', async () => {
    const { handle, signed, logs } = aReceiver(async ({ ack }) => {
      await ack();
      throw new Error('patients.csv');
    });
    const { response, done } = await handle(signed(press));
    await done;
    expect(response.statusCode).toBe(200);
    expect(logs).toEqual(['slack-request-failed']);
  });

  test('to url_verification is the challenge, and to ssl_check nothing, both only when signed', async () => {
    const { handle, signed, taken } = aReceiver();
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    const json = { 'content-type': 'application/json' };
    expect((await handle(signed(body, json))).response.body).toBe('{"challenge":"abc"}');
    expect((await handle({ body, headers: json })).response.statusCode).toBe(401);
    expect((await handle(signed('ssl_check=1&token=x'))).response).toMatchObject({ statusCode: 200, body: '' });
    expect(taken).toEqual([]);
  });
});

test.each(['', '   '])('I3: a blank signing secret (%j) stops the process at start', (signingSecret) => {
  const { clock } = standingClock();
  expect(() => slackReceiver({ signingSecret, clock, log: () => {} })).toThrow('signingSecret');
});
