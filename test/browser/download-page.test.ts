/** The page that a link opens, in Chromium: from the message to the zip, at any width, in light and dark. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { violations } from './axe.ts';
import { actAs, approve, aSandbox, cardOf, eventually, openConversation, submitSample, textOf, waitForStatus } from './sandbox.ts';
import { testWithUnzip } from './zip.ts';

const { folder, open } = aSandbox();

const looks = [
  { name: 'wide, light', width: 1280, height: 800, theme: 'light' },
  { name: 'wide, dark', width: 1280, height: 800, theme: 'dark' },
  { name: 'narrow, light', width: 320, height: 640, theme: 'light' },
  { name: 'narrow, dark', width: 320, height: 640, theme: 'dark' },
] as const;

/** Looks at the page in every way, and finds nothing in the way of anybody. */
const inspect = async (page: Page, kind: string): Promise<void> => {
  for (const { name, width, height, theme } of looks) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme });
    expect(await violations(page), name).toEqual([]);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(width);
    const shots = process.env['SALLYPORT_SHOTS'];
    if (shots !== undefined) await page.screenshot({ path: join(shots, `${kind} ${name}.png`), fullPage: true });
  }
};

test('a message leads to the page in a tab of its own, whose button downloads the zip, three times in all', async () => {
  const { page, calm } = await open();
  const request = await submitSample(page, 'Many small files');
  await approve(page, { person: 'Inés Okafor', channel: 'ig-review', request });
  await waitForStatus(page, 'Released');
  await actAs(page, 'Mei Chen');
  await openConversation(page, 'Sallyport');
  await eventually(() => textOf(cardOf(page, request))).toContain('ready to download');
  const opening = page.context().waitForEvent('page');
  await page
    .getByRole('button', { name: /Open the download page/ })
    .or(page.getByRole('link', { name: /Open the download page/ }))
    .last()
    .click();
  const opened = await opening;
  const troubles: string[] = [];
  opened.on('pageerror', (error) => troubles.push(error.message));
  opened.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  await opened.getByRole('heading', { name: 'Download approved files' }).waitFor();
  expect(await textOf(opened.locator('main'))).toContain('proj-small');
  expect(await textOf(opened.locator('main'))).toContain(request);
  await inspect(opened, 'live');

  // By the keyboard alone, as often as the link allows.
  for (const time of [1, 2, 3]) {
    const downloading = opened.waitForEvent('download');
    await opened.getByRole('button', { name: 'Download the zip' }).focus();
    await opened.keyboard.press('Enter');
    const download = await downloading;
    expect(download.suggestedFilename()).toBe(`egress_${request}.zip`);
    const zip = join(folder, `page-${time}.zip`);
    await download.saveAs(zip);
    expect(testWithUnzip(zip)).toContain('No errors detected');
  }
  expect(troubles).toEqual([]);
  await opened.getByRole('button', { name: 'Download the zip' }).click();
  await opened.getByRole('heading', { name: 'This link does not work' }).waitFor();
  await inspect(opened, 'dead');
  await eventually(() => textOf(page.locator('body'))).toContain('Download with link 1 begun');
  calm();
});
