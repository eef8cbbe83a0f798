import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sampleById } from '../../src/sandbox/samples.ts';
import {
  actAs,
  approveTwice,
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
import { checksumsIn, download, sha256, testWithUnzip } from './zip.ts';

const { folder, open } = aSandbox();

const submitted = (sample: string) => (sampleById(sample)?.files() ?? []).map(({ path, bytes }) => [path, sha256(bytes)] as const);

test('a sample goes from submission over two approvals to a zip that holds the submitted bytes', async () => {
  const { page, calm } = await open();
  const request = await submitSample(page, 'Aggregated results');

  await actAs(page, 'Inés Okafor');
  const dialog = await pressOn(page, { channel: 'ig-review', request, button: 'Approve' });
  expect(await textOf(dialog)).toContain('proj-diabetes');
  expect(await textOf(dialog)).toContain('results/table-1-cohort.csv');
  await dialog.getByRole('textbox', { name: 'Comment' }).fill('Smallest cell is 1,240.');
  expect(await submitDialog(page, 'Approve')).toBe('Approval recorded');
  await waitForStatus(page, 'Review 2 of 2');
  const card = cardOf(page, request);
  await eventually(() => textOf(card)).toContain('Smallest cell is 1,240.');
  expect(await card.getByRole('button', { name: 'Approve' }).count()).toBe(0);

  await actAs(page, 'Tomasz Nowak');
  await pressOn(page, { channel: 'research-it', request, button: 'Approve' });
  expect(await submitDialog(page, 'Approve')).toBe('Approval recorded');
  await waitForStatus(page, 'Released');

  await actAs(page, 'Mei Chen');
  await openConversation(page, 'Sallyport');
  await eventually(() => textOf(cardOf(page, request))).toContain('ready to download');
  const zip = join(folder, 'aggregate.zip');
  expect(await download(page, zip)).toBe(`egress_${request}.zip`);
  expect(testWithUnzip(zip)).toContain('No errors detected');
  expect((await checksumsIn(zip)).toSorted()).toEqual(submitted('aggregate').toSorted());

  await actAs(page, 'Rosa Lindqvist');
  await openConversation(page, 'Sallyport');
  await eventually(() => textOf(cardOf(page, request))).toMatch(/released|approved/i);
  for (const done of [
    'Submit an egress request',
    'Approve it for Information Governance',
    'Approve it for Research IT',
    'Download the zip',
  ])
    expect(await textOf(page.getByRole('listitem').filter({ hasText: done }))).toContain('(done)');
  expect(await textOf(page.locator('.chain'))).toContain('Chain verified');
  calm();
});

test('I8, I13: hostile file names arrive once each under safe names, and never as markup', async () => {
  const { page, calm } = await open();
  const request = await submitSample(page, 'Hostile file names');
  await actAs(page, 'Inés Okafor');
  await openConversation(page, 'ig-review');
  const card = cardOf(page, request);
  await eventually(() => textOf(card)).toContain('Results <!here> *urgent*');
  expect(await card.locator('.slack_broadcast, em, del, a').count()).toBe(0);
  expect(await textOf(card)).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);

  await approveTwice(page, request);
  await actAs(page, 'Mei Chen');
  await openConversation(page, 'Sallyport');
  await eventually(() => textOf(cardOf(page, request))).toContain('ready to download');
  const zip = join(folder, 'hostile.zip');
  await download(page, zip);
  expect(testWithUnzip(zip)).toContain('No errors detected');
  const files = await checksumsIn(zip);
  const wanted = submitted('hostile');
  expect(files.map(([, sum]) => sum).toSorted()).toEqual(wanted.map(([, sum]) => sum).toSorted());
  const twins = new Set(files.map(([name]) => name.normalize('NFC').toLowerCase()));
  expect(twins.size).toBe(wanted.length);
  for (const [name] of files) expect(name.split('/')).not.toContain('..');
  calm();
});
