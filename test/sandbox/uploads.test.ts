import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { PageProblem } from '../../src/sandbox/sandbox.ts';
import { uploadsTo } from '../../src/sandbox/uploads.ts';
import { workbench } from '../../src/sandbox/workbench.ts';
import type { Instant } from '../../src/workflow/request.ts';

const uploads = () => {
  const swb = workbench({
    putObject: async (_location, body) => {
      const { length } = body instanceof Uint8Array ? body : await buffer(body);
      return { version: 'v1', size: length, sha256: '0'.repeat(64) };
    },
    putStatus: async () => undefined,
    notify: async () => undefined,
    clock: () => '2026-11-20T10:00:00.000Z' as Instant,
  });
  return uploadsTo({
    swb,
    openStore: () => swb.openStore(),
    submitterOf: () => ({ id: 'u-rosa', email: 'rosa@example.ac.uk' }),
    project: 'proj-diabetes',
    largest: 10,
  });
};

async function* bytesOf(...sizes: readonly number[]) {
  for (const size of sizes) yield new Uint8Array(size);
}

test('all files of one submission together may reach the limit, and not a byte more', async () => {
  const { open, add, finish } = uploads();
  const id = await open('rosa');
  await add(id, 'a', bytesOf(3, 3));
  await add(id, 'b', bytesOf(4));
  await expect(add(id, 'c', bytesOf(1))).rejects.toThrow(PageProblem);
  await expect(add(id, 'c', bytesOf(1))).rejects.toThrow('2 GiB');
  expect(await finish('rosa', { id, name: 'Mine' })).toMatch(/^[0-9a-f-]{36}$/);
});

test('each submission has the whole limit to itself', async () => {
  const { open, add } = uploads();
  const [one, two] = [await open('rosa'), await open('rosa')];
  await add(one, 'a', bytesOf(10));
  await add(two, 'a', bytesOf(10));
});
