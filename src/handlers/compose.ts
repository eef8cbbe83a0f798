/** Where adapters meet the core: the one wiring of the program, whatever family the adapters belong to. */

import { mismatchMessage } from '../bots/admin-messages.ts';
import type { Chat, Conversation, Workplace } from '../bots/chat.ts';
import { conversation } from '../bots/conversation.ts';
import type { TellPorts } from '../bots/deliver.ts';
import { tellAdmins, tellOrMail } from '../bots/deliver.ts';
import type { Errand } from '../bots/errands.ts';
import { runErrand } from '../bots/errands.ts';
import { followUp } from '../bots/follow-up.ts';
import { unhurried } from '../bots/groups.ts';
import { languageOf } from '../bots/languages/languages.ts';
import type { LinkPages } from '../bots/links.ts';
import type { Log } from '../bots/log.ts';
import { people } from '../bots/people.ts';
import type { ChatPlatform } from '../bots/platform.ts';
import type { BadNotification } from '../bots/tell-notification.ts';
import { tellOfNotification } from '../bots/tell-notification.ts';
import { deadlineAfter } from '../workflow/calendar.ts';
import { sha256 } from '../workflow/canonical.ts';
import { compareStaged } from '../workflow/changes.ts';
import { cleanUp } from '../workflow/clean-up.ts';
import type { DeadLetters } from '../workflow/dead-letters.ts';
import { keepDeadLetter } from '../workflow/dead-letters.ts';
import type { Dormancy } from '../workflow/dormancy.ts';
import { dormantAmong } from '../workflow/dormancy.ts';
import { BadInputError } from '../workflow/errors.ts';
import type { ExportPorts } from '../workflow/exports.ts';
import { parseNotification } from '../workflow/intake.ts';
import { packageRequest } from '../workflow/packaging/package-request.ts';
import type { Policy } from '../workflow/policy.ts';
import { roleLabel, servedBy, termsFor } from '../workflow/policy.ts';
import type { Clock, DataLake, DeadLetter } from '../workflow/ports.ts';
import { discardRelease } from '../workflow/release-place.ts';
import type { Platform, RequestId } from '../workflow/request.ts';
import type { Roster } from '../workflow/roster.ts';
import type { Core, Rules } from '../workflow/service.ts';
import { receive } from '../workflow/service.ts';
import { shiftTimes, stageTimes } from '../workflow/stage-times.ts';
import type { Limits } from '../workflow/staging.ts';
import { stageInTime } from '../workflow/staging.ts';
import type { DetailOf, TaskRunner } from '../workflow/tasks.ts';
import { workflowTasks } from '../workflow/tasks.ts';
import type { Adapters, BotAdapters, TaskAdapters } from './adapters.ts';
import { writers } from './audit/writers.ts';
import { firstFiles } from './first-files.ts';
import type { GroupReading } from './group-readers.ts';
import { groupsOf } from './group-readers.ts';
import { loggedIfUntold } from './logged-if-untold.ts';

type Common = { readonly policy: Policy; readonly clock: Clock };
export type BotParts = Common & {
  readonly adapters: BotAdapters;
  /** In the order in which a person who is on several of them is written to. */
  readonly platforms: readonly Pick<ChatPlatform, 'chat' | 'workplace'>[];
  readonly pages: LinkPages;
  readonly groupReading: GroupReading;
};

export type Parts = Omit<BotParts, 'adapters'> & {
  readonly adapters: Adapters;
  readonly newId: () => string;
  /** Has it done in the background (`runErrand`). */
  readonly ask: (errand: Errand) => Promise<void>;
  /** Has the change feed follow this request up soon. */
  readonly wake: (id: RequestId) => Promise<void>;
  readonly log: Log;
};

export type Installation = {
  /** Takes a notification's text; a malformed one throws `BadInputError`. */
  readonly take: (message: string) => Promise<{ readonly id: RequestId; readonly taken: 'accepted' | 'known' }>;
  readonly conversation: Conversation;
  /** The change feed's handler; resolves with the version that it followed. */
  readonly followUp: (id: RequestId) => Promise<number | undefined>;
  /** Tells the admins, once, of a notification that could not be taken (I15). */
  readonly tellOfNotification: (bad: BadNotification<DeadLetter['origin'] | 'files'>) => Promise<void>;
  readonly runErrand: (errand: Errand) => Promise<void>;
  /** The workflow engine's tasks. */
  readonly runTask: TaskRunner;
  readonly roster: Roster;
};

/** What the core needs of the policy file. */
export const rulesOf = (policy: Policy): Rules => ({
  digest: policy.digest,
  termsFor: (project) => termsFor(policy, project),
  times: (from, stage) => stageTimes(policy.organisation, from, stage),
  after: (from, hours) => deadlineAfter(policy.organisation, from, hours),
  shift: (times, pause) => shiftTimes(policy.organisation, times, pause),
});

/** What every part of the bots shares. */
const botsOf = (
  { adapters, policy, platforms, pages, clock, groupReading }: BotParts,
  { patience }: { readonly patience?: number } = {},
) => {
  const chats: Partial<Record<Platform, Chat>> = Object.fromEntries(platforms.map(({ chat }) => [chat.platform, chat]));
  const workplaces: Partial<Record<Platform, Workplace>> = Object.fromEntries(
    platforms.map(({ workplace }) => [workplace.platform, workplace]),
  );
  const core: Core = { requests: adapters.requests, rules: rulesOf(policy), clock };
  const { unseenDays, timeZone } = policy.organisation;
  const { confirmAdminGrants } = policy;
  const dormancy: Dormancy = { sightings: adapters.sightings, clock, unseenDays, confirmAdminGrants, exempt: policy.admins };
  const roster: Roster = {
    grants: adapters.grants,
    mappings: adapters.mappings,
    groups: groupsOf(groupReading, {
      policy,
      clock,
      whose: (identity) => met.whose(identity),
      ...(patience === undefined ? {} : { patience }),
    }),
    clock,
    policyDigest: policy.digest,
    roles: Object.keys(policy.roles),
    confirmAdminGrants,
    unseenDays,
    timeZone,
    egressManagerRole: policy.egressManagerRole,
    auditorRole: policy.auditorRole,
    dormantAmong: (grants) => dormantAmong(dormancy, grants),
  };
  const { emailDomains } = policy.organisation;
  const telling: TellPorts = {
    ...adapters,
    core,
    roster,
    chats,
    pages,
    clock,
    isTheirs: (identity, person) => met.isTheirs(identity, person),
    admins: policy.admins,
    language: languageOf(policy),
  };
  const met = people({
    workplaces,
    identities: adapters.identities,
    roster,
    admins: policy.admins,
    dormancy,
    emailDomains,
    tenants: servedBy(policy),
    onMismatch: (identity, claim) =>
      tellAdmins(telling, {
        partition: 'accounts',
        what: `mismatch-${sha256(JSON.stringify({ identity, claim })).slice(0, 16)}`,
        card: mismatchMessage(identity, claim),
      }),
  });
  return { chats, workplaces, core, roster, dormancy, telling, met };
};

const exportingOf = ({ exports }: Pick<Adapters, 'exports'>, { policy, clock }: Common): ExportPorts => ({
  exports,
  clock,
  policyDigest: policy.digest,
  timeZone: policy.organisation.timeZone,
  auditorRole: policy.auditorRole,
});

const lettersOf = ({ letters, letterBodies }: Pick<Adapters, 'letters' | 'letterBodies'>, { policy, clock }: Common): DeadLetters => ({
  letters,
  bodies: letterBodies,
  clock,
  policyDigest: policy.digest,
});

/** Takes notifications; it speaks to nobody, so that nothing that is wrong with a chat platform keeps a request out. */
export const composeIntake = ({
  adapters,
  policy,
  clock,
}: Common & { readonly adapters: Pick<Adapters, 'requests' | 'letters' | 'letterBodies'> }): Pick<Installation, 'take'> & {
  /** Keeps what could not be taken, and only then answers with what the admins are told of it. */
  readonly keep: (refused: Parameters<typeof keepDeadLetter>[1]) => Promise<BadNotification>;
} => {
  const core: Core = { requests: adapters.requests, rules: rulesOf(policy), clock };
  return {
    keep: async (refused) => {
      const { key, problem, origin, keptAt } = await keepDeadLetter(lettersOf(adapters, { policy, clock }), refused);
      return { what: key, keptAt, problem, origin };
    },
    take: async (message) => {
      const notification = parseNotification(message);
      return { id: notification.id, taken: await receive(core, notification) };
    },
  };
};

/** Answers people. */
export const composeConversation = (
  parts: BotParts & Pick<Parts, 'newId' | 'wake' | 'ask' | 'log'>,
): Pick<Installation, 'conversation' | 'roster'> => {
  const { adapters, policy, newId, wake, ask, log } = parts;
  const { chats, workplaces, core, roster, dormancy, telling, met } = botsOf(parts);
  return {
    roster,
    conversation: conversation({
      core,
      roster,
      people: met,
      dormancy,
      admins: policy.admins,
      cards: adapters.cards,
      refusals: adapters.refusals,
      recent: adapters.recent,
      chats,
      workplaces,
      deadLetters: { ...lettersOf(adapters, parts), take: composeIntake(parts).take },
      lake: adapters.lake,
      pages: parts.pages,
      files: (request, limit) => firstFiles(adapters.staging, request, limit),
      roleLabel: (role) => roleLabel(policy, role),
      projects: Object.keys(policy.projects),
      exporting: exportingOf(adapters, parts),
      timeZone: policy.organisation.timeZone,
      ask,
      wake,
      newId,
      // Nobody tries these again.
      tell: ({ card, ...message }) =>
        loggedIfUntold(log, 'person', tellOrMail(telling, { ...message, atOnce: true, card: async () => card })),
      tellAdmins: (about) => loggedIfUntold(log, 'admins', tellAdmins(telling, { ...about, atOnce: true })),
    }),
  };
};

/** Does what follows from a write. */
export const composeFollowUp = (
  parts: Omit<BotParts, 'adapters'> & {
    readonly adapters: BotAdapters &
      Pick<Adapters, 'tokens' | 'engine' | 'archive' | 'shelf'> & { readonly lake: Pick<DataLake, 'presign' | 'remove' | 'locationOf'> };
  },
): Pick<Installation, 'followUp' | 'tellOfNotification' | 'runErrand'> => {
  const { requests, cards, recent, findings, tokens, engine, archive, lake, shelf } = parts.adapters;
  const { telling, met, dormancy, roster } = botsOf(parts, { patience: unhurried });
  const { policy } = parts;
  const checking = { roster, people: met, dormancy, findings, roleLabel: (role: string) => roleLabel(policy, role) };
  const exporting = exportingOf(parts.adapters, parts);
  return {
    followUp: (id) => followUp({ ...telling, requests, cards, recent, tokens, engine, lake, ...(archive ? { archive } : {}) }, id),
    runErrand: (errand) => runErrand({ ...telling, ...checking, calendar: policy.organisation, exporting, shelf, writers }, errand),
    tellOfNotification: (bad) => tellOfNotification(telling, bad),
  };
};

/** Runs the workflow's tasks. */
export const composeTasks = ({
  adapters,
  policy,
  clock,
  limits,
  detailOf,
}: Common & { readonly adapters: TaskAdapters; readonly limits?: Limits; readonly detailOf?: DetailOf }): Pick<Installation, 'runTask'> => {
  const { requests, egressStore, staging, lake, tokens, engine, register, holds, removeSubmitted } = adapters;
  return {
    runTask: workflowTasks({
      requests,
      rules: rulesOf(policy),
      clock,
      tokens,
      engine,
      register,
      holds,
      stageObjects: (request, isTimeUp) => stageInTime({ egressStore, staging }, request, { isTimeUp, limits }),
      compareObjects: (staged, isTimeUp) => compareStaged({ staging }, staged, isTimeUp),
      packageObjects: (request) => packageRequest({ staging, lake, requests }, request),
      removeStaged: (request) => cleanUp({ staging }, request).then(() => removeSubmitted?.(request)),
      discardRelease: (request) => discardRelease(lake, request),
      ...(detailOf ? { detailOf } : {}),
    }),
  };
};

/** All of it in one process. */
export const compose = (parts: Parts): Installation => {
  const { take, keep } = composeIntake(parts);
  const following = composeFollowUp(parts);
  return {
    ...composeConversation(parts),
    ...following,
    ...composeTasks(parts),
    take: async (message) => {
      try {
        return await take(message);
      } catch (error) {
        if (error instanceof BadInputError) {
          const kept = await keep({ message, origin: 'topic', error });
          // When chat is down as well, whoever sent it is still told why.
          await loggedIfUntold(parts.log, 'admins', following.tellOfNotification(kept)).catch(() => {});
        }
        throw error;
      }
    },
  };
};
