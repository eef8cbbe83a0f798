import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { BadManifestError, fillManifest } from '../../teams/manifest.ts';

const appId = '1b4e28ba-2fa1-41d2-883f-0016d3cca427';
const template = JSON.parse(await readFile(new URL('../../teams/manifest.json', import.meta.url), 'utf8'));
const [bot] = template.bots;
const [list] = bot.commandLists;
const [command] = list.commands;

test('the manifest asks for what the bot needs: people and their teams, but no group chats, files, pages or data of the organisation', () => {
  const manifest = fillManifest(template, { appId });
  expect(manifest).toMatchObject({
    permissions: ['identity', 'messageTeamMembers'],
    validDomains: [],
    bots: [{ scopes: ['personal', 'team'] }],
  });
  for (const field of ['webApplicationInfo', 'authorization', 'staticTabs', 'composeExtensions', 'devicePermissions'])
    expect(manifest).not.toHaveProperty(field);
});

test('the schema that it names is the version that it claims', () => {
  const { $schema, manifestVersion } = fillManifest(template, { appId });
  expect($schema).toBe(`https://developer.microsoft.com/json-schemas/teams/v${manifestVersion}/MicrosoftTeams.schema.json`);
});

describe('what Teams would refuse', () => {
  const commands = (given: readonly unknown[]) => ({ bots: [{ ...bot, commandLists: [{ ...list, commands: given }] }] });
  test.each([
    { change: { description: { ...template.description, short: 'x'.repeat(81) } }, problem: 'description.short: 1 to 80 characters' },
    { change: { description: { ...template.description, full: 'x'.repeat(4001) } }, problem: 'description.full: 1 to 4000 characters' },
    { change: { name: { short: 'x'.repeat(31), full: 'x' } }, problem: 'name.short: 1 to 30 characters' },
    { change: { name: { short: 'x', full: 'x'.repeat(101) } }, problem: 'name.full: 1 to 100 characters' },
    { change: { version: '1.0' }, problem: 'version: three numbers, such as 1.0.1' },
    { change: { accentColor: 'teal' }, problem: 'accentColor: a colour such as #0F766E' },
    {
      change: { developer: { ...template.developer, privacyUrl: 'http://example.org' } },
      problem: 'developer.privacyUrl: an https address',
    },
    { change: commands(Array.from({ length: 11 }, () => command)), problem: 'bots.0.commandLists.0.commands: at most ten commands' },
    { change: commands([{ ...command, title: 'x'.repeat(33) }]), problem: 'bots.0.commandLists.0.commands.0.title: 1 to 32 characters' },
    {
      change: commands([{ ...command, description: 'x'.repeat(129) }]),
      problem: 'bots.0.commandLists.0.commands.0.description: 1 to 128 characters',
    },
    { change: { validDomains: Array.from({ length: 17 }, () => 'example.org') }, problem: 'validDomains: at most 16 domains' },
  ])('$problem', ({ change, problem }) => {
    expect(() => fillManifest({ ...template, ...change }, { appId })).toThrow(new BadManifestError(`manifest.json: ${problem}`));
  });

  test('a field that nobody here knows', () => {
    expect(() => fillManifest({ ...template, devicePermissions: ['media'] }, { appId })).toThrow(/devicePermissions/);
  });

  test('a file that holds no manifest', () => {
    expect(() => fillManifest('manifest', { appId })).toThrow(BadManifestError);
  });
});
