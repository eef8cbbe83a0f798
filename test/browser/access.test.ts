import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { violations } from './axe.ts';
import {
  actAs,
  approve,
  aSandbox,
  cardOf,
  dialogOf,
  eventually,
  openConversation,
  pressOn,
  submitSample,
  textOf,
  type,
  waitForStatus,
} from './sandbox.ts';

const { open } = aSandbox();

/** The label and text of what has the focus. As a string: this file is not the page's. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(`(({ activeElement: at }) => (at.getAttribute('aria-label') ?? '') + ' ' + at.textContent)(document)`);

/** The text of those elements that are not wholly in sight in their scrolling container. */
const hiddenIn = (page: Page, container: string, elements: string): Promise<readonly string[]> =>
  page.evaluate(`(() => {
    const box = document.querySelector('${container}').getBoundingClientRect();
    const hidden = (each) => each.getBoundingClientRect().top < box.top - 1 || each.getBoundingClientRect().bottom > box.bottom + 1;
    return [...document.querySelectorAll('${elements}')].filter(hidden).map((each) => each.textContent);
  })()`);

/** Presses Tab until the focus is on a control with this name, at most 150 times. */
const tabTo = async (page: Page, name: RegExp): Promise<void> => {
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press('Tab');
    if (name.test(await focused(page))) return;
  }
  throw new Error(`Tab never reached ${name}`);
};

test.each(['light', 'dark'] as const)('the page and its dialogs have no accessibility violation in the %s theme', async (theme) => {
  const { page, calm } = await open({ theme });
  expect(await violations(page)).toEqual([]);
  const request = await submitSample(page, 'Aggregated results');
  expect(await violations(page)).toEqual([]);
  await approve(page, { person: 'Inés Okafor', channel: 'ig-review', request });
  await waitForStatus(page, 'Review 2 of 2');
  await type(page, '/egress help');
  await page.getByText('Only visible to you').first().waitFor();
  for (const fold of ['Who was told', 'Refused attempts']) await page.getByText(fold).click();
  await page.getByRole('combobox').first().fill('/egress ');
  await page.getByRole('listbox').waitFor();
  expect(await violations(page)).toEqual([]);
  // Each entry's button says whose it is, by address.
  await actAs(page, 'Ada Mensah');
  await type(page, '/egress grants');
  await page.getByText('Who holds what').first().waitFor();
  expect(await violations(page)).toEqual([]);
  await type(page, '/egress revoke-grant');
  const list = page.getByRole('dialog');
  await list.waitFor();
  expect(await violations(page)).toEqual([]);
  await list.getByRole('button', { name: 'Cancel' }).click();
  await actAs(page, 'Tomasz Nowak');
  const dialog = await pressOn(page, { channel: 'research-it', request, button: 'Reject' });
  await dialog.getByRole('button', { name: 'Reject', exact: true }).click();
  await dialog.getByRole('alert').first().waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await dialog.locator('.button-danger').allTextContents()).toEqual(['Reject']);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  calm();
});

test('a request can be submitted and approved with the keyboard alone', async () => {
  const { page, calm } = await open();
  await tabTo(page, /Aggregated results/);
  await page.keyboard.press('Enter');
  await waitForStatus(page, 'Review 1 of 2');
  await tabTo(page, /^ ?GPGareth Pugh/);
  await page.keyboard.press('Enter');
  await eventually(() => page.getByRole('log').getByRole('button', { name: 'Approve' }).count()).toBeGreaterThan(0);
  await page.getByRole('log').getByRole('button', { name: 'Approve' }).last().focus();
  await page.keyboard.press('Enter');
  await dialogOf(page).waitFor();
  expect(await focused(page)).toMatch(/^ Approve [0-9a-f]{8}$/);
  await page.keyboard.press('Escape');
  await dialogOf(page).waitFor({ state: 'detached' });
  await eventually(() => page.locator('article button:focus').allTextContents()).toEqual([expect.stringContaining('Approve')]);
  await page.keyboard.press('Enter');
  await dialogOf(page).waitFor();
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press('Tab');
    // Past the last control the focus leaves for the browser's own; it never reaches the page behind.
    expect(await page.locator(':focus').count()).toBe(await page.locator('dialog :focus').count());
  }
  await tabTo(page, /^ ?Approve$/);
  await page.keyboard.press('Enter');
  await eventually(() => focused(page)).toBe(' Approval recorded');
  expect(await textOf(dialogOf(page).getByRole('status'))).toContain('is recorded');
  await waitForStatus(page, 'Review 2 of 2');
  await eventually(() => page.getByRole('log').getByRole('button', { name: 'Approve' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await dialogOf(page).waitFor({ state: 'detached' });
  expect(await focused(page)).toContain('Messages in ig-review');
  calm();
});

test.each([
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
])('at $width x $height no pane makes the page itself scroll', async (look) => {
  const { page, calm } = await open(look);
  await submitSample(page, 'Hostile file names');
  const tabs = page.getByRole('navigation', { name: 'Parts of the page' });
  for (const pane of ['People', 'Slack', 'Request']) {
    if (await tabs.isVisible()) await tabs.getByRole('button', { name: pane }).click();
    expect(await page.evaluate('[document.documentElement.scrollHeight, innerHeight]'), pane).toEqual([look.height, look.height]);
  }
  calm();
});

test('commands complete from the keyboard, and mentions reach the program', async () => {
  const { page, calm } = await open();
  await actAs(page, 'Ada Mensah');
  await openConversation(page, 'tre-admins');
  const box = page.getByRole('combobox').first();
  await box.pressSequentially('/e');
  await page.keyboard.press('Tab');
  await box.pressSequentially('gra');
  await eventually(() => page.getByRole('option').count()).toBeGreaterThan(0);
  await page.keyboard.press('Enter');
  expect(await box.inputValue()).toBe('/egress grant ');
  await box.pressSequentially('@oli');
  await page.keyboard.press('Enter');
  expect(await box.inputValue()).toBe('/egress grant @oliver ');
  await box.pressSequentially('ResearchIT proj-small');
  await page.keyboard.press('Enter');
  await eventually(() => textOf(page.getByRole('article').filter({ hasText: 'Only visible to you' }).last())).toContain(
    'oliver@example.ac.uk',
  );
  calm();
});

test('on a phone nothing is wider than the screen, and every pane is one tab away', async () => {
  const { page, calm } = await open({ width: 390, height: 844 });
  const width = () => page.evaluate<number>('document.documentElement.scrollWidth');
  const tabs = page.getByRole('navigation', { name: 'Parts of the page' });
  expect(await width()).toBe(390);
  const request = await submitSample(page, 'Hostile file names');
  expect(await width()).toBe(390);
  await tabs.getByRole('button', { name: 'People' }).click();
  await actAs(page, 'Inés Okafor');
  await openConversation(page, 'ig-review');
  await cardOf(page, request).getByRole('button', { name: 'Reject' }).click();
  await dialogOf(page).waitFor();
  const box = await dialogOf(page).boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= 390 && box.y >= 0 && box.y + box.height <= 844).toBe(true);
  await dialogOf(page).getByRole('button', { name: 'Reject', exact: true }).click();
  await dialogOf(page).getByRole('alert').last().waitFor();
  expect(await page.locator('.modal-body select:focus').count()).toBe(1);
  expect(await hiddenIn(page, '.modal-body', '.field, .field-error')).toEqual([]);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  expect(await width()).toBe(390);
  await tabs.getByRole('button', { name: 'Request' }).click();
  await page.getByText('Chain verified').waitFor();
  expect(await width()).toBe(390);
  expect(await violations(page)).toEqual([]);
  calm();
});
