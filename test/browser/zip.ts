/** Looks into a downloaded zip, once with `unzip` and once by hand. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import * as yauzl from 'yauzl';

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What `unzip -t` says; throws when it finds a fault. */
export const testWithUnzip = (file: string): string => execFileSync('unzip', ['-t', file], { encoding: 'utf8' });

/** SHA-256 of every file in the zip by its name, in the zip's own order. */
export const checksumsIn = async (file: string): Promise<readonly (readonly [name: string, sha256: string])[]> => {
  const zip = await yauzl.openPromise(file, { decodeStrings: true });
  const found: (readonly [string, string])[] = [];
  for await (const entry of zip.eachEntry()) found.push([entry.fileName, sha256(await buffer(await zip.openReadStreamPromise(entry)))]);
  return found;
};

/** Presses the newest link button and resolves with where the zip was saved. */
export const download = async (page: Page, into: string): Promise<string> => {
  const [downloaded] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('log').locator('button', { hasText: 'Download the zip' }).last().click(),
  ]);
  await downloaded.saveAs(into);
  return downloaded.suggestedFilename();
};
