import { expect, test } from 'vitest';
import { parseOptions } from '../../teams/options.ts';

const appId = '1b4e28ba-2fa1-41d2-883f-0016d3cca427';
const out = 'dist/sallyport-teams.zip';

test.each([
  { args: ['--app-id', appId], options: { appId, out } },
  { args: ['--app-id', appId.toUpperCase()], options: { appId, out } },
  { args: ['--app-id', appId, '--out', 'a/b.zip'], options: { appId, out: 'a/b.zip' } },
  { args: ['--app-id', appId, '--name', 'Gate', '--app-version', '10.0.2'], options: { appId, out, name: 'Gate', appVersion: '10.0.2' } },
])('$args packs with $options', ({ args, options }) => {
  expect(parseOptions(args)).toEqual({ kind: 'run', options });
});

const given = ['--app-id', appId];
test.each([
  { args: [], problem: "--app-id: the bot's application (client) id is needed, a GUID" },
  { args: ['--app-id', ''], problem: '--app-id: a GUID' },
  { args: ['--app-id', '1b4e28ba2fa141d2883f0016d3cca427'], problem: '--app-id: a GUID' },
  { args: ['--app-id', '00000000-0000-0000-0000-000000000000'], problem: '--app-id: a GUID that is not all zeros' },
  { args: [...given, '--out', ' '], problem: '--out: a file name that ends in .zip' },
  { args: [...given, '--out', 'app'], problem: '--out: a file name that ends in .zip' },
  { args: [...given, '--name', ''], problem: '--name: 1 to 30 characters' },
  { args: [...given, '--name', 'x'.repeat(31)], problem: '--name: 1 to 30 characters' },
  { args: [...given, '--organisation', 'x'.repeat(33)], problem: '--organisation: 1 to 32 characters' },
  { args: [...given, '--website', 'http://tre.example.ac.uk'], problem: '--website: an https address' },
  { args: [...given, '--website', 'tre.example.ac.uk'], problem: '--website: an https address' },
  { args: [...given, '--app-version', '1.0'], problem: '--app-version: three numbers, such as 1.0.1' },
  { args: [...given, '--app-version', '01.0.0'], problem: '--app-version: three numbers, such as 1.0.1' },
  {
    args: ['--name', '', '--out', 'x'],
    problem:
      "--app-id: the bot's application (client) id is needed, a GUID\n--out: a file name that ends in .zip\n--name: 1 to 30 characters",
  },
])('$args is refused: $problem', ({ args, problem }) => {
  expect(parseOptions(args)).toEqual({ kind: 'wrong', problem });
});

test.each([['--app-secret'], ['app.zip'], ['--app-id']])('%s is refused by name', (arg) => {
  expect(parseOptions([...given, arg])).toEqual({ kind: 'wrong', problem: expect.stringContaining(arg) });
});

test('help wins over everything else', () => {
  expect(parseOptions(['--app-id', 'x', '--help'])).toEqual({ kind: 'help' });
});
