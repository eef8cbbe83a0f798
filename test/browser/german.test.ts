/** The sandbox of an organisation that speaks German. */
import { expect, test } from 'vitest';
import { actAs, aSandbox, cardOf, eventually, openConversation, pressOn, submitSample, textOf } from './sandbox.ts';

const { open } = aSandbox('--language', 'de');

test('both chats write dates as the organisation does', { timeout: 120_000 }, async () => {
  const { page, calm } = await open();
  const request = await submitSample(page, 'Aggregated results');
  await actAs(page, 'Inés Okafor');
  await openConversation(page, 'ig-review');
  const deadline = cardOf(page, request).locator('.message-blocks time').first();
  await eventually(() => textOf(deadline)).toMatch(/^\d{1,2}\. \p{L}+\.? \d{2}:\d{2}$/u);

  await page.getByRole('navigation', { name: 'Chat platforms' }).getByRole('button', { name: 'Teams' }).click();
  await page.getByRole('navigation', { name: 'Teams channels and chats' }).getByRole('button', { name: 'ig-review' }).click();
  const card = cardOf(page, request);
  await eventually(() => textOf(card)).toMatch(/\p{L}+\.?, \d{1,2}\. \p{L}+\.? \d{4} \d{2}:\d{2}/u);
  // A screen reader pronounces it so.
  expect(await card.locator('[lang|="de"]').count()).toBeGreaterThan(0);
  calm();
});

test('roles are called in German, and so a dialog says what it lacks', { timeout: 120_000 }, async () => {
  const { page, calm } = await open();
  const request = await submitSample(page, 'Aggregated results');
  await actAs(page, 'Inés Okafor');
  const dialog = await pressOn(page, { channel: 'ig-review', request, button: 'Ablehnen' });
  await dialog.and(page.locator('[lang|="de"]')).waitFor();
  const card = cardOf(page, request);
  expect(await card.locator('[lang|="de"]').count()).toBeGreaterThan(0);
  expect(await textOf(card)).toContain('Informations-Governance');
  expect(await textOf(card)).not.toMatch(/Information Governance|Research IT/);
  const send = dialog.getByRole('button', { name: 'Ablehnen', exact: true });
  await send.click();
  await eventually(async () => (await dialog.getByRole('alert').allInnerTexts()).join(' ')).toMatch(/wählen Sie aus.*schreiben Sie hier/s);
  await dialog.getByRole('combobox').selectOption({ index: 1 });
  await dialog.getByRole('textbox').fill('kurz');
  await send.click();
  await eventually(async () => (await dialog.getByRole('alert').allInnerTexts()).join(' ')).toContain('mindestens 10 Zeichen');
  calm();
});
