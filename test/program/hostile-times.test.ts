import { expect, test } from 'vitest';
import type { RequestStore, TaskTokens } from '../../src/workflow/ports.ts';
import type { PersonId } from '../../src/workflow/request.ts';
import { completeReview } from '../../src/workflow/tasks.ts';
import { replay } from '../../src/workflow/transitions.ts';
import { aProgram, C, U } from '../an-installation.ts';
import { inEnglish } from '../in-english.ts';
import { approveFirst, approveSecond, buttonsOf, cardOf, decide, press, release, say, wordsOf } from '../people.ts';
import { until } from '../until.ts';

test('I2: a follow-up that is late by a whole stage does not end a review that has only just begun', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  const { adapters } = program.installation;
  const { events } = await program.read(id);
  const staging = replay(id, events.slice(0, 2));
  if (staging?.status.kind !== 'staging') throw new Error('the second event is not the one that this test means');
  // What whoever reads before the token is loaded sees is a whole stage old.
  let loaded = false;
  const tokens: TaskTokens = {
    ...adapters.tokens,
    load: async (wanted) => {
      loaded = true;
      return adapters.tokens.load(wanted);
    },
  };
  const requests: RequestStore = { ...adapters.requests, read: async (wanted) => (loaded ? adapters.requests.read(wanted) : staging) };
  await completeReview({ requests, tokens, engine: adapters.engine, clock: () => staging.since }, id);
  expect(program.installation.executions()).toMatchObject([{ phase: 'waiting' }]);
  await approveFirst(program, id);
  await program.settle();
  await approveSecond(program, id);
  await program.settle();
  expect((await program.read(id)).status.kind).toBe('released');
});

test('I5: a requester is recognised behind a plus sign, and one with a foreign address only by declaration', async () => {
  const program = await aProgram();
  const alias = { created_by_email: 'Ines+swb@Example.ac.uk', updated_by_email: 'ines+swb@example.ac.uk' };
  const own = await program.submit({ changes: alias });
  const foreign = await program.submit({
    changes: { created_by_email: 'ines@cs.example.ac.uk', updated_by_email: 'ines@cs.example.ac.uk' },
  });
  await program.settle();
  expect(await press(program, U.ines, { channel: C.ig, ts: cardOf(program, C.ig, own).ts, action: 'approve' })).toContain(
    'somebody else has to decide',
  );
  expect(await press(program, U.gareth, { channel: C.ig, ts: cardOf(program, C.ig, foreign).ts, action: 'approve' })).toContain(
    'I did not ask for this egress',
  );
});

test('I3: who became a guest while a dialog stood open for long decides nothing with it', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  await press(program, U.ines, { channel: C.ig, ts: cardOf(program, C.ig, id).ts, action: 'approve' });
  program.slack.changeUser(U.ines, { isGuest: true });
  program.wait(11 * 60);
  await program.slack.submit(U.ines, {});
  expect(wordsOf(program.slack.modal(U.ines))).toContain('guest');
  expect((await program.read(id)).decisions).toEqual([]);
});

test('I10: no link goes to an account that was first used by somebody else', async () => {
  const program = await aProgram();
  expect(await say(program, U.oliver, 'whoami')).toContain('Oliver');
  program.slack.changeUser(U.mei, { email: 'mei.old@example.ac.uk' });
  program.slack.changeUser(U.oliver, { email: 'mei@example.ac.uk' });
  const id = await program.submit();
  await release(program, id);
  expect(program.slack.directMessages(U.oliver)).toEqual([]);
  expect((await program.read(id)).links).toEqual([]);
  const mails = await program.installation.mailer.sent();
  expect(mails.filter(({ to }) => to.includes('mei@example.ac.uk' as PersonId)).map(({ body }) => body.includes('/download/'))).toEqual([
    false,
  ]);
});

test('I9: a second request for an egress store that is under review fails by itself, and leaves the first alone', async () => {
  const program = await aProgram();
  const first = await program.submit();
  await program.settle();
  const second = await program.submit({ changes: { egress_store_id: `store-${first}` } });
  await program.settle();
  expect((await program.read(second)).status).toMatchObject({ kind: 'failed', failure: { error: expect.stringContaining(first) } });
  expect(await program.installation.register.statusOf(`store-${first}`)).toBe('PROCESSING');
  await release(program, first);
  expect(await program.installation.register.statusOf(`store-${first}`)).toBe('PROCESSED');
});

test('I9: a clean-up that runs again leaves the status alone that a new submission for the store has been given', async () => {
  const program = await aProgram();
  const first = await program.submit();
  await program.settle();
  await decide(program, U.ines, {
    id: first,
    channel: C.ig,
    action: 'reject',
    answers: { category: 'other', reason: 'Please round the means.' },
  });
  await program.settle();
  const second = await program.submit({ changes: { egress_store_id: `store-${first}` } });
  await program.settle();
  expect((await program.read(second)).status.kind).toBe('in-review');
  await program.installation.runTask('clean-up', { id: first });
  expect(await program.installation.register.statusOf(`store-${first}`)).toBe('PROCESSING');
  await release(program, second);
  expect(await program.installation.register.statusOf(`store-${first}`)).toBe('PROCESSED');
});

test('I14: a card that could not be painted while the bot was out of its channel is painted at the next click on it', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  program.slack.fault({ method: 'chat.update', kind: 'error', code: 'not_in_channel', times: 1 });
  await approveFirst(program, id);
  await program.settle();
  const card = cardOf(program, C.ig, id);
  expect(buttonsOf(card)).toContain('egress:approve');
  expect(await press(program, U.gareth, { channel: C.ig, ts: card.ts, action: 'approve' })).toContain('already decided');
  await program.settle();
  expect(buttonsOf(cardOf(program, C.ig, id))).toEqual([]);
});

test('I17: a manager whom Slack refuses for good is told by e-mail, and keeps nobody else waiting', async () => {
  const program = await aProgram();
  await say(program, U.ada, 'grant @tomasz EgressManager');
  const id = await program.submit();
  await program.settle();
  await approveFirst(program, id);
  await program.settle();
  program.slack.fault({ method: 'conversations.open', kind: 'error', code: 'restricted_action', times: 1 });
  await approveSecond(program, id);
  await program.settle();
  await until(() => program.slack.directMessages(U.rosa).length > 0, 'the outcome');
  const byMail = (await program.installation.mailer.sent()).filter(({ subject }) => subject.includes('can be downloaded'));
  const byChat = [U.mei, U.tomasz].filter((user) =>
    program.slack.directMessages(user).some(({ text }) => text.includes('can be downloaded')),
  );
  expect([byMail.length, byChat.length]).toEqual([1, 1]);
});

test('a reason of characters that nobody can see is no reason', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  const speaker = { identity: { platform: 'slack', tenant: 'T01SANDBOX', user: U.ines }, channel: C.ig } as const;
  const manifest = (await program.read(id)).manifest;
  if (!manifest) throw new Error('not staged');
  await press(program, U.ines, { channel: C.ig, ts: cardOf(program, C.ig, id).ts, action: 'reject' });
  const notice = await program.installation.conversation.submit(speaker, {
    answer: { do: 'reject', request: id, stage: 0, digest: manifest.digest, category: 'other', reason: '\u200b'.repeat(12) },
  });
  expect(inEnglish(notice)).toContain('at least 10 characters');
});
