import { chmod, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { composeLocal } from '../../src/handlers/compose-local.ts';
import { readPolicy } from '../../src/handlers/policy-file.ts';
import type { Instant } from '../../src/workflow/request.ts';
import { aPolicyText } from '../an-installation.ts';

test('an export that cannot be deleted keeps neither the others nor the check of the roster from their turn', async () => {
  // Root may delete everything.
  if (process.getuid?.() === 0) {
    process.seteuid?.(65534);
    onTestFinished(() => void process.seteuid?.(0));
  }
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-swept-'));
  const clock = () => new Date().toISOString() as Instant;
  const policy = readPolicy(await aPolicyText());
  const installation = composeLocal({ folder, policy, clock, publicUrl: 'http://127.0.0.1:1', log: () => {} });
  const [stuck, other] = [join(folder, 'exports', 'a'), join(folder, 'exports', 'b')];
  for (const place of [stuck, other]) {
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'old.csv'), 'old');
    await utimes(join(place, 'old.csv'), new Date(0), new Date(0));
  }
  await chmod(stuck, 0o500);
  onTestFinished(async () => {
    await chmod(stuck, 0o700);
    await installation.stop();
    await rm(folder, { recursive: true });
  });
  await expect(installation.lookAtTheTime()).rejects.toThrow('could not be done');
  expect(await readdir(stuck)).toEqual(['old.csv']);
  expect(await readdir(other)).toEqual([]);
  expect(await installation.adapters.deliveries.list({ partition: 'roster-checks' })).toHaveLength(1);
});

test('what is free is so on the fullest disk that objects lie on, and where nothing is, it is not ready', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-full-'));
  const clock = () => new Date().toISOString() as Instant;
  const policy = readPolicy(await aPolicyText());
  const installation = composeLocal({ folder, policy, clock, publicUrl: 'http://127.0.0.1:1', log: () => {} });
  onTestFinished(async () => {
    await installation.stop();
    await rm(folder, { recursive: true });
  });
  expect(installation.freeBytes()).toBeGreaterThan(0);
  // A disk on which nothing is ever free.
  await symlink('/proc', join(folder, 'data-lake'));
  expect(installation.freeBytes()).toBe(0);
  expect(installation.failing()).toContain('store');
});
