import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FolderInUseError, lockFolder } from '../../../src/workflow/local/lock.ts';
import { aFolder } from './a-folder.ts';

const lockModule = fileURLToPath(new URL('../../../src/workflow/local/lock.ts', import.meta.url));

test('a folder is taken once, and free again when it is given back', () => {
  const folder = aFolder();
  const release = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(FolderInUseError);
  release();
  lockFolder(folder)();
});

test('a folder that a killed process had is free', async () => {
  const folder = aFolder();
  const program = `(await import(${JSON.stringify(lockModule)})).lockFolder(${JSON.stringify(folder)}); console.log('taken'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  expect(() => lockFolder(folder)).toThrow(FolderInUseError);
  child.kill('SIGKILL');
  await once(child, 'close');
  lockFolder(folder)();
});
