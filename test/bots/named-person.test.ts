import { expect, test } from 'vitest';
import type { Asked, Context } from '../../src/bots/context.ts';
import { accountMeant } from '../../src/bots/named-person.ts';

const account = { platform: 'slack', tenant: 'T01', user: 'U02' };
const context = {
  workplaces: { slack: { find: async () => account } },
  people: { identify: async () => ({ ok: true, value: { id: 'oliver@example.ac.uk', name: 'Oliver' } }) },
} as never as Context;
const asked = { speaker: { identity: { ...account, user: 'U01' } } } as never as Asked;

test('I5: an address that leads to an account of another address is refused, or else an old alias would name somebody else', async () => {
  const meant = (typed: string) => accountMeant(context, asked, { kind: 'text', text: typed });
  expect(await meant('old.alias@example.ac.uk')).toEqual({
    ok: false,
    refusal: { kind: 'two-people', picked: 'oliver@example.ac.uk', typed: 'old.alias@example.ac.uk' },
  });
  expect(await meant('Oliver@example.ac.uk')).toEqual({ ok: true, value: account });
});
