import { access } from 'node:fs/promises';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { usage } from '../../teams/options.ts';
import { rootFile } from '../source-files.ts';

const root = new URL('../../', import.meta.url);
const guide = await rootFile('docs/teams.md');
const all = (pattern: RegExp): readonly string[] => [...new Set([...guide.matchAll(pattern)].map((match) => match[1] ?? ''))];

test('every link of the guide within the repository leads somewhere, and so does every path', async () => {
  const links = all(/\]\(([^)#\s]+)/g).filter((link) => !/^https?:/.test(link));
  const paths = all(/((?:src|teams)\/[\w/.-]+(?:\.ts|\/))/g);
  expect(links.length).toBeGreaterThan(1);
  expect(paths.length).toBeGreaterThan(1);
  for (const link of links) await expect(access(new URL(posix.join('docs', link), root)), link).resolves.toBeUndefined();
  for (const path of paths) await expect(access(new URL(path, root)), path).resolves.toBeUndefined();
});

test('every script and variable that the guide names exists', async () => {
  const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(await rootFile('package.json')));
  expect(all(/npm (?:run )?([a-z:]+)/g).filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  const config = await rootFile('src/handlers/config.ts');
  // The others are for rehearsals on this machine only.
  const needed = [...new Set(config.match(/\bTEAMS_[A-Z_]+(?=:)/g))].filter((name) => !name.endsWith('_URL'));
  expect(all(/`(TEAMS_[A-Z_]+)`/g).toSorted()).toEqual(needed.toSorted());
});

test('every option of the packager that the guide shows is one', () => {
  const packing = guide.slice(guide.indexOf('## 4.'), guide.indexOf('## 5.'));
  const named = [...packing.matchAll(/--[a-z][a-z-]+/g)].map(([option]) => option);
  expect(named).toContain('--app-id');
  expect(named.filter((option) => !usage.includes(`  ${option} `))).toEqual([]);
});
