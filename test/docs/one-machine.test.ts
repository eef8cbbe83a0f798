/** What the guide to one machine hands out: units, a container file and a manifest that fit the program. */
import { spawnSync } from 'node:child_process';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { readInstallation } from '../../src/handlers/serve/installation-file.ts';
import { configurationExit } from '../../src/handlers/serve/problems.ts';
import { parseNotification } from '../../src/workflow/intake.ts';
import { importsOf } from '../layers.ts';
import { sourceFiles } from '../source-files.ts';

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const read = (path: string): Promise<string> => readFile(at(path), 'utf8');
const units = ['sallyport.service', 'sallyport-backup.service', 'sallyport-backup.timer'];

/** The settings of a unit in order; one may be there several times. */
const settingsOf = async (unit: string): Promise<readonly (readonly [string, string])[]> =>
  (await read(`docs/${unit}`))
    .split('\n')
    .filter((line) => line !== '' && !/^[#[]/.test(line))
    .map((line) => {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return [name, value] as const;
    });

test.each(units)('every line of %s is a comment, a section or a setting', async (unit) => {
  expect((await settingsOf(unit)).filter(([name]) => name === '')).toEqual([]);
});

test.each(units.filter((unit) => unit.endsWith('.service')))('%s runs files that are there, and may do little else', async (unit) => {
  const settings = await settingsOf(unit);
  const commands = settings.filter(([name]) => name.startsWith('Exec')).map(([, value]) => value);
  expect(commands.length).toBeGreaterThan(0);
  for (const command of commands) await access(at(/src\/\S+\.ts/.exec(command)?.[0] ?? 'nothing'));
  const wanted = { DynamicUser: 'yes', User: 'sallyport', ProtectSystem: 'strict', NoNewPrivileges: 'yes', CapabilityBoundingSet: '' };
  expect(Object.fromEntries(settings)).toMatchObject({ ...wanted, ProtectHome: 'yes', PrivateTmp: 'yes', UMask: '0077' });
});

test('the server is checked before it is started, has time to stop, is not started again when its configuration is wrong, and otherwise for as long as it takes', async () => {
  const settings = Object.fromEntries(await settingsOf('sallyport.service'));
  expect(settings).toMatchObject({ KillSignal: 'SIGTERM', Restart: 'on-failure', RestartPreventExitStatus: String(configurationExit) });
  expect(settings).toMatchObject({ StartLimitIntervalSec: '0' });
  // systemd heeds RestartPreventExitStatus= for the program itself alone: a check that failed would be tried again and again.
  expect(settings['ExecStartPre']).toBe(`-${settings['ExecStart']?.replace('--max-semi-space-size=16 ', '')} --check`);
  const [, seconds] = /"shutdownSeconds": (\d+)/.exec(await read('serve.example.jsonc')) ?? [];
  expect(Number(settings['TimeoutStopSec'])).toBeGreaterThan(Number(seconds));
});

/** Missing where systemd is not at home. */
const analyze = spawnSync('systemd-analyze', ['--version']).status === 0;

test.runIf(analyze)('systemd understands the units', () => {
  const { stderr } = spawnSync('systemd-analyze', ['verify', ...units.map((unit) => at(`docs/${unit}`).pathname)], { encoding: 'utf8' });
  // The program is installed elsewhere than where it is tested.
  const complaints = stderr.split('\n').filter((line) => /sallyport/.test(line) && !/is not executable: No such file/.test(line));
  expect(complaints).toEqual([]);
});

test('the container holds what it runs, and no process of it is root', async () => {
  const lines = (await read('docs/Containerfile')).split('\n');
  const copied = lines.flatMap((line) => (/^COPY (?!--from)(.*) \S+$/.exec(line)?.[1] ?? '').split(' ')).filter((path) => path !== '');
  expect(copied.length).toBeGreaterThan(5);
  for (const path of copied) await access(at(path));
  const images = lines.flatMap((line) => /^FROM \S+node:(\d+)/.exec(line)?.[1] ?? []);
  expect(images).toEqual(['24', '24']);
  const entry = /^ENTRYPOINT .*"(src\/[^"]+)"\]$/m.exec(lines.join('\n'))?.[1] ?? '';
  expect(copied.some((path) => entry.startsWith(`${path}/`))).toBe(true);
  await access(at(entry));
  expect(lines.indexOf('USER node')).toBeGreaterThan(lines.findLastIndex((line) => line.startsWith('RUN')));
});

test('what runs on one machine needs no package that only development has', async () => {
  const { dependencies } = z.object({ dependencies: z.record(z.string(), z.string()) }).parse(JSON.parse(await read('package.json')));
  const files = await sourceFiles(['src/workflow', 'src/bots', 'src/handlers']);
  const imported = files.flatMap(({ text }) =>
    importsOf(text.replaceAll(/^import type .*$/gm, '').replaceAll(/^import type \{[^}]*\} from .*$/gm, '')),
  );
  const packages = imported
    .filter((name) => name !== undefined && !name.startsWith('.') && !name.startsWith('node:'))
    .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name ?? '')?.[0] ?? '');
  expect(packages.length).toBeGreaterThan(20);
  expect([...new Set(packages)].filter((name) => !Object.hasOwn(dependencies, name))).toEqual([]);
});

test('what the guide copies lacks nothing but the secrets, and systemd can hand over each that is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-guide-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const guide = await read('docs/one-machine.md');
  const [, commands = ''] = /## 4\..*?```\n(.*?)```/s.exec(guide) ?? [];
  const { status } = spawnSync('sh', ['-ec', commands.replaceAll('/etc/sallyport', folder)], { cwd: at('').pathname });
  expect(status).toBe(0);
  const told = (() => {
    try {
      return readInstallation(join(folder, 'installation.jsonc'), {});
    } catch (error) {
      return error instanceof Error ? error.message : error;
    }
  })();
  const fields = [...String(told).matchAll(/([\w.]+): a secret in the/g)].map(([, field]) => field);
  expect(fields).toEqual(['slack.botToken', 'slack.signingSecret', 'teams.password']);
  expect(String(told).split('\n')).toHaveLength(fields.length);
  const unit = await read('docs/sallyport.service');
  const named = [...`${guide}${await read('serve.example.jsonc')}`.matchAll(/"\/run\/credentials\/sallyport\.service\/([\w-]+)"/g)];
  expect(named.length).toBeGreaterThan(3);
  for (const [, secret] of named) expect(unit).toContain(`LoadCredential=${secret}:/etc/sallyport/secrets/${secret}\n`);
});

test('the Slack app of Socket Mode is the other one without addresses', async () => {
  const plain: unknown = JSON.parse(await read('slack/manifest.socket.json'), (_, value) => value);
  const other: unknown = JSON.parse(await read('slack/manifest.json'), (key, value) =>
    key === 'url' || key === 'request_url' ? undefined : key === 'socket_mode_enabled' ? true : value,
  );
  expect(plain).toEqual(other);
  expect(await read('slack/manifest.socket.json')).not.toContain('https:');
});

test("the guide's submission is one that the program takes, and its exit code the one that the program has", async () => {
  const guide = await read('docs/one-machine.md');
  const [, example = ''] = /```json\n(.*?)```/s.exec(guide) ?? [];
  expect(parseNotification(example)).toMatchObject({ id: '6f1d7a52-0c5f-4d55-9d0e-6d2b7d0f0a11' });
  expect(guide).toContain(`| ${configurationExit} | the installation file`);
});

test('the guide explains every event that a server on one machine logs, and no other', async () => {
  const ofFunctionsAlone = /^src\/handlers\/(aws|lambdas|audit|backup)\//;
  const files = (await sourceFiles(['src/bots', 'src/handlers'])).filter(({ path }) => !ofFunctionsAlone.test(path));
  const plain = files.flatMap(({ text }) => [...text.matchAll(/\blog\(\s*'([a-z-]+)'/g)].map(([, event]) => event));
  const made = files.flatMap(({ text }) => [...text.matchAll(/\blog\(`([a-z]+)-\$/g)].map(([, beginning]) => beginning));
  expect(plain.length).toBeGreaterThan(40);
  expect(made.toSorted()).toEqual(['sns', 'workflow']);
  const ofWorkflow = [...(await read('src/workflow/local/runner.ts')).matchAll(/kind: '([a-z-]+-failed)'/g)].map(
    ([, kind]) => `workflow-${kind}`,
  );
  const logged = [...plain, ...ofWorkflow, 'sns-subscribed', 'sns-unsubscribed'];
  const [, section = ''] = /## 13\.(.*?)\n## /s.exec(await read('docs/one-machine.md')) ?? [];
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  const explained = rows.slice(1).flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, event]) => event));
  expect(explained.toSorted()).toEqual([...new Set(logged)].toSorted());
});
