import { expect, test } from 'vitest';
import {
  actAs,
  aSandbox,
  cardOf,
  eventually,
  openConversation,
  pressOn,
  submitDialog,
  submitSample,
  textOf,
  waitForStatus,
} from './sandbox.ts';

const { open } = aSandbox();

test('a rejection needs a category and a reason, and both reach the card and the researcher', async () => {
  const { page, calm } = await open();
  const request = await submitSample(page, 'Aggregated results');
  await actAs(page, 'Inés Okafor');
  const dialog = await pressOn(page, { channel: 'ig-review', request, button: 'Reject' });
  const reason = dialog.getByRole('textbox', { name: 'Reason' });

  await dialog.getByRole('button', { name: 'Reject', exact: true }).click();
  await eventually(() => dialog.getByRole('alert').count()).toBe(2);

  await dialog.getByRole('combobox').selectOption({ label: 'Small counts' });
  await reason.fill('too short');
  await dialog.getByRole('button', { name: 'Reject', exact: true }).click();
  await eventually(() => dialog.getByRole('alert').allInnerTexts()).toEqual([expect.stringContaining('10')]);
  expect(await reason.getAttribute('aria-invalid')).toBe('true');
  expect(await dialog.locator('textarea:focus').count()).toBe(1);

  await reason.fill('Table 2 has a cell of four patients.');
  expect(await submitDialog(page, 'Reject')).toBe('Rejection recorded');
  await waitForStatus(page, 'Rejected');
  const card = cardOf(page, request);
  await eventually(() => textOf(card)).toContain('Table 2 has a cell of four patients.');
  expect(await textOf(card)).toContain('Inés Okafor');
  expect(await card.getByRole('button').count()).toBe(0);

  await actAs(page, 'Rosa Lindqvist');
  await openConversation(page, 'Sallyport');
  await eventually(() => textOf(cardOf(page, request))).toContain('Small counts');
  expect(await textOf(cardOf(page, request))).toContain('Table 2 has a cell of four patients.');
  const panel = page.getByRole('complementary', { name: 'Requests' });
  await panel.getByText('Who was told').click();
  await eventually(() => textOf(panel)).toContain('E-mail to rosa@example.ac.uk, copy to ines@example.ac.uk');
  calm();
});
