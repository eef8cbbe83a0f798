import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Card } from '../../../src/bots/card.ts';
import { line } from '../../../src/bots/card.ts';
import { ChannelUnreachableError } from '../../../src/bots/chat.ts';
import { indexedPng } from '../../../src/bots/indexed-png.ts';
import { english } from '../../../src/bots/languages/english.ts';
import { slackChat } from '../../../src/bots/slack/chat.ts';
import { slackWebClient } from '../../../src/bots/slack/web-client.ts';
import type { SlackWorkspace } from '../../../src/sandbox/slack/workspace.ts';
import { slackWorkspace } from '../../../src/sandbox/slack/workspace.ts';
import { allow, person, seed, standingClock } from './program.ts';

const channel = { platform: 'slack', tenant: 'T0TRE', id: 'C01IG' } as const;
const aCard = (words: string): Card => ({ summary: words, blocks: [{ kind: 'text', line: line(words), tone: 'normal' }] });

let slack: SlackWorkspace;
let advance: (seconds: number) => void;
let slept: number[];
const sleep = async (milliseconds: number) => void slept.push(milliseconds);

beforeEach(async () => {
  slept = [];
  const time = standingClock();
  advance = time.advance;
  slack = await slackWorkspace({ seed, clock: time.clock });
});
afterEach(() => slack.close());

const aChat = (over: { token?: string; timeout?: number; interval?: number; now?: () => number } = {}) => {
  const { token = seed.bot.token, timeout = 5000, interval = 0, now = () => 0 } = over;
  const client = slackWebClient({ token, apiUrl: slack.apiUrl, timeout, patience: 10, sleep });
  return slackChat({ client, allow, language: english, interval, now, sleep });
};
const calls = (method: string) => slack.calls().filter((call) => call.method === method);

describe('a picture', () => {
  const png = indexedPng({ width: 2, height: 1, palette: [[255, 255, 255]], pixels: new Uint8Array(2) }).toString('base64');
  const pictured: Card = {
    summary: 'figures',
    blocks: [...aCard('in words').blocks, { kind: 'image', name: 'figures', title: 'Figures', png, alt: 'x'.repeat(3000) }],
  };

  test('is shared in the very conversation, behind its message, with as much alternative text as Slack takes', async () => {
    await aChat().post(channel, { card: pictured, mark: 'm1' });
    const [message, shared] = slack.messages('C01IG');
    expect(JSON.stringify(message)).toContain('in words');
    expect(JSON.stringify(message)).not.toContain(png);
    expect(shared?.blocks).toMatchObject([{ type: 'image', image_url: `data:image/png;base64,${png}` }]);
    expect(calls('files.getUploadURLExternal')[0]?.params['alt_txt']).toHaveLength(1000);
    expect(calls('files.completeUploadExternal')[0]?.params).toMatchObject({ channel_id: 'C01IG' });
  });

  test.each(['files.getUploadURLExternal', 'files.completeUploadExternal'])(
    'that %s refuses leaves the message as it is',
    async (method) => {
      slack.fault({ method, kind: 'error', code: 'missing_scope' });
      const logged: unknown[] = [];
      const client = slackWebClient({ token: seed.bot.token, apiUrl: slack.apiUrl, sleep });
      const chat = slackChat({ client, allow, language: english, interval: 0, sleep, log: (...each) => logged.push(each) });
      const ts = await chat.post(channel, { card: pictured, mark: 'm1' });
      expect(slack.messages('C01IG').map((each) => each.ts)).toEqual([ts]);
      expect(logged).toEqual([['picture-unsent', { error: 'missing_scope' }]]);
    },
  );
});

describe('a posted card', () => {
  test('is plain: no unfurling, no parsing, no names turned into mentions', async () => {
    await aChat().post(channel, { card: aCard('<!channel> hello'), mark: 'm1' });
    expect(calls('chat.postMessage')[0]?.params).toMatchObject({
      channel: 'C01IG',
      text: '&lt;!channel&gt; hello',
      unfurl_links: 'false',
      unfurl_media: 'false',
      parse: 'none',
      link_names: 'false',
      mrkdwn: 'false',
    });
  });

  test('is found again by its mark, also among many, and only since the time given', async () => {
    const chat = aChat();
    const ts = await chat.post(channel, { card: aCard('one'), mark: 'm1' });
    for (let index = 0; index < 3; index += 1) await chat.post(channel, { card: aCard('other'), mark: `x${index}` });
    expect(await chat.find(channel, { mark: 'm1', since: '2026-11-22T12:00:00.000Z' })).toBe(ts);
    expect(await chat.find(channel, { mark: 'm2', since: '2026-11-22T12:00:00.000Z' })).toBeUndefined();
    advance(3600);
    expect(await chat.find(channel, { mark: 'm1', since: '2026-11-22T13:00:00.000Z' })).toBeUndefined();
  });

  test('whose answer was lost is not posted again by itself, but can be found', async () => {
    const chat = aChat();
    slack.fault({ method: 'chat.postMessage', kind: 'lose-answer' });
    await expect(chat.post(channel, { card: aCard('one'), mark: 'm1' })).rejects.toMatchObject({
      name: 'SlackCallError',
      code: 'unreachable',
    });
    expect(slack.messages('C01IG')).toHaveLength(1);
    expect(await chat.find(channel, { mark: 'm1', since: '2026-11-22T12:00:00.000Z' })).toBe(slack.messages('C01IG')[0]?.ts);
  });

  test('is repainted with its text, blocks and mark', async () => {
    const chat = aChat();
    const id = await chat.post(channel, { card: aCard('waits'), mark: 'm1' });
    expect(await chat.update(channel, { id, card: aCard('approved'), mark: 'm1' })).toBe('updated');
    expect(slack.messages('C01IG')).toMatchObject([
      { ts: id, text: 'approved', edited: true, metadata: { event_payload: { mark: 'm1' } } },
    ]);
    expect(JSON.stringify(slack.messages('C01IG')[0]?.blocks)).toContain('approved');
  });

  test('that was deleted is gone', async () => {
    const chat = aChat();
    const id = await chat.post(channel, { card: aCard('one'), mark: 'm1' });
    await slack.deleteMessage('C01IG', id);
    expect(await chat.update(channel, { id, card: aCard('two'), mark: 'm1' })).toBe('gone');
  });

  test.each(['C02OLD', 'C06AWAY', 'C99NONE'])('in %s, which nobody can post to, is not taken for gone', async (id) => {
    const lost = { ...channel, id };
    const chat = aChat();
    for (const call of [
      chat.update(lost, { id: '1.000001', card: aCard('two'), mark: 'm' }),
      chat.post(lost, { card: aCard('two'), mark: 'm' }),
    ])
      await expect(call).rejects.toBeInstanceOf(ChannelUnreachableError);
  });

  test("I10: for somebody is not even drawn when the account with their address is another person's", async () => {
    const card = () => Promise.reject(new Error('a link was spent'));
    expect(await aChat().tell(person('ines@example.ac.uk'), { card, isTheirs: async ({ user }) => user !== 'U01INES' })).toBe('unknown');
  });

  test.each(['internal_error', 'invalid_blocks', 'msg_too_long'])('is not taken for gone because of %s', async (code) => {
    const chat = aChat();
    const id = await chat.post(channel, { card: aCard('one'), mark: 'm1' });
    slack.fault({ method: 'chat.update', kind: 'error', code });
    await expect(chat.update(channel, { id, card: aCard('two'), mark: 'm1' })).rejects.toMatchObject({ code });
  });

  test('gets one line in its thread', async () => {
    const chat = aChat();
    const id = await chat.post(channel, { card: aCard('one'), mark: 'm1' });
    await chat.reply(channel, { id, card: aCard('Approved by Inés') });
    expect(slack.messages('C01IG')).toHaveLength(1);
    expect(slack.thread('C01IG', id)).toMatchObject([{ text: 'Approved by Inés' }]);
  });
});

describe('a private message', () => {
  test('reaches the person with that address, whatever its capitals at Slack', async () => {
    expect(
      await aChat().tell(person('ines@example.ac.uk'), { card: async () => aCard('released'), isTheirs: async () => true }),
    ).toMatchObject({
      conversation: 'D01INES',
    });
    expect(slack.directMessages('U01INES')).toMatchObject([{ channel: 'D01INES', text: 'released' }]);
  });

  test('is painted again where it hangs, and is gone when it was deleted', async () => {
    const chat = aChat();
    const place = await chat.tell(person('ines@example.ac.uk'), { card: async () => aCard('released'), isTheirs: async () => true });
    if (typeof place === 'string') throw new Error(place);
    expect(await chat.retell(place, aCard('revoked'))).toBe('updated');
    expect(slack.directMessages('U01INES')).toMatchObject([{ text: 'revoked' }]);
    expect(await chat.retell({ ...place, message: '1.000001' }, aCard('revoked'))).toBe('gone');
  });

  test.each([
    ['nobody', 'nobody@example.ac.uk'],
    ['a guest', 'gita@partner.example'],
    ['a single-channel guest', 'one@partner.example'],
    ['a stranger', 'farah@elsewhere.example'],
    ['a bot', 'robot@example.ac.uk'],
    ['a deactivated account', 'gone@example.ac.uk'],
    ['an unconfirmed address', 'new@example.ac.uk'],
    ["another organisation's member", 'grid@example.ac.uk'],
  ])('I3: to %s is not sent', async (_, email) => {
    expect(await aChat().tell(person(email), { card: async () => aCard('released'), isTheirs: async () => true })).toBe('unknown');
    expect(calls('chat.postMessage')).toEqual([]);
  });
});

describe('a rate limit', () => {
  test('is waited for as Slack asks, and the message appears once', async () => {
    slack.fault({ method: 'chat.postMessage', kind: 'rate-limit', retryAfter: 7 });
    await aChat().post(channel, { card: aCard('one'), mark: 'm1' });
    expect(slept).toEqual([7000]);
    expect(slack.messages('C01IG')).toHaveLength(1);
  });
  test('longer than our patience throws at once, for the change feed to try again', async () => {
    slack.fault({ method: 'chat.postMessage', kind: 'rate-limit', retryAfter: 11 });
    await expect(aChat().post(channel, { card: aCard('one'), mark: 'm1' })).rejects.toMatchObject({ code: 'rate_limited' });
    expect(slept).toEqual([]);
  });
  test('that does not end throws after three attempts', async () => {
    slack.fault({ method: 'chat.update', kind: 'rate-limit', retryAfter: 1, times: 9 });
    await expect(aChat().update(channel, { id: '1.000001', card: aCard('x'), mark: 'm' })).rejects.toMatchObject({ code: 'rate_limited' });
    expect(calls('chat.update')).toHaveLength(3);
  });
  test('is mostly avoided by pausing between two messages in one channel, and only there', async () => {
    const chat = aChat({ interval: 1000, now: () => 5000 });
    await Promise.all(['C01IG', 'C01IG', 'C03SHARED', 'C01IG'].map((id) => chat.post({ ...channel, id }, { card: aCard('x'), mark: id })));
    expect(slept).toEqual([1000, 2000]);
  });
});

describe('trouble', () => {
  test('of silence ends with the time-out, and a message is not sent twice', async () => {
    slack.fault({ method: 'chat.postMessage', kind: 'hang' });
    await expect(aChat({ timeout: 50 }).post(channel, { card: aCard('one'), mark: 'm1' })).rejects.toMatchObject({ code: 'unreachable' });
    expect(calls('chat.postMessage')).toHaveLength(1);
  });
  test('of a read is mended by asking again', async () => {
    slack.fault({ method: 'users.lookupByEmail', kind: 'http', status: 503 });
    expect(await aChat().tell(person('ines@example.ac.uk'), { card: async () => aCard('x'), isTheirs: async () => true })).toMatchObject({
      conversation: 'D01INES',
    });
    expect(calls('users.lookupByEmail').map(({ outcome }) => outcome)).toEqual(['http 503', 'ok']);
  });
  test('with the token throws by its code and never shows the token', async () => {
    const call = aChat({ token: 'xoxb-other-secret' }).post(channel, { card: aCard('one'), mark: 'm1' });
    const error: unknown = await call.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid_auth', message: 'slack chat.postMessage: invalid_auth' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('xoxb');
  });
});
