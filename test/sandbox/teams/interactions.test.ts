import { afterEach, describe, expect, test } from 'vitest';
import { aCard, answering, channel, execute, newThread, openings, posting, seed } from './fixture.ts';

const { aTenant, aProgram, closeAll } = openings();
afterEach(closeAll);

const look = { do: 'look', request: 'r1' };
const approve = { do: 'approve', request: 'r1' };
const comment = { type: 'Input.Text', id: 'field-comment', label: 'Comment', isRequired: true, maxLength: 20 };
const independent = { type: 'Input.Toggle', id: 'field-independent', title: 'Independent', valueOn: 'yes', valueOff: 'no' };
const shared = (over: object = {}) => aCard({ actions: [execute('Show my actions', look)], ...over });
const own = aCard({
  actions: [
    {
      type: 'Action.ShowCard',
      title: 'Approve',
      card: { type: 'AdaptiveCard', body: [comment, independent], actions: [execute('Approve', approve)] },
    },
  ],
});

/** A posted card, and a program that answers every invoke with `answer`. */
const aPost = async (answer: object, card: object = shared()) => {
  const { teams, call } = await aTenant();
  const program = await aProgram((activity) => (activity['type'] === 'invoke' ? answer : undefined));
  teams.connect(program.url);
  const { body } = await call('POST', { path: 'conversations', body: newThread(card) });
  const message = String(body['activityId']);
  const update = (next: object) =>
    call('PUT', { path: `conversations/${channel};messageid=${message}/activities/${message}`, body: posting(next) });
  const seen = (user: string) => teams.viewOf(user, channel, message);
  return { teams, call, program, message, update, seen, at: { conversation: channel, message } };
};

describe('what people type', () => {
  test('mentions the bot and people in a channel, and keeps to the thread', async () => {
    const { teams, program, message } = await aPost({});
    const mentions = [{ memberId: '29:bob', name: 'Bob' }];
    await teams.say('ada', { conversation: channel, text: 'why @Bob', mentions });
    await teams.say('ada', { conversation: `${channel};messageid=${message}`, text: 'status' });
    const [first, second] = program.got.map(({ activity }) => activity);
    expect(first).toMatchObject({
      type: 'message',
      channelId: 'msteams',
      text: '<at>Sallyport</at> why <at>Bob</at>\n',
      from: { id: '29:ada', aadObjectId: 'ada' },
      conversation: { conversationType: 'channel', tenantId: seed.tenant.id, id: `${channel};messageid=${String(first?.['id'])}` },
      channelData: { tenant: { id: seed.tenant.id }, team: { id: seed.team.id }, channel: { id: channel } },
    });
    expect(first?.['entities']).toMatchObject([
      { type: 'mention', mentioned: { id: seed.bot.id } },
      { type: 'mention', mentioned: { id: '29:bob' }, text: '<at>Bob</at>' },
      { type: 'clientInfo' },
    ]);
    expect(second).toMatchObject({ replyToId: message, conversation: { id: `${channel};messageid=${message}` } });
    expect(teams.messages(`${channel};messageid=${message}`)).toHaveLength(2);
  });

  test('goes as it is to the bot in person, and from nobody else in that conversation', async () => {
    const { teams, program } = await aPost({});
    const conversation = teams.personalConversation('ada') ?? '';
    await teams.say('ada', { conversation, text: 'status' });
    expect(program.got[0]?.activity).toMatchObject({ text: 'status', conversation: { conversationType: 'personal', id: conversation } });
    await expect(teams.say('bob', { conversation, text: 'status' })).rejects.toThrow('not in the conversation');
    await expect(teams.say('gus', { conversation: channel, text: 'status' })).rejects.toThrow('not in the channel');
  });

  test('fails with the status that the program answers', async () => {
    const { teams } = await aTenant();
    const program = await aProgram(() => undefined, { status: 401 });
    teams.connect(program.url);
    const conversation = teams.personalConversation('ada') ?? '';
    expect(await teams.say('ada', { conversation, text: 'x' })).toEqual({ kind: 'failed', why: 'status', status: 401 });
  });
});

describe('a pressed button', () => {
  test('gives a view of their own to the one who pressed, until the message is updated', async () => {
    const { teams, program, seen, update, at, message } = await aPost(answering(own));
    expect(await teams.execute('ada', { ...at, data: look })).toMatchObject({ kind: 'delivered', card: own });
    expect(program.got[0]?.activity).toMatchObject({
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId: message,
      value: { action: { type: 'Action.Execute', verb: 'egress', data: look }, trigger: 'manual' },
    });
    expect(seen('ada')).toEqual(own);
    expect(seen('bob')).toEqual(shared());
    const next = shared({ body: [{ type: 'TextBlock', text: 'Approved' }] });
    await update(next);
    expect(seen('ada')).toEqual(next);
    expect(teams.problems()).toEqual([]);
  });

  test('keeps the view of an answer that comes after an update which the press brought about', async () => {
    const { teams, seen, update, at } = await aPost(answering(own));
    const slow = await aProgram(() => answering(own), { before: () => update(shared({ lang: 'en' })) });
    teams.connect(slow.url);
    await teams.execute('ada', { ...at, data: look });
    expect(seen('ada')).toEqual(own);
    expect(seen('bob')).toEqual(shared({ lang: 'en' }));
  });

  test('is only there on what the person sees', async () => {
    const { teams, at } = await aPost(answering(own));
    await expect(teams.execute('ada', { ...at, data: approve })).rejects.toThrow('no button');
    await teams.execute('ada', { ...at, data: look });
    await expect(teams.execute('bob', { ...at, data: approve })).rejects.toThrow('no button');
    expect(await teams.execute('bob', { ...at, data: approve, forged: true })).toMatchObject({ kind: 'delivered' });
  });

  test('sends the inputs of its own form, once the client finds them filled in', async () => {
    const { teams, at, program } = await aPost(answering(own));
    await teams.execute('ada', { ...at, data: look });
    const before = program.got.length;
    expect(await teams.execute('ada', { ...at, data: approve })).toMatchObject({ kind: 'failed', why: 'invalid-input' });
    const long = { 'field-comment': 'x'.repeat(21) };
    expect(await teams.execute('ada', { ...at, data: approve, inputs: long })).toMatchObject({ kind: 'failed', why: 'invalid-input' });
    expect(program.got).toHaveLength(before);
    await expect(teams.execute('ada', { ...at, data: approve, inputs: { 'field-reason': 'x' } })).rejects.toThrow('no input field-reason');
    await teams.execute('ada', { ...at, data: approve, inputs: { 'field-comment': 'fine' } });
    expect(program.got.at(-1)?.activity).toMatchObject({
      value: { action: { data: { ...approve, 'field-comment': 'fine', 'field-independent': 'no' } } },
    });
  });

  test('leaves the card as it is when the answer breaks a limit or is none', async () => {
    const long = aCard({ body: [{ type: 'TextBlock', text: 'x'.repeat(26_000) }] });
    const broken = await aPost(answering(long));
    expect(await broken.teams.execute('ada', { ...broken.at, data: look })).toMatchObject({ kind: 'failed', why: 'invalid-answer' });
    expect(broken.seen('ada')).toEqual(shared());
    expect(broken.teams.problems()).toHaveLength(1);
    const none = await aPost({ statusCode: 200 });
    expect(await none.teams.execute('ada', { ...none.at, data: look })).toMatchObject({ kind: 'failed', why: 'invalid-answer' });
  });

  test('tells an error or a message that the program answers', async () => {
    const value = { code: 'BadRequest', message: 'No.' };
    const refused = await aPost({ statusCode: 400, type: 'application/vnd.microsoft.error', value });
    expect(await refused.teams.execute('ada', { ...refused.at, data: look })).toMatchObject({ kind: 'delivered', error: value });
    const told = await aPost({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Done.' });
    expect(await told.teams.execute('ada', { ...told.at, data: look })).toMatchObject({ message: 'Done.' });
  });
});

describe('a refresh', () => {
  const automatic = { ...look, auto: true };
  const refresh = { action: execute('Refresh', automatic), userIds: ['29:ada'] };

  test('runs for those it names, once for every update', async () => {
    const { teams, program, seen, update } = await aPost(answering(own), shared({ refresh }));
    expect(await teams.look('bob', channel)).toEqual([]);
    expect(await teams.look('ada', channel)).toMatchObject([{ card: own }]);
    expect(program.got[0]?.activity).toMatchObject({ value: { action: { data: automatic }, trigger: 'automatic' } });
    expect(seen('ada')).toEqual(own);
    expect(await teams.look('ada', channel)).toEqual([]);
    await update(shared({ refresh }));
    expect(await teams.look('ada', channel)).toHaveLength(1);
  });

  test('is no button', async () => {
    const { teams, at } = await aPost(answering(own), shared({ refresh }));
    await expect(teams.execute('ada', { ...at, data: automatic })).rejects.toThrow('no button');
    expect(await teams.execute('ada', { ...at, data: automatic, trigger: 'automatic' })).toMatchObject({ card: own });
  });

  test('does not run on a message that somebody removed', async () => {
    const { teams, message } = await aPost(answering(own), shared({ refresh }));
    teams.remove(channel, message);
    expect(await teams.look('ada', channel)).toEqual([]);
  });
});
