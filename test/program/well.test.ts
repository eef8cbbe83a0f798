import { expect, test } from 'vitest';
import { aProgram } from '../an-installation.ts';
import { until } from '../until.ts';

test('a program is well while it looks at what is due, and not when it has not done so for minutes', async () => {
  const { installation, wait } = await aProgram({ setUp: false });
  await until(() => installation.isWell(), 'the first look');
  wait(4 * 60);
  expect(installation.isWell()).toBe(true);
  wait(2 * 60);
  expect(installation.isWell()).toBe(false);
  await installation.lookAtTheTime();
  expect(installation.isWell()).toBe(true);
});
