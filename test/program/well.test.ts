import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { aProgram } from '../an-installation.ts';
import { until } from '../until.ts';

test('a program is well while it looks at what is due, and not when it has not done so for minutes', async () => {
  const { installation, wait } = await aProgram({ setUp: false });
  await until(() => installation.failing().length === 0, 'the first look');
  wait(4 * 60);
  expect(installation.failing()).toEqual([]);
  wait(2 * 60);
  expect(installation.failing()).toEqual(['due']);
  await installation.lookAtTheTime();
  expect(installation.failing()).toEqual([]);
});

test('whether the store can be written to is found out once in a few seconds, however often anybody asks', async () => {
  const { installation, folder, wait } = await aProgram({ setUp: false });
  await until(() => installation.failing().length === 0, 'the first look');
  const other = new DatabaseSync(join(folder, 'sallyport.db'));
  other.exec('BEGIN IMMEDIATE');
  expect(installation.failing()).toEqual([]);
  wait(6);
  expect(installation.failing()).toEqual(['store']);
  other.exec('ROLLBACK');
  other.close();
  expect(installation.failing()).toEqual(['store']);
  wait(6);
  expect(installation.failing()).toEqual([]);
});
