import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  actAs,
  approve,
  cardOf,
  eventually,
  newFolder,
  openBrowser,
  openConversation,
  openPage,
  pressOn,
  removeFolder,
  selectedId,
  startSandbox,
  submitSample,
  textOf,
  waitForStatus,
} from './sandbox.ts';
import { download, testWithUnzip } from './zip.ts';

const folder = newFolder();
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  removeFolder(folder);
});

test('a dialog says that the sandbox does not answer, and can be sent again', async () => {
  const sandbox = await startSandbox(join(folder, 'dying'));
  const { page } = await openPage(browser, sandbox.url);
  const request = await submitSample(page, 'Aggregated results');
  await actAs(page, 'Inés Okafor');
  const dialog = await pressOn(page, { channel: 'ig-review', request, button: 'Approve' });
  await sandbox.kill();
  const approval = dialog.getByRole('button', { name: 'Approve', exact: true });
  await approval.click();
  await eventually(() => dialog.getByRole('alert').allTextContents()).toEqual([expect.stringContaining('does not answer')]);
  await eventually(() => approval.isEnabled()).toBe(true);
});

test('I2: a request and its messages survive kill -9 and go on, until --reset forgets them', async () => {
  const data = join(folder, 'data');
  const first = await startSandbox(data);
  const before = await openPage(browser, first.url);
  const request = await submitSample(before.page, 'Aggregated results');
  await approve(before.page, { person: 'Inés Okafor', channel: 'ig-review', request });
  await waitForStatus(before.page, 'Review 2 of 2');
  await first.kill();

  const second = await startSandbox(data);
  expect(second.url).toBe(first.url);
  await actAs(before.page, 'Tomasz Nowak');
  await openConversation(before.page, 'research-it');
  await eventually(() => textOf(cardOf(before.page, request))).toContain('Research IT review');
  await before.page.close();
  const after = await openPage(browser, second.url);
  await eventually(() => selectedId(after.page)).toBe(request);
  await actAs(after.page, 'Inés Okafor');
  await openConversation(after.page, 'ig-review');
  expect(await after.page.getByRole('log').getByRole('article').filter({ hasText: 'Manifest digest' }).count()).toBe(1);
  await approve(after.page, { person: 'Tomasz Nowak', channel: 'research-it', request });
  await waitForStatus(after.page, 'Released');
  await actAs(after.page, 'Mei Chen');
  await openConversation(after.page, 'Sallyport');
  await eventually(() => textOf(cardOf(after.page, request))).toContain('ready to download');
  const zip = join(folder, 'after-restart.zip');
  await download(after.page, zip);
  expect(testWithUnzip(zip)).toContain('No errors detected');
  after.calm();
  expect(await second.stop()).toBe(0);

  const again = await startSandbox(data);
  const sameZip = join(folder, 'by-the-old-link.zip');
  await download(after.page, sameZip);
  expect(testWithUnzip(sameZip)).toContain('No errors detected');
  expect(await again.stop()).toBe(0);
  await after.page.close();

  const third = await startSandbox(data, '--reset');
  expect(third.url).toBe(second.url);
  const anew = await openPage(browser, third.url);
  await anew.page.getByRole('heading', { name: 'No request yet' }).waitFor();
  await actAs(anew.page, 'Mei Chen');
  await openConversation(anew.page, 'Sallyport');
  expect(await anew.page.getByRole('log').getByRole('article').allTextContents()).toEqual([]);
  anew.calm();
  expect(await third.stop()).toBe(0);
});
