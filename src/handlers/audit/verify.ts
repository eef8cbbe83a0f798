/** `npm run audit -- verify`: whether each record is whole and, against an earlier note, whether nothing of the archive is gone. */
import { cleanText } from '../../bots/clean.ts';
import type { ArchivedRequest, ArchiveReader } from './archives.ts';
import type { Checked } from './check.ts';
import { checkArchived } from './check.ts';
import type { Noted } from './notes.ts';
import { endOf, headOf, lossOf, readNote, writeNote } from './notes.ts';

const counted = (count: number, of: 'request' | 'event'): string => `${count} ${of}${count === 1 ? '' : 's'}`;

const unseen = (what: string): string =>
  `Not seen here: ${what}. That shows against an earlier note only (--noted FILE), or against the program's own records.`;

/** In words, for one line of a terminal. */
export const faultOf = ({ seq, problem }: Extract<Checked, { sound: false }>['fault']): string =>
  cleanText(seq === 0 ? problem : `event ${seq}: ${problem}`);

const complain = (id: string, fault: string): void => console.log(`broken: request ${cleanText(id)}, ${fault}`);

/** Files named by whoever verifies: where to write a note, and an earlier one to compare with. */
export type Notes = { readonly note?: string | undefined; readonly noted?: string | undefined };

/** Proves every record of the archive, and says what it found; whether all hold. Throws for a note that is none, or is there already. */
export const verify = async (archive: ArchiveReader, { note, noted }: Notes): Promise<boolean> => {
  const before = noted === undefined ? new Map<string, Noted>() : await readNote(noted);
  const gone = new Map(before);
  const ends: Noted[] = [];
  let [requests, events, broken] = [0, 0, 0];
  for await (const archived of archive.requests()) {
    const checked = checkArchived(archived);
    const end = before.get(archived.id);
    const fault = checked.sound ? end && lossOf(end, checked.request) : faultOf(checked.fault);
    gone.delete(archived.id);
    requests += 1;
    events += archived.lines.length;
    if (checked.sound) ends.push(endOf(checked.request));
    if (fault === undefined) continue;
    broken += 1;
    complain(archived.id, fault);
  }
  for (const { id, seq } of gone.values()) complain(id, `which went to event ${seq} when it was noted, is gone`);
  broken += gone.size;
  const found = `${counted(requests, 'request')}, ${counted(events, 'event')}`;
  console.log(broken === 0 ? `${found}, head ${headOf(ends)}: all hold` : `${found}: ${broken} broken`);
  if (noted === undefined)
    console.log(unseen('whether the last events of a record, or a whole request, are missing, or a record was written anew'));
  else if (broken === 0) console.log(`All that was noted is still there: ${counted(before.size, 'request')}.`);
  if (note !== undefined && broken === 0) await writeNote(note, ends);
  if (note !== undefined)
    console.log(broken === 0 ? `Noted in ${note}, of which the head is the SHA-256.` : 'Nothing is noted while a record is broken.');
  return broken === 0;
};

/** Proves one request's record, and says so; whether it holds. */
export const verifyOne = (archived: ArchivedRequest): boolean => {
  const checked = checkArchived(archived);
  if (!checked.sound) {
    complain(archived.id, faultOf(checked.fault));
    return false;
  }
  const { seq, hash } = endOf(checked.request);
  console.log(`1 request, ${counted(seq, 'event')}, last seal ${hash}: holds`);
  console.log(unseen('whether its last events are missing, or it was written anew'));
  return true;
};
