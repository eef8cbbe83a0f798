/** The app over a real entrance, with a conversation that answers as the test says. */
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { english } from '../../../src/bots/languages/english.ts';
import { teamsApp } from '../../../src/bots/teams/app.ts';
import { teamsAuthentication } from '../../../src/bots/teams/authentication.ts';
import { teamsChat } from '../../../src/bots/teams/chat.ts';
import { teamsWorkplace } from '../../../src/bots/teams/workplace.ts';
import { until } from '../../until.ts';
import { digest, listening, requestId } from '../slack/program.ts';
import { ada, appOf, aTenant, bot, channelId, tenant, wordsOn } from './a-tenant.ts';

const clock = () => '2026-11-24T09:00:00.000Z' as ReturnType<Parameters<typeof teamsApp>[0]['clock']>;

const anApp = async (parts: Parameters<typeof listening>[0] = {}, patience = 5000) => {
  const made = await aTenant();
  const { fake, api, routes } = made;
  const logged: { readonly event: string; readonly ids?: Readonly<Record<string, string | number>> }[] = [];
  const { authenticate } = teamsAuthentication({ appId: appOf.id, tenantId: tenant, password: appOf.password, endpoints: fake.endpoints });
  const chat = teamsChat({ api, routes, bot, tenants: [tenant], language: english });
  const workplace = teamsWorkplace({ api, routes, tenants: [tenant] });
  const { conversation, heard } = listening(parts);
  const { handle } = teamsApp({
    conversation,
    bot,
    tenants: [tenant],
    authenticate,
    api,
    routes,
    chat,
    workplace,
    language: english,
    clock,
    patience,
    log: (event, ids) => logged.push({ event, ...(ids ? { ids } : {}) }),
  });
  const working: Promise<void>[] = [];
  const server = createServer(async (request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const { response: answer, done } = await handle({ headers, body: (await buffer(request)).toString('utf8') });
    working.push(done);
    response.writeHead(answer.statusCode, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  fake.connect(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`);
  const personal = fake.personalConversation(ada.objectId) ?? '';
  await routes.hear(made.heardFromAda);
  const message = await chat.post(
    { platform: 'teams', tenant, id: channelId },
    { card: { summary: 'A request', blocks: [] }, mark: `${requestId}/review/0` },
  );
  const execute = (data: Readonly<Record<string, unknown>>, inputs = {}) =>
    fake.execute(ada.objectId, { conversation: channelId, message, data, inputs, forged: true });
  const privately = () => wordsOn(fake.messages(personal).filter(({ from }) => from === bot));
  return { ...made, chat, heard, logged, execute, message, personal, privately, settled: () => Promise.all(working) };
};

const approve = { do: 'approve', request: requestId, stage: 0, digest };

test('a form that was filled in reaches the conversation as its answer', async () => {
  const { execute, heard } = await anApp();
  await execute(approve, { 'approve-comment': ' Fine. ', 'approve-independent': 'yes' });
  await execute({ ...approve, do: 'reject' }, { 'reject-category': 'other', 'reject-reason': 'Counts below ten.' });
  expect(heard.map(({ said }) => said)).toEqual([
    { answer: { ...approve, comment: 'Fine.', declaredIndependent: true }, fromCard: true },
    { answer: { ...approve, do: 'reject', category: 'other', reason: 'Counts below ten.' }, fromCard: true },
  ]);
  expect(heard[0]?.speaker).toEqual({ identity: { platform: 'teams', tenant, user: ada.objectId }, channel: channelId });
});

test.each([
  { data: approve, inputs: { 'approve-independent': 'no' }, told: 'Please confirm this' },
  { data: approve, inputs: { 'approve-comment': 'x'.repeat(2001) }, told: 'under 2000 characters' },
  { data: { ...approve, do: 'reject' }, inputs: { 'reject-reason': 'Counts below ten.' }, told: 'Please choose one' },
  { data: { ...approve, do: 'reject' }, inputs: { 'reject-category': 'nonsense', 'reject-reason': 'too short' }, told: 'at least 10' },
])('what must be mended first is said, and nothing is decided: $told', async ({ data, inputs, told }) => {
  const { execute, heard } = await anApp();
  expect(wordsOn([(await execute(data, inputs)).card])[0]).toContain(told);
  expect(heard).toEqual([]);
});

test('a decision that takes long is said to be under way, and its outcome comes privately', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const submit = async () => {
    await promise;
    return { title: 'Approval recorded', blocks: [] };
  };
  const { execute, privately, settled } = await anApp({ submit }, 50);
  expect(wordsOn([(await execute(approve)).card])[0]).toContain('Recording');
  resolve();
  await settled();
  expect(privately()).toEqual(['Approval recorded']);
});

test('what fails is said with a reference, and logged without a word of the person or the error', async () => {
  const look = async () => {
    throw new RangeError('secret words');
  };
  const { execute, logged } = await anApp({ look });
  const shown = wordsOn([(await execute({ do: 'look', request: requestId })).card])[0];
  expect(shown).toContain('Something went wrong');
  expect(shown).not.toContain('secret words');
  const [{ ids } = {}] = logged.filter(({ event }) => event === 'teams-listener-failed');
  expect(ids).toMatchObject({ error: 'RangeError', during: 'action' });
  expect(shown).toContain(String(ids?.['correlationId']));
  expect(JSON.stringify(logged)).not.toContain('secret words');
});

test('a line that is typed in a channel is answered in private, and the channel sees no answer', async () => {
  const { fake, heard, privately, chat } = await anApp();
  await fake.say(ada.objectId, { conversation: channelId, text: 'pending proj-1' });
  await until(() => privately().length > 0, 'an answer');
  expect(privately()).toEqual(['Nothing waits for you.']);
  expect(heard).toMatchObject([{ to: 'say', speaker: { channel: channelId }, said: [{ text: 'pending' }, { text: 'proj-1' }] }]);
  expect(fake.messages(channelId).filter(({ from }) => from === bot)).toHaveLength(1);
  expect(chat.platform).toBe('teams');
});

test('somebody who takes the app away is not written to until they add it again, and is greeted then', async () => {
  const { fake, privately, routes, settled } = await anApp();
  await fake.install(ada.objectId);
  await until(() => privately().length === 1, 'a greeting');
  expect(privately()[0]).toContain('I tell you here what concerns you');
  await fake.uninstall(ada.objectId);
  await settled();
  expect(await routes.ofUser({ platform: 'teams', tenant, user: ada.objectId })).not.toHaveProperty('personal');
});

test('an answer that cannot be told is apologised for, once', async () => {
  const say = async () => {
    throw new RangeError('secret words');
  };
  const { fake, privately, logged } = await anApp({ say });
  await fake.say(ada.objectId, { conversation: fake.personalConversation(ada.objectId) ?? '', text: 'help' });
  await until(() => privately().length > 0, 'an apology');
  expect(privately()[0]).toContain('Something went wrong');
  expect(logged.filter(({ event }) => event === 'teams-listener-failed')).toHaveLength(1);
});
