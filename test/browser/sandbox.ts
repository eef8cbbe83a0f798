/** A sandbox of its own for a browser test: the real command as a child process, on a port that the system chose. */
import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';

const main = fileURLToPath(new URL('../../src/sandbox/main.ts', import.meta.url));

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'sallyport-browser-'));

export type RunningSandbox = {
  readonly url: string;
  /** What it printed on standard error so far. */
  readonly errors: () => string;
  /** Ctrl+C; the exit code. */
  readonly stop: () => Promise<number | null>;
  /** kill -9. */
  readonly kill: () => Promise<void>;
};

const ended = (child: ChildProcess): Promise<number | null> =>
  child.exitCode === null && child.signalCode === null
    ? new Promise((resolve) => child.once('exit', (code) => resolve(code)))
    : Promise.resolve(child.exitCode);

/** Starts it and resolves when it prints its address. */
export const startSandbox = async (data: string, ...args: readonly string[]): Promise<RunningSandbox> => {
  const child = spawn(process.execPath, [main, '--data', data, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: '' },
  });
  // A test that fails half-way must not leave its sandbox behind.
  process.once('exit', () => child.kill('SIGKILL'));
  let [printed, errors] = ['', ''];
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      printed += String(chunk);
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}: ${printed}${errors}`)));
  });
  return {
    url,
    errors: () => errors,
    stop: async () => {
      child.kill('SIGINT');
      return ended(child);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended(child);
    },
  };
};

/** The system's Chromium; fails clearly without one, because these tests are never skipped. */
export const openBrowser = async (): Promise<Browser> => {
  const executablePath = (() => {
    try {
      return execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
    } catch (cause) {
      throw new Error('The browser tests need Chromium as "chromium" on the PATH (Debian: apt-get install chromium).', { cause });
    }
  })();
  const quiet = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ];
  // In a locale without UTF-8, Chromium leaves out files whose names it cannot read.
  return chromium.launch({ executablePath, args: quiet, env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' } });
};

/** Asks again until it is so: other work on the machine may make anything slow, and no test is about speed. */
export const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 30_000, interval: 40 });

/** All of an element's text. */
export const textOf = async (element: Locator): Promise<string> => (await element.textContent()) ?? '';

export type Look = { readonly width?: number; readonly height?: number; readonly theme?: 'light' | 'dark' };

/** Opens the page in a browser context of its own; any script error, refused request or request elsewhere fails the test that calls `calm`. */
export const openPage = async (browser: Browser, url: string, { width = 1440, height = 900, theme = 'light' }: Look = {}) => {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, acceptDownloads: true });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) troubles.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  await page.getByRole('heading', { name: 'Acting as' }).waitFor({ state: 'attached' });
  return { page, calm: () => expect(troubles).toEqual([]) };
};

/** A sandbox, begun with these arguments, and a browser for the tests of one file. */
export const aSandbox = (...args: readonly string[]) => {
  const folder = newFolder();
  let sandbox: RunningSandbox | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    [sandbox, browser] = await Promise.all([startSandbox(join(folder, 'data'), ...args), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await sandbox?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    /** For the test's own files too; the sandbox keeps its in `data`. */
    folder,
    open: (look?: Look) => {
      if (!sandbox || !browser) throw new Error('the sandbox is opened before the tests run');
      return openPage(browser, sandbox.url, look);
    },
  };
};

/** Becomes that person. */
export const actAs = async (page: Page, name: string): Promise<void> => {
  const person = page.locator('.person', { hasText: name });
  await person.click();
  await eventually(() => person.getAttribute('aria-pressed')).toBe('true');
};

export const openConversation = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Channels and direct messages' }).getByRole('button', { name }).click();

/** Becomes the researcher, submits the sample, and resolves with the request's short id once it is in review. */
export const submitSample = async (page: Page, name: string): Promise<string> => {
  await actAs(page, 'Rosa Lindqvist');
  const before = await selectedId(page);
  await page.getByRole('button', { name }).click();
  return nextInReview(page, before);
};

/** The short id of the selected request, once it is another one than before and in review. */
export const nextInReview = async (page: Page, before: string): Promise<string> => {
  await eventually(() => selectedId(page)).not.toBe(before);
  await eventually(() => statusOf(page)).toMatch(/^Review 1 of/);
  return selectedId(page);
};

/** The short id of the request in the side panel; empty when there is none. */
export const selectedId = async (page: Page): Promise<string> => (await page.locator('.request-sub code').allTextContents())[0] ?? '';

/** The word on the selected request's chip. */
export const statusOf = (page: Page): Promise<string> => textOf(page.locator('.request-sub .chip'));

export const waitForStatus = (page: Page, status: string): Promise<void> => eventually(() => statusOf(page)).toBe(status);

/** The message of the open conversation that speaks of this request, newest last. */
export const cardOf = (page: Page, shortId: string): Locator =>
  page.getByRole('log').getByRole('article').filter({ hasText: shortId }).first();

export const dialogOf = (page: Page): Locator => page.getByRole('dialog');

/** Presses a card's button in that channel and resolves with the dialog that opens. */
export const pressOn = async (
  page: Page,
  at: { readonly channel: string; readonly request: string; readonly button: string },
): Promise<Locator> => {
  await openConversation(page, at.channel);
  await cardOf(page, at.request).getByRole('button', { name: at.button }).click();
  const dialog = dialogOf(page);
  await dialog.waitFor();
  return dialog;
};

/** Sends the dialog off, resolves with the title of the one that answers, and closes that. */
export const submitDialog = async (page: Page, button: string): Promise<string> => {
  const dialog = dialogOf(page);
  const title = dialog.getByRole('heading', { level: 2 });
  const before = await textOf(title);
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await eventually(() => textOf(title)).not.toBe(before);
  const after = await textOf(title);
  await closeDialog(page);
  return after;
};

export const closeDialog = async (page: Page): Promise<void> => {
  await dialogOf(page).getByRole('button', { name: 'Close', exact: true }).click();
  await dialogOf(page).waitFor({ state: 'detached' });
};

/** Approves as that person, in that channel. */
export const approve = async (
  page: Page,
  by: { readonly person: string; readonly channel: string; readonly request: string },
): Promise<void> => {
  await actAs(page, by.person);
  await pressOn(page, { ...by, button: 'Approve' });
  expect(await submitDialog(page, 'Approve')).toBe('Approval recorded');
};

/** Both approvals of the default policy, until the zip is released. */
export const approveTwice = async (page: Page, request: string): Promise<void> => {
  await approve(page, { person: 'Inés Okafor', channel: 'ig-review', request });
  await waitForStatus(page, 'Review 2 of 2');
  await approve(page, { person: 'Tomasz Nowak', channel: 'research-it', request });
  await waitForStatus(page, 'Released');
};

/** Types a line into the message box, and sends it. */
export const type = async (page: Page, line: string): Promise<void> => {
  const box = page.getByRole('combobox').first();
  await box.fill(line);
  await box.press('Escape');
  await box.press('Enter');
  await eventually(() => box.inputValue()).toBe('');
};

/** The newest message that only this person sees. */
export const newestPrivate = (page: Page): Locator => page.getByRole('article').filter({ hasText: 'Only visible to you' }).last();

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });
