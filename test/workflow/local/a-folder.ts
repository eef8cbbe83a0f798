/** Folders and databases of one test each. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Database } from '../../../src/workflow/local/database.ts';
import { openDatabase } from '../../../src/workflow/local/database.ts';

/** An empty folder, gone when the test has ended. */
export const aFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** An empty database in a folder of its own, closed when the test has ended. */
export const aDatabase = (file = join(aFolder(), 'sallyport.db')): Database => {
  const db = openDatabase(file);
  onTestFinished(() => db.close());
  return db;
};
