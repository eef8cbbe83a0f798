import type { Activity } from 'botbuilder';
import { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { afterEach, describe, expect, test } from 'vitest';
import { TeamsState } from '../../../src/sandbox/teams/state.ts';
import { aCard, answering, channel, execute, newThread, openings, posting, seed } from './fixture.ts';

const { aTenant, aProgram, closeAll } = openings();
afterEach(closeAll);

const toBob = { isGroup: false, members: [{ id: '29:bob' }], tenantId: seed.tenant.id };
const toAda = { ...toBob, members: [{ id: '29:ada' }] };

describe('tokens', () => {
  test('the login refuses another tenant, client, secret, grant and scope', async () => {
    const { token } = await aTenant();
    expect((await token()).status).toBe(200);
    expect((await token({}, 'other')).status).toBe(400);
    expect((await token({ client_id: 'other' })).status).toBe(400);
    expect((await token({ client_secret: 'other' })).status).toBe(401);
    expect((await token({ grant_type: 'password' })).status).toBe(400);
    expect((await token({ scope: 'https://other.example/.default' })).status).toBe(400);
  });

  test('the connector takes only tokens that the login gave', async () => {
    const { teams, call } = await aTenant();
    const other = await aTenant();
    const path = `teams/${seed.team.id}`;
    expect((await call('GET', { path })).status).toBe(200);
    expect((await call('GET', { path, bearer: '' })).status).toBe(401);
    expect((await call('GET', { path, bearer: await teams.signToken() })).status).toBe(401);
    expect((await other.call('GET', { path })).status).toBe(200);
    const foreign = await other.teams.signToken({ iss: `https://sts.windows.net/${seed.tenant.id}/`, aud: 'https://api.botframework.com' });
    expect((await call('GET', { path, bearer: foreign })).status).toBe(401);
    expect(teams.calls().map(({ status }) => status)).toEqual([200, 401, 401, 401]);
  });

  test('botbuilder takes what the tenant sends, and refuses the token of another tenant', async () => {
    const { teams } = await aTenant();
    const other = await aTenant();
    const program = await aProgram();
    teams.connect(program.url);
    const conversation = teams.personalConversation('ada') ?? '';
    expect(await teams.say('ada', { conversation, text: 'status' })).toMatchObject({ kind: 'delivered' });
    const botbuilder = new ConfigurationBotFrameworkAuthentication(
      {
        MicrosoftAppId: seed.app.id,
        ToBotFromChannelOpenIdMetadataUrl: teams.endpoints.openIdMetadataUrl,
        ToBotFromEmulatorOpenIdMetadataUrl: teams.endpoints.openIdMetadataUrl,
        ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
        ToChannelFromBotLoginUrl: teams.endpoints.loginUrl,
        ToChannelFromBotOAuthScope: 'https://api.botframework.com',
        OAuthUrl: teams.serviceUrl,
        CallerId: 'urn:botframework:azure',
      },
      {
        isValidAppId: async (id) => id === seed.app.id,
        isAuthenticationDisabled: async () => false,
        createCredentials: () => Promise.reject(new Error('not asked for')),
      },
    );
    const [{ activity, authorization = '' } = { activity: {} }] = program.got;
    const sent: Activity = JSON.parse(JSON.stringify(activity));
    await expect(botbuilder.authenticateRequest(sent, authorization)).resolves.toBeDefined();
    await expect(botbuilder.authenticateRequest(sent, `Bearer ${await other.teams.signToken()}`)).rejects.toThrow();
    const elsewhere = await teams.signToken({ serviceurl: 'https://elsewhere.example/' });
    await expect(botbuilder.authenticateRequest(sent, `Bearer ${elsewhere}`)).rejects.toThrow();
  });
});

describe('the connector', () => {
  test('begins a thread in a channel, replies in it, changes and deletes it', async () => {
    const { teams, call } = await aTenant();
    const { status, body } = await call('POST', { path: 'conversations', body: newThread(aCard()) });
    const id = String(body['activityId']);
    expect({ status, body }).toEqual({ status: 201, body: { id: `${channel};messageid=${id}`, activityId: id } });
    const thread = encodeURIComponent(`${channel};messageid=${id}`);
    await call('POST', { path: `conversations/${thread}/activities/${id}`, body: { type: 'message', text: 'a reply' } });
    expect(teams.messages(channel)).toHaveLength(1);
    expect(teams.messages(`${channel};messageid=${id}`).map(({ text }) => text)).toEqual(['', 'a reply']);
    const path = `conversations/${thread}/activities/${id}`;
    expect((await call('PUT', { path, body: { type: 'message', text: 'instead' } })).status).toBe(200);
    expect(teams.messages(channel)).toMatchObject([{ text: 'instead', edited: true }]);
    expect(teams.messages(channel)[0]).not.toHaveProperty('card');
    expect((await call('DELETE', { path })).status).toBe(200);
    expect(await call('PUT', { path, body: posting(aCard()) })).toMatchObject({
      status: 404,
      body: { error: { code: 'ActivityNotFoundInConversation' } },
    });
  });

  test('opens a conversation only with those who have the app', async () => {
    const { teams, call } = await aTenant();
    const program = await aProgram();
    teams.connect(program.url);
    expect(teams.personalConversation('bob')).toBeUndefined();
    expect(await call('POST', { path: 'conversations', body: toBob })).toMatchObject({
      status: 403,
      body: { error: { code: 'BotNotInConversationRoster' } },
    });
    expect(await teams.install('bob')).toEqual({ kind: 'delivered', status: 200 });
    expect(program.got.map(({ activity }) => activity['type'])).toEqual(['conversationUpdate', 'installationUpdate']);
    const opened = await call('POST', { path: 'conversations', body: toBob });
    expect(opened).toMatchObject({ status: 201, body: { id: teams.personalConversation('bob') } });
    await teams.uninstall('bob');
    const path = `conversations/${opened.body['id']}/activities`;
    expect((await call('POST', { path, body: { type: 'message', text: 'x' } })).status).toBe(403);
  });

  test('refuses unknown people, and channels that the bot is not in', async () => {
    const { call } = await aTenant();
    expect((await call('POST', { path: 'conversations', body: { ...toBob, members: [{ id: '29:nobody' }] } })).status).toBe(404);
    expect((await call('POST', { path: 'conversations', body: { members: toBob.members } })).status).toBe(400);
    const away = { ...newThread(aCard()), channelData: { channel: { id: '19:away@thread.tacv2' } } };
    expect((await call('POST', { path: 'conversations', body: away })).status).toBe(403);
    const nowhere = { ...newThread(aCard()), channelData: { channel: { id: '19:none@thread.tacv2' } } };
    expect((await call('POST', { path: 'conversations', body: nowhere })).status).toBe(404);
  });

  test('tells members by member id, object id and user principal name, in the conversations that they are in', async () => {
    const { call } = await aTenant();
    const ada = { id: '29:ada', aadObjectId: 'ada', email: 'ada@tre.example', userRole: 'user', tenantId: seed.tenant.id };
    for (const id of ['29:ada', 'ada', 'ada@tre.example'])
      expect(await call('GET', { path: `conversations/${encodeURIComponent(channel)}/members/${encodeURIComponent(id)}` })).toMatchObject({
        status: 200,
        body: ada,
      });
    expect(await call('GET', { path: `conversations/${channel}/members/29:gus` })).toMatchObject({ status: 404 });
    const { body } = await call('GET', { path: `conversations/${seed.team.id}/pagedmembers?pageSize=1` });
    expect(body).toMatchObject({ members: [ada], continuationToken: '1' });
  });

  test('shows a guest as one', async () => {
    const users = seed.users.map((user) => (user.isGuest ? { ...user, channels: [channel] } : user));
    const { call } = await aTenant({ seed: { ...seed, users } });
    expect(await call('GET', { path: `conversations/${channel}/members/29:gus` })).toMatchObject({
      body: { userRole: 'guest', userPrincipalName: 'gus_other.example#EXT#@tre.onmicrosoft.com', email: 'gus@other.example' },
    });
  });

  test('refuses a card beyond the limits, and remembers it', async () => {
    const { teams, call } = await aTenant();
    const bad = aCard({ version: '1.6' });
    expect(await call('POST', { path: 'conversations', body: newThread(bad) })).toMatchObject({
      status: 400,
      body: { error: { code: 'BadSyntax' } },
    });
    expect(teams.problems()).toEqual(['card version: later than 1.5']);
    expect(teams.messages(channel)).toEqual([]);
  });

  test('fails as often as it is told to', async () => {
    const { teams, call } = await aTenant();
    teams.fail({ status: 429, retryAfter: 2, times: 2 });
    const path = `teams/${seed.team.id}`;
    const first = await call('GET', { path });
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '2']);
    expect((await call('GET', { path })).status).toBe(429);
    expect((await call('GET', { path })).status).toBe(200);
  });

  test('can lose the answer of a call that took effect', async () => {
    const { teams, call } = await aTenant();
    teams.fail({ status: 502, times: 1, losesAnswer: true });
    await expect(call('POST', { path: 'conversations', body: newThread(aCard()) })).rejects.toThrow();
    expect(teams.messages(channel)).toHaveLength(1);
  });
});

test('what is exported is found again after a restart', async () => {
  const first = await aTenant();
  const { body } = await first.call('POST', { path: 'conversations', body: { ...toAda, activity: posting(aCard()) } });
  const state = TeamsState.parse(JSON.parse(JSON.stringify(first.teams.exportState())));
  const second = await aTenant({ state });
  const conversation = second.teams.personalConversation('ada') ?? '';
  expect(conversation).toBe(body['id']);
  const card = aCard({ body: [{ type: 'TextBlock', text: 'changed' }] });
  const path = `conversations/${conversation}/activities/${body['activityId']}`;
  expect((await second.call('PUT', { path, body: posting(card) })).status).toBe(200);
  expect(second.teams.messages(conversation)).toMatchObject([{ card, edited: true }]);
  const { body: later } = await second.call('POST', { path: `conversations/${conversation}/activities`, body: posting(aCard()) });
  expect(Number(later['id'])).toBeGreaterThan(Number(body['activityId']));
});

test('an invoke that is answered late fails', async () => {
  const { teams, call } = await aTenant({ answerWithin: 50 });
  const program = await aProgram(() => answering(aCard()));
  await call('POST', { path: 'conversations', body: newThread(aCard({ actions: [execute('Go', { do: 'look' })] })) });
  const silent = program.url.replace('/api/messages', '/slow');
  teams.connect(silent);
  const [message] = teams.messages(channel);
  const pressed = { conversation: channel, message: message?.id ?? '', data: { do: 'look' } };
  expect(await teams.execute('ada', pressed)).toEqual({ kind: 'failed', why: 'timeout' });
});
