/** Teams beside Slack: one request, decided on both. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { violations } from './axe.ts';
import {
  actAs,
  approve,
  aSandbox,
  cardOf,
  eventually,
  nextInReview,
  openConversation,
  selectedId,
  submitSample,
  textOf,
  type,
  waitForStatus,
} from './sandbox.ts';
import { download, testWithUnzip } from './zip.ts';

const { folder, open } = aSandbox();

const show = (page: Page, platform: 'Slack' | 'Teams'): Promise<void> =>
  page.getByRole('navigation', { name: 'Chat platforms' }).getByRole('button', { name: platform }).click();

const openInTeams = async (page: Page, name: string): Promise<void> => {
  await show(page, 'Teams');
  await page.getByRole('navigation', { name: 'Teams channels and chats' }).getByRole('button', { name }).click();
};

const openInSlack = async (page: Page, name: string): Promise<void> => {
  await show(page, 'Slack');
  await openConversation(page, name);
};

test('stage 1 is approved in Slack and stage 2 in Teams, all copies are repainted, and the link arrives in Teams', async () => {
  const { page, calm } = await open();
  const request = await submitSample(page, 'Aggregated results');
  await approve(page, { person: 'Inés Okafor', channel: 'ig-review', request });
  await waitForStatus(page, 'Review 2 of 2');

  await actAs(page, 'Tomasz Nowak');
  await openInTeams(page, 'research-it');
  const card = cardOf(page, request);
  await card.getByRole('button', { name: 'Show my actions' }).click();
  await card.getByRole('button', { name: 'Approve…' }).click();
  await card.getByRole('textbox', { name: 'Comment' }).fill('Nothing but counts.');
  await card.getByRole('button', { name: 'Approve', exact: true }).click();
  await waitForStatus(page, 'Released');
  await eventually(() => textOf(card)).toContain('Nothing but counts.');
  expect(await card.getByRole('button', { name: 'Approve' }).count()).toBe(0);

  // Ada sees every channel on both platforms.
  await actAs(page, 'Ada Mensah');
  for (const open of [openInSlack, openInTeams])
    for (const channel of ['ig-review', 'research-it']) {
      await open(page, channel);
      await eventually(() => textOf(cardOf(page, request))).toMatch(/Inés Okafor.* in Slack.*Tomasz Nowak.* in Teams.*Nothing but counts/s);
      expect(await cardOf(page, request).getByRole('button').count()).toBe(0);
    }

  await actAs(page, 'Mei Chen');
  await openInTeams(page, 'egress-desk');
  await cardOf(page, request).getByRole('button', { name: 'Show my actions' }).click();
  await cardOf(page, request).getByRole('button', { name: 'Get link' }).click();
  await eventually(() => textOf(cardOf(page, request))).toContain('Sent to you privately');
  await openInTeams(page, 'Sallyport');
  await eventually(() => textOf(cardOf(page, request))).toContain('Link 2 of 3');
  const zip = join(folder, 'teams.zip');
  expect(await download(page, zip)).toBe(`egress_${request}.zip`);
  expect(testWithUnzip(zip)).toContain('No errors detected');
  calm();
});

test('a wrong person is told in Teams why they cannot decide; a reviewer whom Teams knows is shown the buttons at once', async () => {
  const { page, calm } = await open();
  const request = await submitSample(page, 'Aggregated results');
  await actAs(page, 'Oliver Finch');
  await openInTeams(page, 'ig-review');
  await cardOf(page, request).getByRole('button', { name: 'Show my actions' }).click();
  await eventually(() => textOf(cardOf(page, request))).toContain('Only people who hold the role');
  expect(await cardOf(page, request).getByRole('button', { name: 'Approve' }).count()).toBe(0);

  await actAs(page, 'Gareth Pugh');
  await openInTeams(page, 'Sallyport');
  await type(page, 'whoami');
  await eventually(() => textOf(page.getByRole('log'))).toContain('Information Governance');
  const next = await submitSample(page, 'Aggregated results');
  await actAs(page, 'Gareth Pugh');
  await openInTeams(page, 'ig-review');
  await cardOf(page, next).getByRole('button', { name: 'Reject…' }).click();
  await cardOf(page, next).getByRole('button', { name: 'Reject', exact: true }).click();
  await eventually(() => textOf(cardOf(page, next))).toContain('Please choose one.');
  await cardOf(page, next).getByRole('combobox', { name: 'What is wrong' }).selectOption('small-counts');
  await cardOf(page, next).getByRole('textbox', { name: 'Reason' }).fill('Table 2 has counts below ten.');
  await cardOf(page, next).getByRole('button', { name: 'Reject', exact: true }).click();
  await waitForStatus(page, 'Rejected');
  calm();
});

test('somebody without the app is told so, adds it, and is answered', async () => {
  const { page, calm } = await open();
  await actAs(page, 'Oliver Finch');
  await openInTeams(page, 'ig-review');
  await type(page, '@Sallyport help');
  await eventually(() => textOf(page.getByRole('log'))).toContain('Add Sallyport for yourself first');
  await openInTeams(page, 'Sallyport');
  await page.getByRole('button', { name: 'Add Sallyport' }).click();
  await eventually(() => textOf(page.getByRole('log'))).toContain('I tell you here what concerns you');
  await type(page, 'help');
  await eventually(() => textOf(page.getByRole('log'))).toContain('What you can ask');
  calm();
});

test.each([
  { width: 1680, theme: 'light' },
  { width: 1680, theme: 'dark' },
  { width: 900, theme: 'light' },
  { width: 390, theme: 'light' },
] as const)('the page with both platforms is accessible at $width in the $theme theme', async ({ width, theme }) => {
  const { page, calm } = await open({ width, theme });
  const tab = async (name: string) => {
    if (width < 1180) await page.getByRole('navigation', { name: 'Parts of the page' }).getByRole('button', { name }).click();
  };
  await actAs(page, 'Rosa Lindqvist');
  await tab('People');
  const before = await selectedId(page);
  await page.getByRole('button', { name: 'Aggregated results' }).click();
  const request = await nextInReview(page, before);
  await tab('People');
  await actAs(page, 'Inés Okafor');
  await tab('Teams');
  const teams = page.locator('.pane-teams');
  await teams.getByRole('button', { name: 'ig-review' }).click();
  // The card of the one before, which was rejected, names it too.
  const card = teams
    .getByRole('article')
    .filter({ hasText: `Egress request ${request}` })
    .first();
  const reject = card.getByRole('button', { name: 'Reject…' });
  // Once Teams knows her, the card fetches her own view by itself, and a press in that moment would be for a card that is gone.
  const fetched = await reject.waitFor({ timeout: 5000 }).then(
    () => true,
    () => false,
  );
  if (!fetched) await card.getByRole('button', { name: 'Show my actions' }).click();
  await reject.click();
  await card.getByRole('textbox', { name: 'Reason' }).waitFor();
  expect(await violations(page)).toEqual([]);
  calm();
});

test('rows of buttons on a card begin below each other, however wide it is', async () => {
  const { page, calm } = await open();
  const request = await submitSample(page, 'Aggregated results');
  await actAs(page, 'Inés Okafor');
  await openInTeams(page, 'ig-review');
  const buttons = cardOf(page, request).locator('.ac-actionSet').first().getByRole('button');
  await buttons.first().click();
  await eventually(() => buttons.count()).toBeGreaterThan(2);
  const rows = await cardOf(page, request)
    .locator('.teams-card')
    .evaluate((card) => {
      const { style } = card as unknown as { readonly style: { width: string } };
      const all = [...card.querySelectorAll('.ac-actionSet')].flatMap((set) => [...set.querySelectorAll('button')]);
      const first = new Set<number>();
      let mostRows = 0;
      for (let width = 600; width > 280; width -= 2) {
        style.width = `${width}px`;
        const boxes = all.map((button) => button.getBoundingClientRect());
        const tops = [...new Set(boxes.map(({ top }) => top))];
        mostRows = Math.max(mostRows, tops.length);
        for (const row of tops) first.add(Math.min(...boxes.filter(({ top }) => top === row).map(({ left }) => left)));
      }
      return { mostRows, begins: first.size };
    });
  expect(rows.mostRows).toBeGreaterThan(2);
  expect(rows.begins).toBe(1);
  calm();
});
