import { expect, test } from 'vitest';
import type { Sha256 } from '../../src/workflow/request.ts';
import { aProgram, C, U } from '../an-installation.ts';
import { inEnglish } from '../in-english.ts';
import { approveFirst, approveSecond, buttonsOf, cardOf, decide, press, release, say, wordsOf } from '../people.ts';

const reason = 'Table 2 has counts below ten.';

test('the card tells an approver what they need and offers four buttons', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  const card = cardOf(program, C.ig, id);
  const words = wordsOf(card.blocks);
  for (const told of [
    'Information Governance review',
    'Stage: 1 of 2',
    '3 files',
    'proj-1',
    'Ward 7 outcomes',
    'rosa@example.ac.uk',
    'results/table.csv',
    '0 of 1',
    id,
    'EgressRequests',
  ])
    expect(words).toContain(told);
  expect(buttonsOf(card)).toEqual(['egress:approve', 'egress:reject', 'egress:ask', 'egress:files', 'egress:claim']);
});

test('a rejection ends the request, shows category and reason, tells requester and reviewers, and lets the researcher submit again', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  await approveFirst(program, id);
  await program.settle();
  const said = await decide(program, U.tomasz, { id, channel: C.it, action: 'reject', answers: { category: 'small-counts', reason } });
  expect(said).toContain('Your rejection of');
  await program.settle();
  expect((await program.read(id)).status).toEqual({ kind: 'rejected', stage: 1 });
  for (const channel of [C.ig, C.it]) {
    const card = cardOf(program, channel, id);
    expect(wordsOf(card.blocks)).toContain(reason);
    expect(wordsOf(card.blocks)).toContain('Small counts');
    expect(buttonsOf(card)).toEqual([]);
    expect(
      program.slack
        .thread(channel, card.ts)
        .map(({ text }) => text)
        .join('\n'),
    ).toContain('rejected');
  }
  expect(wordsOf(program.slack.directMessages(U.rosa))).toContain(reason);
  expect(wordsOf(program.slack.directMessages(U.ines))).toContain('which you reviewed');
  const mails = await program.installation.mailer.sent();
  expect(mails).toMatchObject([{ to: ['rosa@example.ac.uk'], cc: ['ines@example.ac.uk'] }]);
  expect(mails[0]?.body).toContain(reason);
  const moved = await program.installation.register.move(`store-${id}`, 'PROCESSING');
  expect(moved.kind).toBe('moved');
});

test('I4: a wrong person is refused privately, told who can act, and the attempt is recorded apart', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  const { ts } = cardOf(program, C.ig, id);
  const posts = program.slack.messages(C.ig).length;
  expect(await press(program, U.oliver, { channel: C.ig, ts, action: 'approve' })).toMatch(
    /Only people who hold the role Information Governance.*Who can: .*ines@example.ac.uk/,
  );
  expect(await press(program, U.tomasz, { channel: C.ig, ts, action: 'reject' })).toContain('Only people who hold the role');
  expect(await press(program, U.rosa, { channel: C.ig, ts, action: 'approve' })).toContain('somebody else has to decide');
  expect(await press(program, U.gita, { channel: C.ig, ts, action: 'approve' })).toContain('guest');
  await program.settle();
  expect((await program.read(id)).decisions).toEqual([]);
  expect((await program.read(id)).version).toBe(3);
  expect(program.slack.messages(C.ig)).toHaveLength(posts);
  const today = new Date().toISOString().slice(0, 10);
  const recorded = await program.installation.adapters.refusals.list({ partition: today });
  expect(recorded.map(({ refusal, attempted }) => `${attempted}: ${refusal}`).sort()).toEqual([
    'approve: own-request',
    'approve: untrusted-account',
    'approve: wrong-role',
    'reject: wrong-role',
  ]);
});

test('I4: a role that is taken back while the dialog is open no longer decides', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  await press(program, U.ines, { channel: C.ig, ts: cardOf(program, C.ig, id).ts, action: 'approve' });
  expect(await say(program, U.ada, 'revoke-grant @ines InformationGovernance')).toContain('Role taken back');
  await program.slack.submit(U.ines, {});
  expect(wordsOf(program.slack.modal(U.ines))).toContain('Only people who hold the role');
  expect((await program.read(id)).decisions).toEqual([]);
});

test('I1: a double click and a late colleague are told privately what is recorded, by whom', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  const { ts } = cardOf(program, C.ig, id);
  await press(program, U.gareth, { channel: C.ig, ts, action: 'approve' });
  await press(program, U.ines, { channel: C.ig, ts, action: 'approve' });
  await program.slack.submit(U.ines, {});
  await program.slack.submit(U.gareth, {});
  expect(wordsOf(program.slack.modal(U.gareth))).toMatch(/already decided.*Inés Okafor.* in Slack.*now waits for Research IT/);
  await program.settle();
  expect((await program.read(id)).decisions).toHaveLength(1);
});

test('I1: two dialogs of one person, submitted at once, make one decision', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  await press(program, U.ines, { channel: C.ig, ts: cardOf(program, C.ig, id).ts, action: 'approve' });
  await Promise.all([program.slack.submit(U.ines, {}), program.slack.submit(U.ines, {})]);
  await program.settle();
  expect((await program.read(id)).decisions).toHaveLength(1);
});

test('I7: a card that shows another manifest is refused and repainted', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  const request = await program.read(id);
  const speaker = { identity: { platform: 'slack', tenant: 'T01SANDBOX', user: U.ines }, channel: C.ig } as const;
  const updates = () => program.slack.calls().filter(({ method }) => method === 'chat.update').length;
  const before = updates();
  const answer = await program.installation.conversation.press(speaker, {
    do: 'approve',
    request: id,
    stage: 0,
    digest: 'e'.repeat(64) as Sha256,
  });
  expect(inEnglish(answer)).toContain('Card out of date');
  await program.settle();
  expect(updates()).toBeGreaterThan(before);
  expect(await program.read(id)).toEqual(request);
});

test('I14: claims and decisions repaint every copy, in every channel that shows the role', async () => {
  const program = await aProgram();
  await say(program, U.ada, 'map #tre-users InformationGovernance');
  const id = await program.submit();
  await program.settle();
  const copies = [C.ig, 'C05TREUSERS'];
  expect(await press(program, U.ines, { channel: C.ig, ts: cardOf(program, C.ig, id).ts, action: 'claim' })).toContain('you are reviewing');
  await program.settle();
  for (const channel of copies) expect(wordsOf(cardOf(program, channel, id).blocks)).toContain('Reviewing now');
  await release(program, id);
  const shown = [...copies, C.it].map((channel) => cardOf(program, channel, id));
  expect(new Set(shown.map(({ text }) => text)).size).toBe(1);
  for (const card of shown) {
    expect(card.text).toContain('released');
    expect(buttonsOf(card)).toEqual([]);
  }
});

test('I14: a deleted card is replaced once, and then left deleted', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  await program.slack.deleteMessage(C.ig, cardOf(program, C.ig, id).ts);
  const claimBy = async (user: string) =>
    program.installation.conversation.press(
      { identity: { platform: 'slack', tenant: 'T01SANDBOX', user }, channel: C.ig },
      { do: 'claim', request: id, stage: 0 },
    );
  await claimBy(U.ines);
  await program.settle();
  const second = cardOf(program, C.ig, id);
  expect(wordsOf(second.blocks)).toContain('Reviewing now');
  expect(buttonsOf(second)).toContain('egress:approve');
  await program.slack.deleteMessage(C.ig, second.ts);
  await claimBy(U.gareth);
  await program.settle();
  expect(() => cardOf(program, C.ig, id)).toThrow();
});

test('I5: one person does not decide at two stages although they hold both roles', async () => {
  const program = await aProgram();
  await say(program, U.ada, 'grant @ines ResearchIT');
  const id = await program.submit();
  await program.settle();
  await approveFirst(program, id);
  await program.settle();
  expect(await press(program, U.ines, { channel: C.it, ts: cardOf(program, C.it, id).ts, action: 'approve' })).toContain(
    'already decided at another stage',
  );
  expect(await approveSecond(program, id)).toContain('is recorded');
});

test('I6: no task token is in a card, dialog, log, record or mail', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  const token = (await program.installation.adapters.tokens.load(id))[0]?.token;
  if (!token) throw new Error('no token to look for');
  expect(token.length).toBeGreaterThan(20);
  await release(program, id);
  const { slack, installation } = program;
  const seen = JSON.stringify([
    slack.calls(),
    slack.exportState(),
    await program.read(id),
    await installation.mailer.sent(),
    installation.executions(),
    await installation.adapters.deliveries.list({ partition: id }),
  ]);
  expect(seen).not.toContain(token);
  expect(await installation.adapters.tokens.load(id)).toEqual([]);
});

test('I17: a card that can hang nowhere is told to the admins, and hangs again once the channel is mended and mapped', async () => {
  const program = await aProgram();
  program.slack.fault({ method: 'chat.postMessage', kind: 'error', code: 'is_archived', times: 1 });
  const id = await program.submit();
  await program.settle();
  expect(() => cardOf(program, C.ig, id)).toThrow();
  expect(wordsOf(program.slack.directMessages(U.ada).at(-1)?.blocks)).toContain('none that does can be reached');
  expect(await say(program, U.ada, 'map #ig-review InformationGovernance')).toContain('1 request waiting now appears there');
  await program.settle();
  expect(buttonsOf(cardOf(program, C.ig, id))).toContain('egress:approve');
});
