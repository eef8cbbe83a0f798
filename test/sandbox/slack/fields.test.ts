import { expect, test } from 'vitest';
import { clientErrors, filledIn } from '../../../src/sandbox/slack/fields.ts';

const input = (element: { readonly type: string; readonly [key: string]: unknown }, optional = false) => ({
  type: 'input',
  block_id: `block-${element.type}`,
  label: { type: 'plain_text', text: 'x' },
  element: { action_id: element.type, ...element },
  optional,
});
const pickers = [
  input({ type: 'conversations_select', initial_conversation: 'C01IGREVIEW' }),
  input({ type: 'users_select' }),
  input({ type: 'datepicker' }, true),
];

test('a picker that nobody touched keeps what the dialog began with, and one that must be used is asked for', () => {
  const untouched = filledIn(pickers, {});
  expect(untouched['block-conversations_select']).toEqual({
    conversations_select: { type: 'conversations_select', selected_conversation: 'C01IGREVIEW' },
  });
  expect(Object.keys(clientErrors(pickers, untouched))).toEqual(['block-users_select']);
});

test('what was picked is sent as Slack sends it', () => {
  const picked = filledIn(pickers, { users_select: 'U01INES', datepicker: '2026-12-24', conversations_select: 'C02OTHER' });
  expect(clientErrors(pickers, picked)).toEqual({});
  expect(picked).toEqual({
    'block-conversations_select': { conversations_select: { type: 'conversations_select', selected_conversation: 'C02OTHER' } },
    'block-users_select': { users_select: { type: 'users_select', selected_user: 'U01INES' } },
    'block-datepicker': { datepicker: { type: 'datepicker', selected_date: '2026-12-24' } },
  });
});

test('a field that the dialog does not have cannot be filled in', () => {
  expect(() => filledIn(pickers, { other: 'x' })).toThrow('the dialog has no field other');
});

test('what is refused before anything is sent is said in the language of the client', () => {
  const fields = [input({ type: 'plain_text_input', min_length: 10, max_length: 12 }), input({ type: 'users_select' })];
  const said = (written: string, language?: 'en' | 'de') =>
    Object.values(clientErrors(fields, filledIn(fields, { plain_text_input: written }), language));
  expect(said('short')).toEqual(['Must be at least 10 characters.', 'Please complete this required field.']);
  expect(said('kurz', 'de')).toEqual(['Es müssen mindestens 10 Zeichen sein.', 'Bitte füllen Sie dieses Pflichtfeld aus.']);
  expect(said('viel zu lang geraten', 'de')[0]).toBe('Es dürfen höchstens 12 Zeichen sein.');
});
