/** The sandbox of an organisation that speaks German. */
import { test } from 'vitest';
import { actAs, aSandbox, cardOf, eventually, openConversation, submitSample, textOf } from './sandbox.ts';

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
  calm();
});
