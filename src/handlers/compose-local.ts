/** The one-machine installation: SQLite, folders, the durable runner, and Slack, Teams or both, wherever they live. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { each } from '../bots/each.ts';
import type { Errand } from '../bots/errands.ts';
import type { Log } from '../bots/log.ts';
import { deadLetterDays } from '../workflow/dead-letters.ts';
import type { TaskName } from '../workflow/definition.ts';
import { definition, taskNames } from '../workflow/definition.ts';
import type { Delivery } from '../workflow/deliveries.ts';
import type { Sighting } from '../workflow/dormancy.ts';
import type { AuditExport } from '../workflow/exports.ts';
import { lasting } from '../workflow/lasting.ts';
import { folderAuditArchive } from '../workflow/local/audit-archive.ts';
import { changeFeed } from '../workflow/local/change-feed.ts';
import { folderDataLake } from '../workflow/local/data-lake.ts';
import { keptSecret, openDatabase } from '../workflow/local/database.ts';
import { downloadLinks } from '../workflow/local/download-links.ts';
import { dueLoop } from '../workflow/local/due-loop.ts';
import { folderEgressStore } from '../workflow/local/egress-store.ts';
import { expireLetters } from '../workflow/local/expired-letters.ts';
import { sqliteErrands } from '../workflow/local/kept-errands.ts';
import { lockFolder } from '../workflow/local/lock.ts';
import { sqliteMailer } from '../workflow/local/outbox.ts';
import { sqliteRecords } from '../workflow/local/records.ts';
import { sqliteRegister } from '../workflow/local/register.ts';
import { sqliteRequestStore } from '../workflow/local/request-store.ts';
import { durableRunner } from '../workflow/local/runner.ts';
import { folderStagingArea } from '../workflow/local/staging-area.ts';
import { removeImported } from '../workflow/local/submitted.ts';
import { sweepFolder } from '../workflow/local/sweep-folder.ts';
import { sqliteTaskTokens } from '../workflow/local/task-tokens.ts';
import type { Policy } from '../workflow/policy.ts';
import type {
  ChatRoute,
  Clock,
  DeadLetter,
  DeadLetterBody,
  Grant,
  Mapping,
  PinnedIdentity,
  PostedCard,
  RefusedAttempt,
  StoreHold,
} from '../workflow/ports.ts';
import type { RecentDecisions } from '../workflow/recent-decisions.ts';
import type { EgressRequest, Instant, ObjectLocation } from '../workflow/request.ts';
import type { ToldFinding } from '../workflow/roster-check-due.ts';
import type { Adapters } from './adapters.ts';
import { objectFolders } from './backup/contents.ts';
import { chatEntrances } from './chat-entrances.ts';
import type { Installation } from './compose.ts';
import { compose } from './compose.ts';
import { composeDownloadPage } from './download-page/compose.ts';
import { dueErrands } from './due-errands.ts';
import { errandLine } from './errand-line.ts';
import { errorNames } from './error-names.ts';
import { freeBytes } from './free-bytes.ts';
import { groupReading } from './group-readers.ts';
import type { Credentials } from './platforms.ts';
import { platformsOf } from './platforms.ts';

export type LocalOptions = Credentials & {
  /** Where everything is kept; made when it is not there. */
  readonly folder: string;
  readonly policy: Policy;
  readonly clock: Clock;
  /** The server's own address, without a slash at its end: download links begin with it. */
  readonly publicUrl: string;
  /** What lies elsewhere than in the folder: objects all together or not at all, since staging copies within one store. */
  readonly elsewhere?: Partial<Elsewhere>;
  readonly log: Log;
};
export type Elsewhere = Pick<Adapters, 'egressStore' | 'staging' | 'lake' | 'register' | 'archive' | 'mailer'>;

/** Milliseconds. The time is looked at every minute. */
const longestBlindness = 5 * 60_000;

/** Milliseconds for which it counts whether the store could be written to: to find out is a write that waits for the disk. */
const writableLasts = 5_000;

/** Bytes. With less, what is written to the store and to the audit record soon fails. */
const leastFree = 16 * 1024 ** 2;

const ownNames = Object.fromEntries(taskNames.map((name) => [name, name])) as Record<TaskName, TaskName>;

const newId = (): string => randomBytes(6).toString('hex');

/** Milliseconds between two attempts at what could not be done, or not told to everybody: a digest reads a month of requests each time. */
const errandAgainAfter = 3_600_000;

/** Milliseconds for which an export lies there to be fetched. */
const exportsLast = 3_600_000;

/** Opens the installation; nothing runs before `start`. Throws `FolderInUseError` when another process has it open. */
export const composeLocal = (options: LocalOptions) => {
  const { folder, policy, clock, publicUrl, log } = options;
  const unlock = lockFolder(folder);
  const db = openDatabase(join(folder, 'sallyport.db'));
  const links = downloadLinks({ key: keptSecret(db, 'download-links'), baseUrl: publicUrl, clock });
  const stagingRoot = join(folder, 'staging');
  const egressStore = folderEgressStore({ root: join(folder, 'egress-store'), stagingRoot });
  const lake = folderDataLake({ root: join(folder, 'data-lake'), links });
  const exportsRoot = join(folder, 'exports');
  const shelf = folderDataLake({ root: exportsRoot, bucket: 'exports', links });
  const mailer = sqliteMailer(db);
  const register = sqliteRegister(db);
  const runner = durableRunner({
    db,
    definition: definition(ownNames),
    run: (name, payload) => installation.runTask(name, payload),
    clock,
    report: (event) => log(`workflow-${event.kind}`, 'id' in event ? { request: event.id, state: event.state, error: event.error } : {}),
  });
  const feed = changeFeed(db, {
    handle: (id) => installation.followUp(id),
    onError: (id, error) => log('follow-up-failed', { ...(id === undefined ? {} : { request: id }), errors: errorNames(error) }),
  });
  const adapters = {
    requests: sqliteRequestStore(db),
    grants: sqliteRecords<Grant>(db, 'grants'),
    mappings: sqliteRecords<Mapping>(db, 'mappings'),
    identities: sqliteRecords<PinnedIdentity>(db, 'identities'),
    sightings: sqliteRecords<Sighting>(db, 'sightings'),
    findings: sqliteRecords<ToldFinding>(db, 'findings'),
    recent: sqliteRecords<RecentDecisions>(db, 'recent-decisions'),
    cards: sqliteRecords<PostedCard>(db, 'cards'),
    routes: sqliteRecords<ChatRoute>(db, 'routes'),
    deliveries: sqliteRecords<Delivery>(db, 'deliveries'),
    refusals: sqliteRecords<RefusedAttempt>(db, 'refusals'),
    holds: sqliteRecords<StoreHold>(db, 'holds'),
    letters: sqliteRecords<DeadLetter>(db, 'dead-letters'),
    letterBodies: sqliteRecords<DeadLetterBody>(db, 'dead-letter-bodies'),
    tokens: sqliteTaskTokens(db),
    engine: runner.engine,
    egressStore,
    staging: folderStagingArea(stagingRoot),
    lake,
    register,
    mailer,
    archive: folderAuditArchive(join(folder, 'audit')),
    exports: sqliteRecords<AuditExport>(db, 'exports'),
    shelf,
    removeSubmitted: (request: EgressRequest) => removeImported(egressStore, request),
    ...options.elsewhere,
  } satisfies Adapters;
  const errandTried = new Map<Errand['kind'], number>();
  const expire = expireLetters(db);
  const runDue = async (now: Instant): Promise<void> => {
    const at = Date.parse(now);
    const wanted = await dueErrands({ deliveries: adapters.deliveries, calendar: policy.organisation }, now);
    const ripe = wanted.filter(({ kind }) => at - (errandTried.get(kind) ?? Number.NEGATIVE_INFINITY) >= errandAgainAfter);
    await each(ripe, async (errand) => {
      errandTried.set(errand.kind, at);
      await installation.runErrand(errand);
    });
  };
  const freeAtLeast = () => freeBytes([folder, ...(options.elsewhere ? [] : objectFolders.map((name) => join(folder, name)))]);
  // What is written anew as it is needs no room.
  const isWritable = lasting(() => db.isWritable() && freeAtLeast() >= leastFree, { lasts: writableLasts, clock });
  const due = dueLoop({
    requests: adapters.requests,
    clock,
    wake: (id) => feed.wake(id),
    also: (now) =>
      each(
        [
          async () => errands.again(),
          async () => expire(new Date(Date.parse(now) - deadLetterDays * 86_400_000).toISOString() as Instant),
          () => runDue(now),
          () => sweepFolder(exportsRoot, now, exportsLast),
        ],
        (part) => part(),
      ),
    onError: (error) => log('due-look-failed', { errors: errorNames(error) }),
  });
  const platforms = platformsOf(options, { policy, routes: adapters.routes, clock, log });
  const installation: Installation = compose({
    adapters,
    policy,
    platforms,
    groupReading: groupReading(options, { policy, clock, log }),
    clock,
    log,
    pages: { baseUrl: publicUrl, newSecret: () => randomBytes(32).toString('base64url') },
    newId,
    wake: async (id) => feed.wake(id),
    ask: async (errand) => errands.ask(errand),
  });
  const errands = errandLine({
    kept: sqliteErrands<Errand>(db),
    run: installation.runErrand,
    clock,
    onError: (error, ended) => log('errand-failed', { ended, errors: errorNames(error) }),
  });
  const { enter, pickUp, hangUp, areOpen } = chatEntrances(platforms, installation.conversation);
  return {
    ...installation,
    adapters,
    enter,
    links,
    /** Answers the pages of links. */
    downloadPage: composeDownloadPage({ adapters, policy, clock, publicUrl, newId, log }),
    /** A link may lead to an export as well. */
    lake: { ...lake, open: (location: ObjectLocation) => (location.bucket === 'exports' ? shelf : lake).open(location) },
    egressStore,
    /** Of the disks that objects and the store lie on, the fullest. */
    freeBytes: freeAtLeast,
    register,
    mailer,
    executions: runner.executions,
    /** Has everything followed up that time has made due by now; the program itself does so every minute. */
    lookAtTheTime: due.look,
    /** What keeps work from being done: what time brings about is not looked at, no connection to Slack is open, the store takes nothing. */
    failing: () => [
      ...(Date.parse(clock()) - Date.parse(due.lookedAt() ?? '') < longestBlindness ? [] : ['due']),
      ...(areOpen() ? [] : ['slack']),
      ...(isWritable() ? [] : ['store']),
    ],
    /** Starts the change feed, the runner and the look at the time, which take up what an earlier process left, and lets people in. */
    start: () => {
      runner.start();
      feed.start();
      due.start();
      pickUp();
    },
    hangUp,
    /** Lets what is under way end, then closes the database. */
    stop: async () => {
      await hangUp();
      await due.stop();
      await errands.idle();
      await feed.stop();
      await runner.stop();
      db.close();
      unlock();
    },
    /** Resolves when neither the feed nor the runner has anything to do but wait. */
    idle: async () => {
      for (let quiet = 0; quiet < 2; quiet += 1) {
        await feed.idle();
        await runner.idle();
        await errands.idle();
      }
    },
  };
};

export type LocalInstallation = ReturnType<typeof composeLocal>;
