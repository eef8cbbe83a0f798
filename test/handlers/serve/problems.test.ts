import { expect, test } from 'vitest';
import type { MachineFile } from '../../../src/handlers/serve/installation-file.ts';
import { startProblem } from '../../../src/handlers/serve/problems.ts';

test.each([
  { what: 'the operating system', said: { code: 'ENOSPC' } },
  { what: 'the database', said: { code: 'ERR_SQLITE_ERROR', errcode: 13 } },
])('a disk that is full is said in words when $what says so', ({ said }) => {
  const file = { kind: 'machine', dataFolder: '/data', listen: { host: '127.0.0.1', port: 8080 } } as MachineFile;
  expect(startProblem(file, Object.assign(new Error('full'), said))).toEqual({
    words: 'The disk of /data is full. Make room on it; nothing that was recorded is lost.',
    exit: 1,
  });
});
