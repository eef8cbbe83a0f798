/** What somebody notes of an archive, to see later that nothing of it is gone: a chain does not tell of what followed its last event, nor of other chains. */
import { readFile, writeFile } from 'node:fs/promises';
import { sha256 } from '../../workflow/canonical.ts';
import { badInput } from '../../workflow/issues.ts';
import type { EgressRequest, Sha256 } from '../../workflow/request.ts';

/** How far one request's record went: its last event and what seals it. */
export type Noted = { readonly id: string; readonly seq: number; readonly hash: string };

/** The end of this request's record. */
export const endOf = ({ id, events }: Pick<EgressRequest, 'id' | 'events'>): Noted => {
  const last = events.at(-1);
  return { id, seq: events.length, hash: last?.hash ?? '' };
};

/** A note as it is written down: a line for each request, in the order of their ids. */
const noteOf = (ends: readonly Noted[]): string =>
  [...ends]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map(({ id, seq, hash }) => `${id} ${seq} ${hash}\n`)
    .join('');

/** One hash for the ends of all records: the SHA-256 of their note, so that `sha256sum` shows whether a note is the one that was made. */
export const headOf = (ends: readonly Noted[]): Sha256 => sha256(noteOf(ends));

const expected = 'a request, the number of its last event and the hash of that event, as "verify --note" writes them';
const pattern = /^(\S+) ([1-9]\d{0,8}) ([0-9a-f]{64})$/;

/** Reads a note; throws `BadInputError` for a line that is none, a request that comes twice, and a note of nothing. */
const parseNote = (text: string): ReadonlyMap<string, Noted> => {
  const ends = new Map<string, Noted>();
  for (const [index, line] of text.replace(/\n$/, '').split('\n').entries()) {
    const field = `line ${index + 1}`;
    const [, id, seq, hash] = pattern.exec(line) ?? [];
    if (id === undefined || seq === undefined || hash === undefined) throw badInput('note', [{ field, expected }]);
    if (ends.has(id)) throw badInput('note', [{ field, expected: 'a request that no line before it names' }]);
    ends.set(id, { id, seq: Number(seq), hash });
  }
  return ends;
};

/** Reads the note in this file, as `parseNote` does. */
export const readNote = async (file: string): Promise<ReadonlyMap<string, Noted>> =>
  parseNote(
    await readFile(file, 'utf8').catch((cause: unknown) => {
      throw badInput('note', [{ field: '', expected: `a file; ${file} cannot be read` }], cause);
    }),
  );

/** Writes a note into a new file; one that is there stays as it is. */
export const writeNote = (file: string, ends: readonly Noted[]): Promise<void> =>
  writeFile(file, noteOf(ends), { flag: 'wx', mode: 0o600 }).catch((cause: NodeJS.ErrnoException) => {
    const expected = cause.code === 'EEXIST' ? `a new file; ${file} is there already` : `a new file; ${file} cannot be written`;
    throw badInput('note', [{ field: '', expected }], cause);
  });

/** What a record that holds lacks of what was noted of it; undefined when it only grew. */
export const lossOf = ({ seq, hash }: Noted, { events }: Pick<EgressRequest, 'events'>): string | undefined => {
  const there = events[seq - 1];
  if (!there) return `ends at event ${events.length}, and went to event ${seq} when it was noted`;
  return there.hash === hash ? undefined : `event ${seq} is not the one that was noted`;
};
