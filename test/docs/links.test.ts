import { access, readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';

const root = new URL('../../', import.meta.url);
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...['architecture', 'request-states', 'deploy', 'operate', 'teams', 'one-machine', 'governance', 'groups'].map(
    (name) => `docs/${name}.md`,
  ),
];
const read = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8');

test.each(documents)('every link of %s within the repository leads somewhere', async (path) => {
  const links = [...(await read(path)).matchAll(/\]\(([^)#\s]+)/g)].map((match) => match[1] ?? '').filter((link) => !/^https?:/.test(link));
  for (const link of links) await expect(access(new URL(posix.join(posix.dirname(path), link), root)), link).resolves.toBeUndefined();
});

test.each(documents)('every script that %s names exists', async (path) => {
  const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(await read('package.json')));
  const named = [...(await read(path)).matchAll(/npm (?:run ([a-z:]+)|(start|test)\b)/g)].map((match) => match[1] ?? match[2] ?? '');
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

test('the README names no state of the repository that is gone: its folders exist', async () => {
  const folders = [...(await read('docs/architecture.md')).matchAll(/`((?:src|test)\/[\w/-]+\/)(?:\*\.ts)?`/g)].map(
    (match) => match[1] ?? '',
  );
  expect(folders.length).toBeGreaterThan(5);
  for (const folder of folders) await expect(access(new URL(folder, root)), folder).resolves.toBeUndefined();
});
