import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { IntegrityError } from '../../../src/workflow/errors.ts';
import { folderAuditArchive } from '../../../src/workflow/local/audit-archive.ts';
import type { RequestId } from '../../../src/workflow/request.ts';
import { aProgram, U } from '../../an-installation.ts';
import { auditArchiveContract, linesOf, requestOf } from '../../contract/audit-archive.ts';
import { approveFirst, wordsOf } from '../../people.ts';
import { aFolder } from './a-folder.ts';

const linesIn = async (root: string, id: RequestId): Promise<readonly unknown[]> =>
  (await readFile(join(root, `${id}.jsonl`), 'utf8'))
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

auditArchiveContract('a folder', async () => {
  const root = join(aFolder(), 'audit');
  return { archive: folderAuditArchive(root), archived: (id) => linesIn(root, id) };
});

test('a line that a crash cut off in the middle is written anew', async () => {
  const root = aFolder();
  const archive = folderAuditArchive(root);
  const request = requestOf(4);
  await archive.append({ ...request, events: request.events.slice(0, 2) });
  await appendFile(join(root, `${request.id}.jsonl`), '{"request":"Ünï');
  await archive.append(request);
  expect(await linesIn(root, request.id)).toEqual(linesOf(request));
});

test('I12: a line that somebody changed is named', async () => {
  const root = aFolder();
  const archive = folderAuditArchive(root);
  const request = requestOf(3);
  await archive.append(request);
  await writeFile(join(root, `${request.id}.jsonl`), 'no event\n');
  await expect(archive.append(request)).rejects.toThrow(IntegrityError);
});

test('the program archives every event of a request beside its database, for nobody else to read', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  await approveFirst(program, id);
  await program.settle();
  const root = join(program.folder, 'audit');
  expect(await linesIn(root, id)).toEqual(linesOf(await program.read(id)));
  expect((await stat(join(root, `${id}.jsonl`))).mode & 0o077).toBe(0);
});

test('I12: admins are told once when what was archived of a request is not what its record says', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  const file = join(program.folder, 'audit', `${id}.jsonl`);
  const before = await readFile(file, 'utf8');
  await writeFile(file, before.replace(/"hash":"[0-9a-f]{64}"}\n$/, `"hash":"${'0'.repeat(64)}"}\n`));
  const told = () => program.slack.directMessages(U.ada).filter((message) => wordsOf(message).includes('does not match its record')).length;
  for (let n = 0; n < 2; n += 1) await expect(program.installation.followUp(id)).rejects.toThrow('not complete');
  expect(told()).toBe(1);
  await writeFile(file, before);
  await program.installation.followUp(id);
});
