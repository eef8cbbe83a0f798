/**
 * Notifications out of a folder: `NAME.json` is one, and files in a folder `NAME` beside it are the objects that it is about. Whoever puts them there
 * writes the files first and gives the notification its name last. What was taken is gone, what cannot be is named `NAME.refused`, with the reason
 * in `NAME.problem.txt`.
 */
import { isUtf8 } from 'node:buffer';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../bots/log.ts';
import { sha256 } from '../../workflow/canonical.ts';
import { BadInputError } from '../../workflow/errors.ts';
import type { Notification } from '../../workflow/intake.ts';
import { parseNotification } from '../../workflow/intake.ts';
import { badInput } from '../../workflow/issues.ts';
import { importedBucket, importedList } from '../../workflow/local/submitted.ts';
import type { Clock, RequestStore } from '../../workflow/ports.ts';
import type { RequestId } from '../../workflow/request.ts';
import type { LocalInstallation } from '../compose-local.ts';
import { jsonProblem, notUtf8 } from '../jsonc.ts';
import { importFiles, isImported } from './import-files.ts';
import { removeFolder } from './open-folder.ts';
import { firstBytesOf, isForbidden, openPlain } from './plain-file.ts';
import type { Entry } from './put-aside.ts';
import { putAside } from './put-aside.ts';
import type { Size } from './room.ts';
import { promisedBytes } from './room.ts';

export type IntakeFolder = {
  /** Begins to look; what is there already is taken first. */
  readonly start: () => void;
  /** Looks once, and takes what lies there as it lay at the look before. */
  readonly look: () => Promise<void>;
  /** Ends after the notification that is under way. */
  readonly stop: () => Promise<void>;
  /** Whether the last look could read the folder. */
  readonly isReadable: () => boolean;
};

type Ports = {
  readonly folder: string;
  readonly everySeconds: number;
  readonly take: LocalInstallation['take'];
  readonly tellOfNotification: LocalInstallation['tellOfNotification'];
  readonly requests: Pick<RequestStore, 'read' | 'list'>;
  /** Left out where objects lie in S3: Service Workbench's own bucket is not ours to write to. */
  readonly importInto?: Pick<LocalInstallation, 'egressStore' | 'register' | 'freeBytes'>;
  readonly clock: Clock;
  readonly log: Log;
};

/** SNS: the longest message; what comes as a file is no longer. */
const maxNotificationBytes = 256 * 1024;
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown');

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The notification of files that lie beside it: where they are is ours to say. No field of it is nested; one that is deep could not be written. */
const ofFiles = (text: string): string => {
  const said = parsedJson(text);
  if (!isObject(said)) return text;
  return JSON.stringify({
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => typeof value !== 'object')),
    egress_store_object_list_location: importedList(String(said['id'])),
    s3_bucketname: importedBucket,
    s3_bucketpath: `${String(said['workspace_id'])}/`,
    status: 'PENDING',
  });
};

const notificationIn = (message: string): Notification | undefined => {
  try {
    return parseNotification(message);
  } catch (error) {
    if (error instanceof BadInputError) return undefined;
    throw error;
  }
};

/** Whether files are meant to be there: a link is something too, which the import refuses. */
const hasFiles = async (path: string): Promise<boolean> =>
  lstat(path).then(
    (about) => !about.isFile(),
    () => false,
  );

const end = '.json';

/** The notification of this name, if it is one. */
const entryIn =
  (folder: string) =>
  (file: Buffer): readonly Entry[] => {
    const text = file.toString();
    if (!text.endsWith(end) || text.startsWith('.')) return [];
    const path = Buffer.concat([Buffer.from(join(folder, '/')), file]);
    return [{ name: text.slice(0, -end.length), isUtf8: Buffer.from(text).equals(file), path }];
  };

const keyOf = ({ path }: Entry): string => path.toString('latin1');

/** The text of a notification; undefined where something else than a plain file has taken its place. */
const notificationText = async (path: Buffer): Promise<string | undefined> => {
  const handle = await openPlain(path).catch((error: unknown) => {
    if (!isForbidden(error)) throw error;
    throw badInput('notification in a folder', [{ field: '', expected: 'a file that this service may read' }], error);
  });
  if (handle === undefined) return undefined;
  const bytes = await firstBytesOf(handle, maxNotificationBytes);
  if (bytes.length > maxNotificationBytes)
    throw badInput('notification in a folder', [{ field: '', expected: `at most ${maxNotificationBytes} bytes` }]);
  // An address with a character that was lost would count as left out.
  if (!isUtf8(bytes)) throw badInput('notification in a folder', [{ field: '', expected: notUtf8 }]);
  // Windows writes it before the text.
  const text = bytes.toString().replace(/^\uFEFF/, '');
  const problem = jsonProblem(text);
  if (problem) throw badInput('notification in a folder', [problem]);
  return text;
};

/** Looks at the folder every so often: a folder on another machine tells of no changes. */
export const intakeFolder = ({ folder, everySeconds, take, tellOfNotification, requests, importInto, clock, log }: Ports): IntakeFolder => {
  const aside = putAside(folder);
  const seen = new Map<string, string>();
  const compared = new Map<string, string>();
  const imported = new Map<RequestId, Size>();
  let stopped = false;
  let readable = false;
  let timer: NodeJS.Timeout | undefined;
  let looking = Promise.resolve();

  const takeFiles = async (text: string, files: string): Promise<string> => {
    if (!importInto)
      throw badInput('files to import', [{ field: 'files', expected: 'none: objects lie in S3, where Service Workbench puts them' }]);
    const { egressStore, register, freeBytes } = importInto;
    const message = ofFiles(text);
    const parsed = notificationIn(message);
    // Taken all the same: whoever takes it says what is wrong with it, and to whom.
    if (parsed === undefined) return message;
    const { id, submission } = parsed;
    const known = await requests.read(id);
    // Never written again under a request: reviewers have seen what was there.
    if (known) {
      if (await isImported({ egressStore, compared }, { folder: files, submission: known.submission })) return message;
      throw badInput('files to import', [{ field: 'id', expected: 'a new id: the request is known already, with other files' }]);
    }
    const promised = await promisedBytes(requests, imported);
    imported.set(id, await importFiles({ egressStore, freeBytes, promised, clock, compared }, { folder: files, submission }));
    // A submission that is under way holds the store; its status is the program's then.
    if ((await register.statusOf(submission.egressStoreId)) !== 'PROCESSING') await register.put(submission.egressStoreId, 'PENDING');
    return message;
  };

  /** One without files: they are gone once it is taken, or Service Workbench put them into S3. */
  const takeAlone = async (text: string): Promise<string> => {
    if (!importInto) return text;
    const message = ofFiles(text);
    const parsed = notificationIn(message);
    if (parsed === undefined || (await requests.read(parsed.id))) return message;
    throw badInput('files to import', [
      { field: 'files', expected: 'a folder of the same name beside it, without .json, with the files in it' },
    ]);
  };

  /** The admins hear of what cannot be taken (I15), unless chat is down; then the folder itself tells. */
  const tellOf = (what: string) => async (error: unknown) => {
    if (error instanceof BadInputError)
      await tellOfNotification({
        what: sha256(`${what}\n${error.message}`).slice(0, 16),
        problem: error.message,
        origin: 'files',
      }).catch(() => {});
    throw error;
  };

  const textOf = async ({ isUtf8, path }: Entry): Promise<string | undefined> => {
    if (!isUtf8) throw badInput('notification in a folder', [{ field: '', expected: 'a name in UTF-8' }]);
    return notificationText(path);
  };

  /** The egress store has them now, and data lies nowhere longer than it must. */
  const areDeleted = async (files: string, request: RequestId): Promise<boolean> => {
    try {
      await removeFolder(files);
      compared.delete(files);
      return true;
    } catch (error) {
      log('intake-files-undeletable', { request, error: codeOf(error) });
      return false;
    }
  };

  const takeOne = async (entry: Entry): Promise<void> => {
    const text = await textOf(entry).catch(tellOf(keyOf(entry)));
    if (text === undefined) return;
    const files = join(folder, entry.name);
    const withFiles = await hasFiles(files);
    const message = await (withFiles ? takeFiles(text, files) : takeAlone(text)).catch(tellOf(text));
    const { id, taken } = await take(message);
    log('notification-taken', { request: id, taken });
    // What came into the folder since the import would be deleted unread.
    if (withFiles) await takeFiles(text, files).catch(tellOf(text));
    // In this order: while files lie there, so does what has the next look delete them. Taking it again changes nothing.
    if (withFiles && !(await areDeleted(files, id))) return;
    await aside.forget(entry);
  };

  /** Whether it is a plain file, and as it was at the last look: it is not being written any more. */
  const isSettled = async (entry: Entry): Promise<boolean> => {
    const about = await lstat(entry.path);
    const now = about.isFile() ? `${about.size} ${about.mtimeMs}` : 'no plain file';
    const settled = seen.get(keyOf(entry)) === now;
    seen.set(keyOf(entry), now);
    // Said once: a pipe or a link is nothing to take, and whoever put it there may be writing to it.
    if (!about.isFile() && !settled) log('intake-file-ignored', { error: 'NotAPlainFile' });
    return settled && about.isFile();
  };

  const takeOrRefuse = async (entry: Entry): Promise<void> => {
    try {
      await takeOne(entry);
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error;
      log('notification-refused', { error: error.name, field: error.field });
      await aside.refuse(entry, error.message);
    }
  };

  const look = async (): Promise<void> => {
    let entries: readonly Entry[];
    try {
      entries = (await readdir(folder, { encoding: 'buffer' }))
        .flatMap(entryIn(folder))
        .toSorted((one, other) => one.path.compare(other.path));
      readable = true;
    } catch (error) {
      readable = false;
      return log('intake-folder-unreadable', { error: codeOf(error) });
    }
    for (const entry of entries) {
      if (stopped) return;
      try {
        if (!(await isSettled(entry))) continue;
        await takeOrRefuse(entry);
        seen.delete(keyOf(entry));
      } catch (error) {
        // It stays where it is, and blocks nothing behind it (I15); the next look tries again.
        log('notification-untaken', { error: error instanceof Error ? error.name : 'unknown' });
      }
    }
  };

  const again = (): void => {
    looking = look().then(() => {
      if (!stopped) timer = setTimeout(again, everySeconds * 1000);
    });
  };

  return {
    start: again,
    look,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
    isReadable: () => readable,
  };
};
