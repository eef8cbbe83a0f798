/** The guides say what the stack has. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { functionNames } from '../../infra/bundling.ts';

const read = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

test('every function has a section for its errors, and every rule of the alarms one of its own', async () => {
  const headings = [...(await read('docs/operate.md')).matchAll(/^## ([a-z-]+)$/gm)].map(([, heading]) => heading);
  const rules = [...(await read('infra/monitoring.ts')).matchAll(/^ {2}'?([a-z-]+)'?: \{/gm)].map(([, name]) => name);
  const dead = ['notifications', 'changes', 'schedule', 'intake', 'follow-ups'].map((name) => `dead-letters-${name}`);
  expect(rules.length).toBeGreaterThan(5);
  expect(headings.toSorted()).toEqual([...dead, ...functionNames.map((name) => `errors-${name}`), ...rules].toSorted());
});

test('the Slack app asks for the scopes that the guide gives a reason for, and for nothing else', async () => {
  const Manifest = z.object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) });
  const { oauth_config: config } = Manifest.parse(JSON.parse(await read('slack/manifest.json')));
  const section = (await read('docs/deploy.md')).split('## 5. Slack')[1]?.split('## 6.')[0] ?? '';
  const explained = [...section.matchAll(/`([a-z]+:[a-z.]+|commands)`(?=[^|]*\|)/g)].map(([, scope]) => scope);
  expect(explained.toSorted()).toEqual(config.scopes.bot.toSorted());
});
