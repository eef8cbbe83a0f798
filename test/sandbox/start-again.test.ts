/** The sandbox started again in its folder, with everything that it had kept there or after it forgot that. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Listener } from '../../src/handlers/serve/listen.ts';
import { openFolder } from '../../src/sandbox/folder.ts';
import { openSandbox } from '../../src/sandbox/installation.ts';
import { listen, serve } from '../../src/sandbox/server.ts';
import { until } from '../until.ts';

const aFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-again-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** The sandbox at work in the folder, everything that it logged, and how to end it. */
const start = async (data: string) => {
  const logged: string[] = [];
  const log = (event: string) => void logged.push(event);
  const listener: Listener = await listen(0);
  const sandbox = await openSandbox(openFolder(data), { url: listener.url, language: 'en', log });
  const server = serve(listener, { sandbox, bundle: { script: Buffer.from(''), style: Buffer.from('') }, log });
  await sandbox.start();
  return {
    sandbox,
    logged,
    stop: async () => {
      await server.close();
      await sandbox.stop();
    },
  };
};
type Started = Awaited<ReturnType<typeof start>>;

/** What stands on the review cards that Ines sees in the channel of Teams. */
const inTeams = async ({ sandbox }: Started): Promise<readonly string[]> => {
  const { conversations } = await sandbox.view({ as: 'ines' });
  const channel = conversations.find(({ platform, name }) => platform === 'teams' && name === 'ig-review');
  return (channel?.messages ?? []).map(({ card }) => JSON.stringify(card ?? {}));
};

/** Submits, and waits until the request's card is in Teams. */
const submit = async (started: Started): Promise<string> => {
  const id = await started.sandbox.submitSample('rosa', 'aggregate');
  await until(async () => {
    expect(started.logged).toEqual([]);
    return (await inTeams(started)).some((card) => card.includes(id.slice(0, 8)));
  });
  return id;
};

test('a submission after a restart reaches Teams, whose port is another', async () => {
  const data = aFolder();
  const first = await start(data);
  const before = await submit(first);
  await first.stop();

  const second = await start(data);
  const after = await submit(second);
  expect((await inTeams(second)).filter((card) => [before, after].some((id) => card.includes(id.slice(0, 8))))).toHaveLength(2);
  await second.stop();
  expect(second.logged).toEqual([]);
});

/** The paths of all files in the folder. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));

test('after a reset no file holds anything of before, and Teams works', async () => {
  const data = aFolder();
  const first = await start(data);
  const before = await submit(first);
  await first.stop();
  expect(filesIn(data)).toContain(join('audit', `${before}.jsonl`));

  openFolder(data).reset();
  expect(filesIn(data)).toEqual(['in-use.db']);
  expect(readFileSync(join(data, 'in-use.db'))).toHaveLength(0);

  const second = await start(data);
  expect((await inTeams(second)).filter((card) => card.includes(before.slice(0, 8)))).toEqual([]);
  await submit(second);
  await second.stop();
  expect(second.logged).toEqual([]);
  expect(filesIn(data).filter((path) => readFileSync(join(data, path)).includes(before))).toEqual([]);
});
