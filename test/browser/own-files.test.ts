import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { actAs, approveTwice, aSandbox, cardOf, eventually, nextInReview, openConversation, selectedId, textOf } from './sandbox.ts';
import { checksumsIn, download, sha256, testWithUnzip } from './zip.ts';

const { folder, open } = aSandbox();

const bytesOf = (seed: number, size: number): Buffer =>
  Buffer.from(Array.from({ length: size }, (_, index) => (index * seed + (index >> 8)) % 256));

test('I8: chosen files with odd names arrive byte for byte, a megabyte and an empty one among them', async () => {
  const chosen = [
    { name: 'données + 100 % (final).csv', bytes: bytesOf(7, 300) },
    { name: '#hash & <b>bold<b>.txt', bytes: bytesOf(11, 200) },
    { name: 'empty.txt', bytes: Buffer.alloc(0) },
    { name: 'big.bin', bytes: bytesOf(31, 1_000_000) },
  ];
  mkdirSync(join(folder, 'mine'));
  for (const { name, bytes } of chosen) writeFileSync(join(folder, 'mine', name), bytes);
  const { page, calm } = await open();
  const before = await selectedId(page);
  await page.getByLabel('Your own files').setInputFiles(chosen.map(({ name }) => join(folder, 'mine', name)));
  const request = await nextInReview(page, before);
  await approveTwice(page, request);
  await actAs(page, 'Mei Chen');
  await openConversation(page, 'Sallyport');
  await eventually(() => textOf(cardOf(page, request))).toContain('ready to download');
  const zip = join(folder, 'mine.zip');
  await download(page, zip);
  expect(testWithUnzip(zip)).toContain('No errors detected');
  expect((await checksumsIn(zip)).map(([, sum]) => sum).toSorted()).toEqual(chosen.map(({ bytes }) => sha256(bytes)).toSorted());
  calm();
});

test('I8: a chosen folder keeps its paths', async () => {
  const chosen = join(folder, 'results');
  mkdirSync(join(chosen, 'deep', 'down'), { recursive: true });
  writeFileSync(join(chosen, 'table.csv'), 'a');
  writeFileSync(join(chosen, 'deep', 'down', 'table.csv'), 'bc');
  const { page, calm } = await open();
  const before = await selectedId(page);
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Choose a folder' }).click()]);
  await chooser.setFiles(chosen);
  const request = await nextInReview(page, before);
  await actAs(page, 'Inés Okafor');
  await openConversation(page, 'ig-review');
  const card = cardOf(page, request);
  await eventually(() => textOf(card)).toContain('results/deep/down/table.csv');
  expect(await textOf(card)).toContain('results/table.csv');
  expect(await textOf(card)).toContain('2 files, 3 bytes');
  calm();
});

test('I8: dropped files of one name are both kept', async () => {
  const { page, calm } = await open();
  const before = await selectedId(page);
  const transfer = await page.evaluateHandle(`(() => {
    const data = new DataTransfer();
    data.items.add(new File(['first'], 'table.csv'));
    data.items.add(new File(['second'], 'table.csv'));
    return data;
  })()`);
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: transfer });
  const request = await nextInReview(page, before);
  await actAs(page, 'Inés Okafor');
  await openConversation(page, 'ig-review');
  const card = cardOf(page, request);
  await eventually(() => textOf(card)).toContain('table (2).csv');
  expect(await textOf(card)).toContain('2 files, 11 bytes');
  calm();
});
