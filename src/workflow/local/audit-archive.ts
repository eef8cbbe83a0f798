/** The audit archive of one machine: a file for each request, one event a line, only ever appended to. Copy it to where nobody on this machine can write. */
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { IntegrityError } from '../errors.ts';
import type { AuditArchive } from '../ports.ts';
import type { RequestId } from '../request.ts';

const Line = z.looseObject({ hash: z.string() });

const hashIn = (line: string, id: RequestId): string => {
  try {
    return Line.parse(JSON.parse(line)).hash;
  } catch (cause) {
    throw new IntegrityError(`the archive of request ${id} has a line that is no event`, { cause });
  }
};

type Record = Parameters<AuditArchive['append']>[0];

const appendTo =
  (root: string) =>
  async ({ id, events }: Record): Promise<void> => {
    await mkdir(root, { recursive: true, mode: 0o700 });
    const file = await open(join(root, `${id}.jsonl`), 'a+', 0o600);
    try {
      const text = await file.readFile('utf8');
      // A crash may have cut the last line off in the middle; it was never told to anybody as archived.
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      if (whole.length < text.length) await file.truncate(Buffer.byteLength(whole));
      const lines = whole.split('\n').slice(0, -1);
      if (lines.length > events.length)
        throw new IntegrityError(`the archive has ${lines.length} events of request ${id}, its record has ${events.length}`);
      const last = lines.at(-1);
      // The chain seals all that is before, so that the newest event that both have tells whether they are the same.
      if (last !== undefined && hashIn(last, id) !== events[lines.length - 1]?.hash)
        throw new IntegrityError(`event ${lines.length} of request ${id} is not the one that was archived`);
      const missing = events.slice(lines.length);
      if (missing.length === 0) return;
      await file.appendFile(missing.map((event) => `${JSON.stringify({ request: id, ...event })}\n`).join(''));
      await file.sync();
    } finally {
      await file.close();
    }
  };

/** The archive below this folder: `REQUEST.jsonl`. One process has it, in which one append to a file comes after the other. */
export const folderAuditArchive = (root: string): AuditArchive => {
  const append = appendTo(root);
  const appending = new Map<RequestId, Promise<void>>();
  return {
    append: (record) => {
      const before = appending.get(record.id) ?? Promise.resolve();
      const appended = before.catch(() => {}).then(() => append(record));
      appending.set(record.id, appended);
      const done = (): void => {
        if (appending.get(record.id) === appended) appending.delete(record.id);
      };
      appended.then(done, done);
      return appended;
    },
  };
};
