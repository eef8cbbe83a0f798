import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FolderProblem, openFolder } from '../../src/sandbox/folder.ts';
import { FolderInUseError, lockFolder } from '../../src/workflow/local/lock.ts';

const aFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

test('a reset deletes what the sandbox kept and nothing else', () => {
  const folder = aFolder();
  const kept = ['sallyport.db', 'sallyport.db-wal', 'slack.json', 'teams.json', 'teams.json.new', 'sandbox.json'];
  for (const name of [...kept, 'notes.txt']) writeFileSync(join(folder, name), '{}');
  const folders = ['data-lake', 'exports', 'audit'];
  for (const name of folders) mkdirSync(join(folder, name, 'deep'), { recursive: true });
  openFolder(folder).reset();
  expect([...kept, ...folders].filter((name) => existsSync(join(folder, name)))).toEqual([]);
  expect(existsSync(join(folder, 'notes.txt'))).toBe(true);
});

test('a folder that holds somebody’s other things is refused before anything is written', () => {
  const folder = aFolder();
  writeFileSync(join(folder, 'thesis.docx'), '');
  expect(() => openFolder(folder)).toThrow(FolderProblem);
  expect(() => openFolder(folder)).toThrow('thesis.docx');
});

test('a folder in which a server keeps real requests is refused before anything is deleted', () => {
  const folder = aFolder();
  writeFileSync(join(folder, 'sallyport.db'), '');
  mkdirSync(join(folder, 'audit'));
  expect(() => openFolder(folder)).toThrow(FolderProblem);
  expect(existsSync(join(folder, 'audit'))).toBe(true);
});

test('a folder that is not there is made', () => {
  const folder = join(aFolder(), 'deep', 'down');
  expect(existsSync(openFolder(folder).path)).toBe(true);
});

test('a reset is refused while a sandbox works in the folder', () => {
  const folder = aFolder();
  for (const name of ['sallyport.db', 'sandbox.json']) writeFileSync(join(folder, name), '');
  const unlock = lockFolder(folder);
  onTestFinished(unlock);
  expect(() => openFolder(folder).reset()).toThrow(FolderInUseError);
  expect(() => openFolder(folder).checkFree()).toThrow(FolderInUseError);
  expect(existsSync(join(folder, 'sallyport.db'))).toBe(true);
});
