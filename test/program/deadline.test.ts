import { expect, test } from 'vitest';
import { findRecordFault } from '../../src/workflow/transitions.ts';
import { aProgram, U } from '../an-installation.ts';
import { approveFirst, say, wordsOf } from '../people.ts';

const day = 86_400;

test('I16: a deadline of working days passes while the program is down: the request expires once, is cleaned up, and everybody is told', async () => {
  const before = await aProgram();
  const decided = await before.submit();
  const forgotten = await before.submit();
  await before.settle();
  await approveFirst(before, decided);
  await before.settle();
  await before.stop();
  const after = await aProgram({ folder: before.folder, ahead: 10 * day, setUp: false });
  await after.settle();
  for (const id of [decided, forgotten]) {
    const request = await after.read(id);
    expect(request.events.filter(({ fact }) => fact.kind === 'expired')).toHaveLength(1);
    expect(findRecordFault(request)).toBeUndefined();
    expect(await after.installation.register.statusOf(`store-${id}`)).toBe('PENDING');
  }
  expect((await after.read(decided)).status).toEqual({ kind: 'expired', stage: 1 });
  expect((await after.read(forgotten)).status).toEqual({ kind: 'expired', stage: 0 });
  const mails = await after.installation.mailer.sent();
  expect(mails.filter(({ body }) => body.includes('Nobody decided on your egress request before its deadline'))).toHaveLength(2);
  expect(wordsOf(after.slack.directMessages(U.ines))).toContain('which you reviewed: expired');
});

test('I16: a deadline that has not come leaves a request alone, however often the program starts', async () => {
  const before = await aProgram();
  const id = await before.submit();
  await before.settle();
  await before.stop();
  const after = await aProgram({ folder: before.folder, ahead: day, setUp: false });
  await after.settle();
  expect((await after.read(id)).status).toMatchObject({ kind: 'in-review', stage: 0 });
  expect(await say(after, U.ada, 'pending')).toContain('1 request waiting');
});
