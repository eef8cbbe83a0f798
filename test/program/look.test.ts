/** The card as one person should see it, for platforms that draw it for each. */
import { expect, test } from 'vitest';
import type { Card, Notice } from '../../src/bots/card.ts';
import type { Speaker } from '../../src/bots/chat.ts';
import { english } from '../../src/bots/languages/english.ts';
import { sayCard, sayNotice } from '../../src/bots/say.ts';
import type { RequestId } from '../../src/workflow/request.ts';
import { aProgram, C, U } from '../an-installation.ts';
import { approveFirst, cardOf, release } from '../people.ts';

const as = (who: keyof typeof U): Speaker => ({ identity: { platform: 'slack', tenant: 'T01SANDBOX', user: U[who] }, channel: C.ig });
const buttons = (card: Card): readonly string[] =>
  sayCard(english, card).blocks.flatMap((block) => (block.kind === 'actions' ? block.actions.map(({ label }) => label) : []));
const said = (shown: Notice | undefined): string => (shown ? JSON.stringify(sayNotice(english, shown)) : '');
/** All that a look shows. */
const seen = ({ card, barred }: { readonly card: Card; readonly barred?: Notice }): string =>
  JSON.stringify(sayCard(english, card)) + said(barred);

test.each([
  { who: 'ines', decides: true, barred: '' },
  { who: 'gareth', decides: true, barred: '' },
  { who: 'oliver', decides: false, barred: 'Only people who hold the role' },
  { who: 'rosa', decides: false, barred: 'somebody else has to decide' },
  { who: 'gita', decides: false, barred: 'guest' },
] as const)('I4: $who is shown the buttons of a review: $decides', async ({ who, decides, barred }) => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  const seen = await program.installation.conversation.look(as(who), { request: id, inSight: true });
  expect(buttons(seen.card).some((label) => label.includes('Approve'))).toBe(decides);
  expect(said(seen.barred)).toContain(barred);
  const day = new Date().toISOString().slice(0, 10);
  expect(await program.installation.adapters.refusals.list({ partition: day })).toEqual([]);
});

test('I5: whoever approved the first stage sees no buttons at the second, and is told why', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  await approveFirst(program, id);
  await program.settle();
  const seen = await program.installation.conversation.look(as('ines'), { request: id, inSight: true });
  expect(buttons(seen.card)).toEqual([]);
  expect(said(seen.barred)).toContain('Research IT');
});

test('I10: only the egress manager sees the button of a release', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await release(program, id);
  expect(buttons((await program.installation.conversation.look(as('mei'), { request: id, inSight: true })).card).join()).toContain(
    'Get link',
  );
  const other = await program.installation.conversation.look(as('oliver'), { request: id, inSight: true });
  expect(buttons(other.card)).toEqual([]);
  expect(said(other.barred)).toContain('Only people who hold the role');
});

test('a request that nobody knows is said to be unknown', async () => {
  const program = await aProgram();
  const seen = await program.installation.conversation.look(as('ines'), {
    request: '00000000-0000-4000-8000-000000000000' as RequestId,
    inSight: true,
  });
  expect(said(seen.barred)).toContain('There is no request');
});

test('I14: a copy that a crash left behind is told from the recorded one', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  const { ts } = cardOf(program, C.ig, id);
  const { conversation } = program.installation;
  const channel = { platform: 'slack', tenant: 'T01SANDBOX', id: C.ig } as const;
  expect(await conversation.isRecorded(id, { channel, message: ts })).toBe(true);
  expect(await conversation.isRecorded(id, { channel, message: '1.000001' })).toBe(false);
  expect(await conversation.isRecorded(id, { channel: { ...channel, id: C.it }, message: ts })).toBe(false);
});

test('I3: whoever does not see the card where it hangs is shown nothing of a request that they may not read', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  const { conversation } = program.installation;
  const outside = seen(await conversation.look(as('oliver'), { request: id, inSight: false }));
  for (const secret of ['rosa@example.ac.uk', 'Ward 7 outcomes', 'results/table.csv']) expect(outside).not.toContain(secret);
  expect(seen(await conversation.look(as('ines'), { request: id, inSight: false }))).toContain('Ward 7 outcomes');
});
