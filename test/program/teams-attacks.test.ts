/** Activities that Teams did not send for this installation, against the whole program: nothing is decided, nothing recorded, nothing told. */
import { expect, test } from 'vitest';
import type { TeamsTenant } from '../../src/sandbox/teams/tenant.ts';
import type { RequestId } from '../../src/workflow/request.ts';
import { O, privatelyTo, T, teamsSeed, typeLine } from '../a-teams-tenant.ts';
import type { Program } from '../an-installation.ts';
import { aProgram } from '../an-installation.ts';
import { forgeries } from '../bots/teams/forgeries.ts';
import { teamsDesk } from '../teams-desk.ts';
import { until } from '../until.ts';

type Activity = Record<string, unknown>;

const waiting = async () => {
  const program = await aProgram({ platforms: ['teams'] });
  const id = await program.submit();
  await program.settle();
  return { program, teams: program.teams, id, approval: await approvalOf(program, id) };
};

let last = 0;
/** Inés's approval, as Teams sends it. */
const approvalOf = async ({ teams, read }: Program, id: RequestId): Promise<Activity> => {
  const message = teams.messages(T.ig).findLast(({ card }) => JSON.stringify(card ?? '').includes(id))?.id;
  const { manifest } = await read(id);
  const tenant = { id: teamsSeed.tenant.id };
  last += 1;
  return {
    type: 'invoke',
    name: 'adaptiveCard/action',
    id: `f:${last}`,
    replyToId: message,
    channelId: 'msteams',
    serviceUrl: teams.serviceUrl,
    from: { id: '29:ines', name: 'Inés', aadObjectId: O.ines },
    recipient: teamsSeed.bot,
    conversation: { id: `${T.ig};messageid=${message}`, conversationType: 'channel', isGroup: true, tenantId: tenant.id },
    channelData: { tenant, team: { id: teamsSeed.team.id }, channel: { id: T.ig } },
    value: {
      action: {
        type: 'Action.Execute',
        verb: 'egress',
        data: { do: 'approve', request: id, stage: 0, digest: manifest?.digest, 'approve-comment': '' },
      },
      trigger: 'manual',
    },
  };
};

const genuine = async (teams: TeamsTenant): Promise<string> => `Bearer ${await teams.signToken()}`;

/** Everything that anybody could notice. */
const traces = async ({ teams, read, installation }: Program, id: RequestId) => {
  const { version, decisions, status, events } = await read(id);
  const partition = new Date().toISOString().slice(0, 10);
  return {
    version,
    decisions: decisions.length,
    events: events.length,
    status: status.kind,
    refusals: (await installation.adapters.refusals.list({ partition })).length,
    routes: (await installation.adapters.routes.list({ partition: `teams#${teamsSeed.tenant.id}` })).length,
    posts: Object.values(T).map((channel) => teams.messages(channel).length),
    privately: (['ines', 'ada', 'oliver'] as const).map((who) => privatelyTo(teams, who).length),
  };
};

test('what Teams itself sends is taken, or the refusals below would prove nothing', async () => {
  const { program, teams, id, approval } = await waiting();
  const response = await teams.send(approval, await genuine(teams));
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('Approval recorded');
  expect((await program.read(id)).decisions).toHaveLength(1);
});

test('I3: no forged token decides anything, nor leaves a trace', async () => {
  const { program, teams, id, approval } = await waiting();
  const before = await traces(program, id);
  for (const { name, header } of forgeries) {
    const response = await teams.send(approval, (await header(teams)) || undefined);
    expect({ name, status: response.status, said: await response.text() }).toEqual({ name, status: 401, said: '' });
  }
  await program.settle();
  expect(await traces(program, id)).toEqual(before);
});

const elsewhere = '99999999-9999-4999-8999-999999999999';
const bent: readonly { readonly name: string; readonly status: number; readonly bend: (activity: Activity) => unknown }[] = [
  { name: 'no service URL', status: 401, bend: ({ serviceUrl: _, ...rest }) => rest },
  { name: "a stranger's service URL", status: 401, bend: (activity) => ({ ...activity, serviceUrl: 'https://evil.example/' }) },
  { name: 'another channel', status: 401, bend: (activity) => ({ ...activity, channelId: 'directline' }) },
  {
    name: 'a foreign tenant',
    status: 403,
    bend: (activity) => ({
      ...activity,
      conversation: { ...Object(activity['conversation']), tenantId: elsewhere },
      channelData: { tenant: { id: elsewhere } },
    }),
  },
  {
    name: 'a conversation of a foreign tenant',
    status: 403,
    bend: (activity) => ({ ...activity, conversation: { ...Object(activity['conversation']), tenantId: elsewhere } }),
  },
  {
    name: 'channel data of a foreign tenant',
    status: 403,
    bend: (activity) => ({ ...activity, channelData: { tenant: { id: elsewhere } } }),
  },
  {
    name: 'no tenant at all',
    status: 403,
    bend: (activity) => ({ ...activity, channelData: {}, conversation: { id: `${T.ig};messageid=1`, conversationType: 'channel' } }),
  },
  { name: 'nobody behind it', status: 200, bend: (activity) => ({ ...activity, from: { id: '29:ines' } }) },
  { name: 'an object id that is none', status: 400, bend: (activity) => ({ ...activity, from: { id: '29:ines', aadObjectId: 'ines' } }) },
  { name: 'a button that there is not', status: 400, bend: (activity) => withData(activity, { do: 'release' }) },
  { name: 'one key too many', status: 400, bend: (activity) => withData(activity, { also: 'this' }) },
  { name: 'a stage that is none', status: 400, bend: (activity) => withData(activity, { stage: '0' }) },
  { name: 'a digest that is none', status: 400, bend: (activity) => withData(activity, { digest: 'abc' }) },
  { name: 'an input that is no text', status: 400, bend: (activity) => withData(activity, { 'approve-comment': { $gt: '' } }) },
  { name: 'a list', status: 400, bend: (activity) => [activity] },
];
const withData = (activity: Activity, data: object): Activity => {
  const { action } = Object(activity['value']);
  return { ...activity, value: { action: { ...action, data: { ...action.data, ...data } } } };
};

test('I3: nothing that is bent decides, nor leaves a trace, however good its token', async () => {
  const { program, teams, id, approval } = await waiting();
  const before = await traces(program, id);
  for (const { name, status, bend } of bent) {
    const response = await teams.send(bend({ ...approval, id: `f:${name}` }), await genuine(teams));
    expect({ name, status: response.status, said: await response.text() }).toEqual({ name, status, said: '' });
  }
  await program.settle();
  expect(await traces(program, id)).toEqual(before);
});

test('I3: somebody from elsewhere in a shared channel is nobody here', async () => {
  const { program, teams, id, approval } = await waiting();
  teams.changeUser(O.ines, { tenantId: elsewhere });
  const response = await teams.send(approval, await genuine(teams));
  const said = await response.text();
  expect(said).toContain('belongs to another organisation');
  expect(said).not.toContain('Ward 7 outcomes');
  expect((await program.read(id)).decisions).toEqual([]);
});

test('a replayed activity is not acted on again', async () => {
  const { program, teams, id, approval } = await waiting();
  const desk = teamsDesk(program);
  for (const [who, place] of [
    ['ines', 'ig'],
    ['tomasz', 'it'],
  ] as const) {
    await (await desk.begin(who, { place, id, verdict: 'approve' })).submit();
    await program.settle();
  }
  const { conversation, channelData } = approval;
  const card = teams.messages(T.desk).findLast((message) => JSON.stringify(message.card ?? '').includes(id));
  const asked = {
    ...approval,
    id: 'f:once',
    replyToId: card?.id,
    from: { id: '29:mei', aadObjectId: O.mei },
    conversation: { ...Object(conversation), id: `${T.desk};messageid=${card?.id}` },
    channelData: { ...Object(channelData), channel: { id: T.desk } },
    value: { action: { type: 'Action.Execute', verb: 'egress', data: { do: 'link', request: id } } },
  };
  const issued = async () => (await program.read(id)).links.length;
  const before = await issued();
  expect(await (await teams.send(asked, await genuine(teams))).text()).toContain('Sent to you privately');
  expect(await issued()).toBe(before + 1);
  expect(await (await teams.send(asked, await genuine(teams))).text()).toBe('');
  expect(await issued()).toBe(before + 1);
});

test('a body that is too large, or no JSON, is refused before anything else', async () => {
  const { teams, approval } = await waiting();
  const large = { ...approval, text: 'x'.repeat(1024 * 1024) };
  expect((await teams.send(large, await genuine(teams))).status).toBe(413);
});

test('I10: nothing is done for somebody whom the bot could not tell', async () => {
  const { program, teams, id } = await waiting();
  const desk = teamsDesk(program);
  for (const [who, place] of [
    ['ines', 'ig'],
    ['tomasz', 'it'],
  ] as const) {
    await (await desk.begin(who, { place, id, verdict: 'approve' })).submit();
    await program.settle();
  }
  await teams.uninstall(O.mei);
  const { links } = await program.read(id);
  expect(await desk.press('mei', { place: 'desk', id, action: 'link' })).toContain('Add Sallyport for yourself first');
  await teams.say(O.mei, { conversation: T.desk, text: `link ${id.slice(0, 8)}` });
  const replied = () => teams.messages(T.desk).flatMap(({ id: root }) => teams.messages(`${T.desk};messageid=${root}`));
  await until(() => replied().some((message) => JSON.stringify(message).includes('Add Sallyport for yourself first')), 'a reply');
  expect((await program.read(id)).links).toEqual(links);
  await teams.install(O.mei);
  await until(() => JSON.stringify(privatelyTo(teams, 'mei')).includes('I tell you here'), 'a greeting');
  expect(JSON.stringify(await typeLine(teams, 'mei', { text: `link ${id.slice(0, 8)}` }))).toContain('Link ');
});

test('I14: on a copy that a crash left behind nothing is done, and whoever presses is told', async () => {
  const { program, teams, id } = await waiting();
  const recorded = teams.messages(T.ig).findLast(({ card }) => JSON.stringify(card ?? '').includes(id));
  const orphan = await fetch(`${teams.serviceUrl}v3/conversations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await botToken(teams)}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      isGroup: true,
      channelData: { channel: { id: T.ig } },
      activity: { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: recorded?.card }] },
    }),
  });
  const { activityId: message } = Object(await orphan.json());
  const { manifest } = await program.read(id);
  const data = { do: 'approve', request: id, stage: 0, digest: manifest?.digest };
  const pressed = await teams.execute(O.ines, { conversation: T.ig, message, data, forged: true });
  expect(JSON.stringify(pressed.card)).toContain('a newer one is in this channel');
  expect((await program.read(id)).decisions).toEqual([]);
});

test("a changed client cannot use one request's card to hide it, nor to read or decide another request", async () => {
  const { program, teams, id } = await waiting();
  const other = await program.submit({ changes: { egress_store_name: 'Another matter' }, project: 'proj-2' });
  await program.settle();
  const card = (request: RequestId) => teams.messages(T.ig).findLast((message) => JSON.stringify(message.card ?? '').includes(request));
  const before = card(id);
  const { manifest } = await program.read(other);
  for (const data of [
    { do: 'look', request: other },
    { do: 'approve', request: other, stage: 0, digest: manifest?.digest },
  ]) {
    const pressed = await teams.execute(O.oliver, { conversation: T.ig, message: before?.id ?? '', data, forged: true });
    expect(JSON.stringify(pressed.card)).not.toContain('Another matter');
  }
  await program.settle();
  expect(card(id)?.card).toEqual(before?.card);
  expect((await program.read(other)).decisions).toEqual([]);
});

test('I3: in the private chat nobody is shown a request that they may not read', async () => {
  const { teams, id } = await waiting();
  await typeLine(teams, 'oliver', { text: 'help' });
  const message = privatelyTo(teams, 'oliver').at(-1)?.id ?? '';
  const conversation = teams.personalConversation(O.oliver) ?? '';
  const pressed = await teams.execute(O.oliver, { conversation, message, data: { do: 'look', request: id }, forged: true });
  expect(JSON.stringify(pressed.card)).not.toContain('Ward 7 outcomes');
});

const botToken = async ({ endpoints, seed }: TeamsTenant): Promise<string> => {
  const answer = await fetch(`${endpoints.loginUrl}/${seed.tenant.id}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: seed.app.id,
      client_secret: seed.app.password,
      scope: 'https://api.botframework.com/.default',
    }),
  });
  return String(Object(await answer.json()).access_token);
};
