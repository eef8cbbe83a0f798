import { expect, test } from 'vitest';
import { TeamsCallError } from '../../../src/bots/teams/call-error.ts';
import { teamsApi } from '../../../src/bots/teams/connector.ts';
import { aConnector, aServer } from './a-tenant.ts';

type Answers = Parameters<typeof aServer>[0];

const anApi = async (answers: Answers, settings: { readonly timeout?: number } = {}) => {
  const server = await aServer(answers);
  const slept: number[] = [];
  const api = teamsApi({
    connector: async (url) => aConnector(url),
    now: () => 0,
    sleep: async (milliseconds) => slept.push(milliseconds),
    ...settings,
  });
  return { ...server, api, slept, place: { serviceUrl: server.serviceUrl, conversation: '19:c@thread.tacv2' } };
};
const message = { type: 'message', text: 'hello' };
const sent = { status: 201, body: '{"id":"7"}' };

test('a 429 with Retry-After is waited for as long as it says, then sent again', async () => {
  const { api, place, slept, calls } = await anApi([{ status: 429, headers: { 'retry-after': '3' } }, sent]);
  expect(await api.send(place, message)).toBe('7');
  expect(slept).toEqual([3000]);
  expect(calls()).toBe(2);
});

test('a Retry-After beyond our patience throws at once', async () => {
  const { api, place, slept } = await anApi([{ status: 429, headers: { 'retry-after': '60' } }, sent]);
  await expect(api.send(place, message)).rejects.toMatchObject({ name: 'TeamsCallError', code: 'http_429', status: 429 });
  expect(slept).toEqual([]);
});

test.each([412, 502, 504])('%i is tried again with exponential back-off', async (status) => {
  const { api, place, slept } = await anApi([{ status }, { status }, sent]);
  expect(await api.send(place, message)).toBe('7');
  expect(slept).toEqual([500, 1000]);
});

test('I14: a message is not sent again after a 500, because it may have appeared', async () => {
  const { api, place, calls } = await anApi([{ status: 500 }, sent]);
  await expect(api.send(place, message)).rejects.toMatchObject({ code: 'http_500' });
  expect(calls()).toBe(1);
});

test('it gives up after four attempts', async () => {
  const { api, place, calls } = await anApi([{ status: 502 }]);
  await expect(api.send(place, message)).rejects.toMatchObject({ code: 'http_502' });
  expect(calls()).toBe(4);
});

test('a server that never answers is a time-out', async () => {
  const { api, place } = await anApi(['silent'], { timeout: 50 });
  await expect(api.send(place, message)).rejects.toMatchObject({ name: 'TeamsCallError', code: 'timeout' });
});

test('I10: the error has Teams’ word and nothing of the answer, its headers or our token', async () => {
  const body = '{"error":{"code":"BotNotInConversationRoster","message":"secret words"}}';
  const { api, place } = await anApi([{ status: 403, body }]);
  const error: unknown = await api.send(place, message).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TeamsCallError);
  expect(error).toMatchObject({ code: 'BotNotInConversationRoster', message: 'teams sendToConversation: BotNotInConversationRoster' });
  expect(error).not.toHaveProperty('cause');
  expect(JSON.stringify(error)).not.toContain('secret');
});

test('messages in one conversation are a second apart, threads included', async () => {
  const { api, place, slept } = await anApi([sent]);
  await api.send(place, message);
  await api.send({ ...place, conversation: `${place.conversation};messageid=7` }, message);
  await api.send({ ...place, conversation: '19:other@thread.tacv2' }, message);
  expect(slept).toEqual([1000]);
});
