/** Makes the README's picture anew: `npm run screenshot` plays a review in a fresh sandbox and photographs it in Chromium. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { chromium } from 'playwright-core';

const picture = fileURLToPath(new URL('./sandbox.png', import.meta.url));
const main = fileURLToPath(new URL('../src/sandbox/main.ts', import.meta.url));

const startSandbox = async (data: string): Promise<{ readonly url: string; readonly stop: () => void }> => {
  const child = spawn(process.execPath, [main, '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(String(chunk))?.[0];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)));
  });
  return { url, stop: () => child.kill('SIGTERM') };
};

const actAs = (page: Page, name: string): Promise<void> => page.locator('.person', { hasText: name }).click();
const press = (page: Page, name: string): Promise<void> =>
  page.locator('.pane-slack').getByRole('log').getByRole('button', { name }).last().click();
const inDialog = (page: Page, name: string): Promise<void> => page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

/** Up to the second review: the card shows a decision, its reason and the buttons of the next role. */
const play = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Aggregated results' }).click();
  await page.getByText('Review 1 of 2').first().waitFor();
  await actAs(page, 'Inés Okafor');
  await press(page, 'Approve');
  await page.getByRole('textbox', { name: 'Comment' }).fill('Smallest cell is 1,240; means are rounded.');
  await inDialog(page, 'Approve');
  await page.getByRole('heading', { name: 'Approval recorded' }).waitFor();
  await inDialog(page, 'Close');
  await page.getByText('Review 2 of 2').first().waitFor();
  await actAs(page, 'Tomasz Nowak');
  const teams = page.locator('.pane-teams');
  await teams.getByRole('button', { name: 'Show my actions' }).click();
  await teams.getByRole('button', { name: 'Approve…' }).click();
  await teams.getByRole('textbox', { name: 'Comment' }).waitFor();
  await page.mouse.move(0, 0);
  await page.evaluate('document.activeElement?.blur(); document.fonts.ready');
};

const folder = mkdtempSync(join(tmpdir(), 'sallyport-picture-'));
const sandbox = await startSandbox(folder);
const executablePath = execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] });
try {
  const page = await browser.newPage({ viewport: { width: 1680, height: 1000 }, colorScheme: 'light', reducedMotion: 'reduce' });
  await page.goto(sandbox.url);
  await play(page);
  await page.screenshot({ path: picture });
} finally {
  await browser.close();
  sandbox.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
