import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { english } from '../../src/bots/languages/english.ts';
import { wordNames, words } from '../../src/bots/words.ts';
import { BadIconError, packApp } from '../../teams/app-package.ts';
import { fillManifest } from '../../teams/manifest.ts';
import { unzip, unzipComplaint } from '../workflow/packaging/unzip.ts';
import { readPng } from './png.ts';

const program = fileURLToPath(new URL('../../teams/package.ts', import.meta.url));
const source = (name: string): Promise<Buffer> => readFile(new URL(`../../teams/${name}`, import.meta.url));
const appId = '1b4e28ba-2fa1-41d2-883f-0016d3cca427';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-teams-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });
  return { status, stdout, stderr };
};

test('the package holds the manifest and two icons at its root, and nothing else', async () => {
  const out = join(folder, 'holds.zip');
  expect(run(['--app-id', appId, '--out', out])).toMatchObject({ status: 0, stderr: '' });
  expect(unzipComplaint(out)).toBeUndefined();
  const entries = await unzip(out);
  expect(entries.map(({ path }) => path)).toEqual(['manifest.json', 'color.png', 'outline.png']);
  expect(new Set(entries.map(({ modified }) => modified.toISOString()))).toEqual(new Set(['2000-01-01T00:00:00.000Z']));
  const [manifest, color, outline] = entries.map(({ bytes }) => bytes);
  expect(color).toEqual(await source('color.png'));
  expect(outline).toEqual(await source('outline.png'));
  const template = JSON.parse(String(await source('manifest.json')));
  expect(JSON.parse(String(manifest))).toEqual({ ...template, id: appId, bots: [{ ...template.bots[0], botId: appId }] });
});

test('the package says where it is and what comes next', () => {
  const { stdout } = run(['--app-id', appId, '--name', 'Gatekeeper', '--app-version', '1.2.0']);
  expect(stdout).toContain(`${join('dist', 'sallyport-teams.zip')}: Gatekeeper 1.2.0 for the bot ${appId}`);
  expect(stdout).toContain('@Gatekeeper map ROLE');
});

test('what an organisation sets is in its manifest', async () => {
  const out = join(folder, 'set.zip');
  const set = [
    '--name',
    ' Gate ',
    '--organisation',
    'Example University',
    '--website',
    'https://tre.example.ac.uk/',
    '--app-version',
    '2.0.1',
  ];
  run(['--app-id', appId.toUpperCase(), '--out', out, ...set]);
  const [manifest] = await unzip(out);
  const website = 'https://tre.example.ac.uk/';
  expect(JSON.parse(String(manifest?.bytes))).toMatchObject({
    id: appId,
    version: '2.0.1',
    name: { short: 'Gate', full: 'Gate' },
    developer: { name: 'Example University', websiteUrl: website, privacyUrl: website, termsOfUseUrl: website },
    bots: [{ botId: appId }],
  });
});

test('a second run, in another time zone, writes the same bytes and leaves nothing beside them', async () => {
  const out = join(folder, 'again', 'app.zip');
  run(['--app-id', appId, '--out', out], { TZ: 'Pacific/Auckland' });
  const first = await readFile(out);
  run(['--app-id', appId, '--out', out], { TZ: 'America/Caracas' });
  expect(await readFile(out)).toEqual(first);
  expect(await readdir(join(folder, 'again'))).toEqual(['app.zip']);
});

test('a package that cannot be written is named, and nothing is left of it', async () => {
  const blocked = join(folder, 'file');
  await writeFile(blocked, 'not a folder');
  const { status, stderr } = run(['--app-id', appId, '--out', join(blocked, 'app.zip')]);
  expect(status).toBe(1);
  expect(stderr).toContain(blocked);
  expect(await readFile(blocked, 'utf8')).toBe('not a folder');
});

test('bad arguments stop it before anything is written, each problem on its line', async () => {
  const out = join(folder, 'none.zip');
  const { status, stdout, stderr } = run(['--app-id', 'my-bot', '--name', 'x'.repeat(31), '--out', out]);
  expect({ status, stdout, problems: stderr.split('\n').slice(0, 3) }).toEqual({
    status: 1,
    stdout: '',
    problems: ['--app-id: a GUID', '--name: 1 to 30 characters', ''],
  });
  expect(await readdir(folder)).not.toContain('none.zip');
});

test('the menu of commands offers every word of people with a part in a request but the rarest, since Teams shows ten', async () => {
  const { bots } = fillManifest(JSON.parse(String(await source('manifest.json'))), { appId });
  const rare = ['verify', 'revoke', 'delegate', 'undelegate', 'ask', 'answer'];
  const often = wordNames.filter((word) => !['admins', 'auditors'].includes(words[word].audience) && !rare.includes(word));
  const lists = bots[0].commandLists;
  expect(lists.map(({ scopes }) => scopes)).toEqual([['personal', 'team']]);
  expect(lists.flatMap(({ commands }) => commands.map(({ title }) => title))).toEqual(often);
  for (const { title, description } of lists.flatMap(({ commands }) => commands)) {
    const { usage = '', about = '' } = english.words[wordNames.find((word) => word === title) ?? 'help'];
    if (usage !== title) expect(description).toBe(`${usage}: ${about}`);
  }
});

test('the guide names the words of the menu, and then all others', async () => {
  const guide = await readFile(new URL('../../docs/teams.md', import.meta.url), 'utf8');
  const [, menu = '', others = ''] = /It holds ten([^.]*)\.(.*?)\n\n/s.exec(guide) ?? [];
  const named = (text: string) => [...text.matchAll(/`([\w-]+)`/g)].map(([, word]) => word);
  const { bots } = fillManifest(JSON.parse(String(await source('manifest.json'))), { appId });
  const offered = bots[0].commandLists.flatMap(({ commands }) => commands.map(({ title }) => title));
  expect(named(menu)).toEqual(offered);
  expect(new Set(named(others))).toEqual(new Set(['help', ...wordNames.filter((word) => !offered.includes(word))]));
});

test('the colour icon is opaque, and the outline is white on nothing', async () => {
  const color = readPng(await source('color.png'));
  expect([color.width, color.height]).toEqual([192, 192]);
  expect(color.pixels.every(({ alpha }) => alpha === 255)).toBe(true);
  const outline = readPng(await source('outline.png'));
  expect([outline.width, outline.height]).toEqual([32, 32]);
  const drawn = outline.pixels.filter(({ alpha }) => alpha > 0);
  expect(drawn.length).toBeGreaterThan(100);
  expect(drawn.length).toBeLessThan(32 * 32 - 100);
  expect(drawn.filter(({ colour }) => colour.some((part) => part !== 255))).toEqual([]);
});

test('icons of another size, or that are no PNG, are not packed', async () => {
  const manifest = fillManifest(JSON.parse(String(await source('manifest.json'))), { appId });
  const [color, outline] = [await source('color.png'), await source('outline.png')];
  await expect(packApp({ manifest, color: outline, outline })).rejects.toThrow(new BadIconError('color.png: a PNG of 192 by 192 pixels'));
  await expect(packApp({ manifest, color, outline: color })).rejects.toThrow(new BadIconError('outline.png: a PNG of 32 by 32 pixels'));
  await expect(packApp({ manifest, color, outline: Buffer.from('GIF89a') })).rejects.toThrow(BadIconError);
});
