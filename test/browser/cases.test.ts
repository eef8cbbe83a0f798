import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  actAs,
  approve,
  approveTwice,
  aSandbox,
  cardOf,
  eventually,
  newestPrivate,
  openConversation,
  pressOn,
  selectedId,
  submitDialog,
  submitSample,
  textOf,
  type,
  waitForStatus,
} from './sandbox.ts';

const { folder, open } = aSandbox();

/** Hides one of the staged files, as a disk that lost it would; what is returned brings it back. */
const loseStagedFile = async (request: string): Promise<() => Promise<void>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const lost = entries.find(
    (entry) =>
      entry.isFile() && entry.name.endsWith('.csv') && join(entry.parentPath).includes(`/staging/`) && entry.parentPath.includes(request),
  );
  if (!lost) throw new Error(`nothing is staged for ${request}`);
  const file = join(lost.parentPath, lost.name);
  const hidden = join(folder, 'hidden.csv');
  await rename(file, hidden);
  return () => rename(hidden, file);
};

test('a request that failed is tried again from the message that told the admin, and is released', async () => {
  const { page, calm } = await open();
  const request = await submitSample(page, 'Aggregated results');
  const bringBack = await loseStagedFile(request);
  await approve(page, { person: 'Inés Okafor', channel: 'ig-review', request });
  await waitForStatus(page, 'Review 2 of 2');
  await approve(page, { person: 'Tomasz Nowak', channel: 'research-it', request });
  await waitForStatus(page, 'Failed');

  await actAs(page, 'Ada Mensah');
  await openConversation(page, 'Sallyport');
  const told = cardOf(page, request);
  await eventually(() => textOf(told)).toContain('Unless what is missing comes back, trying again will not help');
  await bringBack();
  await told.getByRole('button', { name: 'Try again' }).click();
  await eventually(() => textOf(newestPrivate(page))).toContain('is tried again');
  await waitForStatus(page, 'Released');
  expect(await textOf(page.locator('.chain'))).toContain('Chain verified');
  calm();
});

test('a sample that fails is given up by the admin, and comes again whole', async () => {
  const { page, calm } = await open();
  await actAs(page, 'Rosa Lindqvist');
  const before = await selectedId(page);
  await page.getByRole('button', { name: 'A file that is gone' }).click();
  await eventually(() => selectedId(page)).not.toBe(before);
  await waitForStatus(page, 'Failed');
  const request = await selectedId(page);
  await actAs(page, 'Ada Mensah');
  await openConversation(page, 'Sallyport');
  await eventually(() => textOf(cardOf(page, request))).toContain('table-3-kidney.csv');
  const dialog = await pressOn(page, { channel: 'Sallyport', request, button: 'Give up…' });
  await dialog.getByRole('textbox').fill('The list names a file that is gone.');
  await submitDialog(page, 'Give up');
  await waitForStatus(page, 'Given up');
  expect(await submitSample(page, 'A file that is gone')).not.toBe(request);
  calm();
});

test('a release is revoked by a typed command; its link is dead, and everybody is told', async () => {
  const { page, calm } = await open();
  const request = await submitSample(page, 'Aggregated results');
  await approveTwice(page, request);
  await actAs(page, 'Mei Chen');
  await openConversation(page, 'egress-desk');
  await type(page, `/egress revoke ${request} The cohort was drawn wrongly.`);
  await eventually(() => textOf(newestPrivate(page))).toContain('is revoked');
  await waitForStatus(page, 'Revoked');
  expect(await textOf(newestPrivate(page))).toContain('You had a link yourself');
  await actAs(page, 'Rosa Lindqvist');
  await openConversation(page, 'Sallyport');
  await eventually(() => textOf(page.getByRole('log'))).toMatch(/Revoked by Mei Chen in Slack, .*: “The cohort was drawn wrongly\.”/);
  calm();
});
