/** Who is in a group of a chat platform, asked for when it counts and kept for less than a minute; what cannot be read confers nothing (I3). */
import { forEachBounded } from '../workflow/bounded.ts';
import type { Group, GroupRole, Groups } from '../workflow/groups.ts';
import type { Clock } from '../workflow/ports.ts';
import type { ChatIdentity, PersonId } from '../workflow/request.ts';

/** A full member of a group, as the platform knows them; without an address when the bot may not see it. */
export type GroupMember = { readonly identity: ChatIdentity; readonly email?: PersonId };

/** Lists a group, without guests, bots and accounts that are switched off; throws when it cannot. */
export type GroupReader = (group: Group) => Promise<readonly GroupMember[]>;
export type GroupReaders = Readonly<Partial<Record<Group['kind'], GroupReader>>>;

/** More members than this are no role but a mistake: such a group is not read. */
export const mostMembers = 100;

/** It has more than `mostMembers`. */
export class GroupTooLargeError extends Error {
  override name = 'GroupTooLargeError' as const;
}

export type GroupPorts = {
  readonly roles: readonly GroupRole[];
  readonly readers: GroupReaders;
  readonly clock: Clock;
  /** To whom the account is pinned, if to anybody. */
  readonly whose: (identity: ChatIdentity) => Promise<PersonId | undefined>;
  /** Lower case; only addresses in these domains belong to anybody. */
  readonly emailDomains: readonly string[];
  readonly onUnread: (group: Group, error: unknown) => void;
  /** Milliseconds that somebody waits for a reading; what comes later serves the next. */
  readonly patience?: number;
};

/** Milliseconds for which a reading counts: with those for which a look at somebody's roles counts (`permissions.ts`), a minute. */
const lasts = 40_000;
/** Milliseconds for which a failure counts, so that an outage does not hold up every click. */
const failureLasts = 5000;
/** Milliseconds that one click waits; Slack allows three seconds for all of it. */
const clickPatience = 1500;
/** Milliseconds for what nobody waits for: a large group takes seconds, and what is told, or noted, without it is told and noted for good. */
export const unhurried = 15_000;

type Read = { readonly members: readonly GroupMember[]; readonly people: () => Promise<readonly PersonId[]> };
type Reading = { readonly begun: number; readonly read: Promise<Read | undefined>; failedAt?: number };

const keyOf = (group: Group): string => JSON.stringify(group);

const inTime = async <T>(promise: Promise<T | undefined>, patience: number): Promise<T | undefined> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patience);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

const atOnce = 10;

/** The groups behind the roles; askers at one time share one reading. */
export const groups = ({ roles, readers, clock, whose, emailDomains, onUnread, patience = clickPatience }: GroupPorts): Groups => {
  const readings = new Map<string, Reading>();

  /** An account that is pinned to somebody else than its address says is nobody's here, either. */
  const personOf = async ({ identity, email }: GroupMember): Promise<PersonId | undefined> => {
    const pinned = await whose(identity);
    if (pinned !== undefined) return email === undefined || email === pinned ? pinned : undefined;
    return email !== undefined && emailDomains.includes(email.slice(email.lastIndexOf('@') + 1)) ? email : undefined;
  };

  const peopleAmong = async (members: readonly GroupMember[]): Promise<readonly PersonId[]> => {
    const found = new Set<PersonId>();
    await forEachBounded(members, atOnce, async (member) => {
      const person = await personOf(member);
      if (person !== undefined) found.add(person);
    });
    return [...found].toSorted();
  };

  const list = async (group: Group): Promise<readonly GroupMember[]> => {
    const reader = readers[group.kind];
    if (!reader) throw new TypeError(`nothing reads groups of the kind ${group.kind}`);
    return reader(group);
  };

  const begin = (group: Group): Reading => {
    const begun = Date.parse(clock());
    const reading: Reading = {
      begun,
      read: list(group).then(
        (members) => {
          let people: Promise<readonly PersonId[]> | undefined;
          return {
            members,
            people: () => {
              people ??= peopleAmong(members).catch((error: unknown) => {
                people = undefined;
                throw error;
              });
              return people;
            },
          };
        },
        (error: unknown) => {
          reading.failedAt = Date.parse(clock());
          onUnread(group, error);
          return undefined;
        },
      ),
    };
    return reading;
  };

  const readingOf = (group: Group): Reading => {
    const now = Date.parse(clock());
    const kept = readings.get(keyOf(group));
    const ends = kept && (kept.failedAt === undefined ? kept.begun + lasts : kept.failedAt + failureLasts);
    if (kept && ends !== undefined && now >= kept.begun && now < ends) return kept;
    const reading = begin(group);
    readings.set(keyOf(group), reading);
    return reading;
  };

  return {
    roles,
    has: (group, { identity, person }) =>
      inTime(
        readingOf(group).read.then(async (read) => {
          if (!read) return undefined;
          const isSame = (other: ChatIdentity): boolean =>
            other.platform === identity.platform && other.tenant === identity.tenant && other.user === identity.user;
          return read.members.some((member) => isSame(member.identity)) || (await read.people()).includes(person);
        }),
        patience,
      ),
    people: (group) =>
      inTime(
        readingOf(group).read.then((read) => read?.people()),
        patience,
      ),
  };
};
