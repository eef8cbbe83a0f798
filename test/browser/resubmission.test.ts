import { expect, test } from 'vitest';
import {
  actAs,
  aSandbox,
  cardOf,
  closeDialog,
  eventually,
  openConversation,
  pressOn,
  submitDialog,
  submitSample,
  textOf,
  waitForStatus,
} from './sandbox.ts';

const { open } = aSandbox();

/** What only the request's own card says; that of the request before names it too. */
const title = (request: string): string => `Egress request ${request}`;

test('a sample that was rejected is submitted again, and the new card says what was rejected and what changed', {
  timeout: 120_000,
}, async () => {
  const { page, calm } = await open();
  const reject = async (request: string): Promise<void> => {
    await actAs(page, 'Inés Okafor');
    const dialog = await pressOn(page, { channel: 'ig-review', request: title(request), button: 'Reject' });
    await dialog.getByRole('combobox').selectOption({ label: 'Small counts' });
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Table 1 has a cell of four patients.');
    expect(await submitDialog(page, 'Reject')).toBe('Rejection recorded');
    await waitForStatus(page, 'Rejected');
  };
  const submitAgain = async (): Promise<string> => {
    await actAs(page, 'Rosa Lindqvist');
    const request = await submitSample(page, 'Aggregated results');
    await actAs(page, 'Inés Okafor');
    await openConversation(page, 'ig-review');
    await eventually(() => textOf(cardOf(page, title(request)))).toContain('Submitted again');
    return request;
  };
  const first = await submitSample(page, 'Aggregated results');
  await reject(first);
  const second = await submitAgain();
  const card = await textOf(cardOf(page, title(second)));
  for (const said of [first, 'Table 1 has a cell of four patients.', '✏️ changed', 'results/table-1-cohort.csv', '🔀 renamed', '🆕 new'])
    expect(card).toContain(said);
  const files = await pressOn(page, { channel: 'ig-review', request: title(second), button: 'Files' });
  await eventually(() => textOf(files)).toContain(`What changed since ${first}`);
  await closeDialog(page);
  await reject(second);
  const third = await submitAgain();
  expect(await textOf(cardOf(page, title(third)))).toContain('Nothing has changed');
  await eventually(() => textOf(page.locator('.tries li.done', { hasText: 'Submit it again' }))).toContain('(done)');
  calm();
});
