/** The governance guide claims nothing that is not there. */
import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { words } from '../../src/bots/words.ts';
import { pageLimits } from '../../src/workflow/download-page.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8');
const guide = await read('docs/governance.md');

const statements = [
  ...['05', '06', '07', '09', '10', '12'].map((number) => `3.1.${number}`),
  ...['3.2.01', '3.2.04', '1.6.04'],
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `3.3.0${number}`),
  ...['2.5.03', '1.2.03'],
];

test('each statement of the specification has one row, with what the organisation must add', () => {
  const rows = guide.split('\n').flatMap((row) => (row.startsWith('| **') ? [row.split('|').map((cell) => cell.trim())] : []));
  expect(rows.map(([, statement = '']) => statement.slice(2, 8))).toEqual(statements);
  for (const [, statement, does, , add] of rows) for (const cell of [statement, does, add]) expect(cell, statement).not.toBe('');
});

test('every invariant that it names is proved by a test', async () => {
  const names: string[] = [];
  for (const entry of await readdir(new URL('test/', root), { recursive: true, withFileTypes: true }))
    if (entry.isFile() && entry.name.endsWith('.ts')) names.push(await readFile(`${entry.parentPath}/${entry.name}`, 'utf8'));
  const tests = names.join('\n');
  const named = [...new Set([...guide.matchAll(/\bI\d+\b/g)].map(([invariant]) => invariant))];
  expect(named.length).toBeGreaterThan(12);
  for (const invariant of named) expect(tests, invariant).toMatch(new RegExp(`['"\`](I\\d+, )*${invariant}[,:]`));
});

const JsonObject = z.record(z.string(), z.unknown());

/** All names of settings, at any depth. */
const settingsIn = (schema: unknown): readonly string[] => {
  if (Array.isArray(schema)) return schema.flatMap(settingsIn);
  const parsed = JsonObject.safeParse(schema);
  if (!parsed.success) return [];
  const own = JsonObject.safeParse(parsed.data['properties']);
  return [...(own.success ? Object.keys(own.data) : []), ...Object.values(parsed.data).flatMap(settingsIn)];
};

test('everything that it sets in code is a word that the bot knows, a setting of the policy file, a role of it, or a script', async () => {
  const known = new Set([...Object.keys(words), ...settingsIn(JSON.parse(await read('docs/policy.schema.json')))]);
  const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(await read('package.json')));
  const spans = [...guide.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
  expect(spans.length).toBeGreaterThan(30);
  const unknown = spans.filter((span) => {
    const [first = '', second = '', third = ''] = span.split(' ');
    if (first === 'npm') return second !== 'run' || !Object.hasOwn(scripts, third);
    return !/^I\d+$/.test(first) && first !== '/egress' && first !== 'grep' && !known.has(first);
  });
  expect(unknown).toEqual([]);
});

test('it says of a link with a page how often it downloads', () => {
  const more = ['no more', 'once more', 'twice more'][pageLimits.openings - 1];
  expect(guide).toContain(`a link downloads once, and at most ${more} within ${pageLimits.minutes} minutes`);
});
