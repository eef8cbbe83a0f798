import { expect, test } from 'vitest';
import { ChannelUnreachableError } from '../../../src/bots/chat.ts';
import { english } from '../../../src/bots/languages/english.ts';
import { teamsChat } from '../../../src/bots/teams/chat.ts';
import type { TeamsUser } from '../../../src/sandbox/teams/state.ts';
import type { PersonId } from '../../../src/workflow/request.ts';
import { ada, adaIdentity, aServer, aTenant, bot, channelId, tenant, wordsOn } from './a-tenant.ts';

const reviews = { platform: 'teams', tenant, id: channelId } as const;
const card = { summary: 'A request', blocks: [] };
const adaMail = ada.email as PersonId;
const request = 'cccccccc-0000-4000-8000-000000000003';

const aChat = async (users?: readonly TeamsUser[]) => {
  const made = await aTenant(users);
  await made.routes.hear(made.heardFromAda);
  return { ...made, chat: teamsChat({ ...made, bot, tenants: [tenant], language: english }) };
};
const message = { card, mark: `${request}/review/0` };
/** Tells Ada, and notes how often the card was drawn. */
const telling = (theirs = true) => {
  let drawn = 0;
  const card = async () => {
    drawn += 1;
    return { summary: 'For you alone', blocks: [] };
  };
  return { drawn: () => drawn, message: { card, isTheirs: async () => theirs } };
};

test('a card is posted, painted over and answered in its thread', async () => {
  const { chat, fake } = await aChat();
  const id = await chat.post(reviews, message);
  expect(wordsOn(fake.messages(channelId))).toEqual(['A request']);
  expect(fake.messages(channelId)).toMatchObject([{ id }]);
  expect(await chat.update(reviews, { id, mark: message.mark, card: { ...card, summary: 'Approved' } })).toBe('updated');
  await chat.reply(reviews, { id, card: { ...card, summary: 'Ada approved' } });
  const thread = fake.messages(`${channelId};messageid=${id}`);
  expect(wordsOn(thread)).toEqual(['Approved', 'Ada approved']);
  expect(thread[1]).toMatchObject({ root: id });
  expect(fake.problems()).toEqual([]);
});

test('the shared copy names its request and the known members whose turn it is', async () => {
  const { chat, fake, routes, heardFromAda } = await aChat();
  await routes.hear({ ...heardFromAda, email: adaMail });
  await chat.post(reviews, { ...message, actors: [adaMail, 'nobody@example.org' as PersonId] });
  await chat.post(reviews, { ...message, mark: 'mapping/xyz' });
  const [first, second] = fake.messages(channelId);
  expect(first?.card).toMatchObject({ refresh: { userIds: [ada.memberId], action: { data: { do: 'look', request, auto: true } } } });
  expect(second?.card).not.toHaveProperty('refresh');
});

test('I14: a message that somebody deleted is gone', async () => {
  const { chat, fake } = await aChat();
  const id = await chat.post(reviews, message);
  fake.remove(channelId, id);
  expect(await chat.update(reviews, { ...message, id })).toBe('gone');
  expect(await chat.find(reviews, { mark: message.mark, since: '2026-11-24T09:00:00.000Z' })).toBeUndefined();
});

test('I14: a 400 that says the message is not there is gone, too', async () => {
  const { chat, fake } = await aChat();
  const id = await chat.post(reviews, message);
  fake.fail({ status: 400, code: 'ActivityNotFoundInConversation', times: 1 });
  expect(await chat.update(reviews, { ...message, id })).toBe('gone');
});

test('I14: a post whose answer is lost is not sent again', async () => {
  const { chat, fake } = await aChat();
  fake.fail({ status: 200, times: 1, losesAnswer: true });
  await expect(chat.post(reviews, message)).rejects.toMatchObject({ name: 'TeamsCallError', code: 'unreachable' });
  expect(fake.messages(channelId)).toHaveLength(1);
});

test.each(['19:closed@thread.tacv2', '19:deleted@thread.tacv2'])('%s cannot be posted to until somebody mends it', async (id) => {
  const { chat } = await aChat();
  await expect(chat.post({ ...reviews, id }, message)).rejects.toBeInstanceOf(ChannelUnreachableError);
});

test('a rate limit is waited out', async () => {
  const { chat, fake, slept } = await aChat();
  fake.fail({ status: 429, retryAfter: 2, times: 1 });
  await chat.post(reviews, message);
  expect(slept).toContain(2000);
  expect(fake.messages(channelId)).toHaveLength(1);
});

test('somebody who only ever was seen by their channel is found by address and told privately', async () => {
  const { chat, fake, routes } = await aChat();
  const { message: told, drawn } = telling();
  expect(await chat.tell(adaMail, told)).toMatchObject({ identity: adaIdentity });
  expect(drawn()).toBe(1);
  expect(wordsOn(fake.messages(fake.personalConversation(ada.objectId) ?? ''))).toEqual(['For you alone']);
  expect(await routes.ofUser(adaIdentity)).toMatchObject({ personal: fake.personalConversation(ada.objectId) });
});

test('a private message is painted again where it hangs, and is gone when it was deleted', async () => {
  const { chat, fake } = await aChat();
  const place = await chat.tell(adaMail, telling().message);
  if (typeof place === 'string') throw new Error(place);
  const card = { summary: 'x', blocks: [{ kind: 'text', tone: 'normal', line: [{ kind: 'text', text: 'It is over' }] }] } as const;
  expect(await chat.retell(place, card)).toBe('updated');
  expect(wordsOn(fake.messages(place.conversation))).toEqual(['It is over']);
  expect(await chat.retell({ ...place, message: 'none' }, card)).toBe('gone');
});

test('I10: nothing is drawn for somebody for whom the app is not installed', async () => {
  const { chat } = await aChat([{ ...ada, installed: false }]);
  const { message: told, drawn } = telling();
  expect(await chat.tell(adaMail, told)).toBe('not-installed');
  expect(drawn()).toBe(0);
});

test('I3: a guest, another address, another tenant and another person’s account are unknown', async () => {
  const { chat, fake } = await aChat();
  expect(await chat.tell(adaMail, telling(false).message)).toBe('unknown');
  expect(await chat.tell('bob@example.org' as PersonId, telling().message)).toBe('unknown');
  expect(await chat.tell(adaMail, telling().message)).toMatchObject({ identity: adaIdentity });
  fake.changeUser(ada.objectId, { email: 'ada.new@example.org' });
  expect(await chat.tell(adaMail, telling().message)).toBe('unknown');
  fake.changeUser(ada.objectId, { email: ada.email, isGuest: true });
  expect(await chat.tell(adaMail, telling().message)).toBe('unknown');
  fake.changeUser(ada.objectId, { isGuest: false, tenantId: '99999999-2222-4333-8444-555555555555' });
  expect(await chat.tell(adaMail, telling().message)).toBe('unknown');
});

test('a private conversation that went stale is opened anew, once', async () => {
  const { chat, fake, routes, heardFromAda } = await aChat();
  await routes.hear({ ...heardFromAda, conversation: 'a:stale', personal: true });
  expect(await chat.sendPersonal(adaIdentity, card)).toBe('sent');
  expect(fake.messages(fake.personalConversation(ada.objectId) ?? '')).toHaveLength(1);
});

test('a private conversation that is not there even when it was opened anew throws', async () => {
  const { chat, routes, heardFromAda } = await aChat();
  const { serviceUrl, calls } = await aServer([{ status: 404 }, { status: 201, body: '{"id":"a:anew"}' }, { status: 404 }]);
  await routes.hear({ ...heardFromAda, serviceUrl, conversation: 'a:stale', personal: true });
  await expect(chat.sendPersonal(adaIdentity, card)).rejects.toMatchObject({ code: 'http_404' });
  expect(calls()).toBe(3);
});

test('a bot that was removed or blocked since is not installed, and asks again the next time', async () => {
  const { chat, fake, routes } = await aChat();
  expect(await chat.openPersonal(adaIdentity)).toBe(fake.personalConversation(ada.objectId));
  fake.fail({ status: 403, code: 'MessageWritesBlocked', method: 'POST', times: 1 });
  expect(await chat.sendPersonal(adaIdentity, card)).toBe('not-installed');
  expect(await routes.ofUser(adaIdentity)).not.toHaveProperty('personal');
  expect(await chat.sendPersonal(adaIdentity, card)).toBe('sent');
});
