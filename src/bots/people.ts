/** Chat accounts become directory people: by verified e-mail in an allowed domain, pinned at first use (I3, I4, I5). */
import type { Dormancy } from '../workflow/dormancy.ts';
import { dormancyOf, noteSeen } from '../workflow/dormancy.ts';
import { heldByGroup } from '../workflow/groups.ts';
import type { Standing } from '../workflow/permissions.ts';
import { adminRole } from '../workflow/permissions.ts';
import type { Grant, PinnedIdentity, Records } from '../workflow/ports.ts';
import type { Outcome, Refusal } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import type { ChatIdentity, Instant, Person, PersonId, Platform } from '../workflow/request.ts';
import type { HoldersOf } from '../workflow/roster.ts';
import { grantsOf } from '../workflow/roster.ts';
import type { Speaker, Workplace } from './chat.ts';

export type PeoplePorts = {
  readonly workplaces: Readonly<Partial<Record<Platform, Workplace>>>;
  readonly identities: Records<PinnedIdentity>;
  readonly roster: HoldersOf;
  /** Named in the policy file. */
  readonly admins: readonly PersonId[];
  readonly dormancy: Dormancy;
  /** Lower case; only addresses in these domains belong to anybody. */
  readonly emailDomains: readonly string[];
  /** The workspaces, organisations and tenants that are served. */
  readonly tenants: readonly Pick<ChatIdentity, 'platform' | 'tenant'>[];
  /** Told when an account suddenly carries another person's address. */
  readonly onMismatch: (identity: ChatIdentity, people: { readonly pinned: PersonId; readonly claimed: PersonId }) => Promise<void>;
};

export type People = {
  /** Who this account is, with its profile asked afresh; pins it at first use. */
  readonly meet: (speaker: Speaker) => Promise<Outcome<Standing>>;
  /** The same for an account that was met minutes ago, without asking the platform again: one read of its grants. */
  readonly recall: (speaker: Speaker) => Promise<Outcome<Standing>>;
  /** To whom the account is pinned, if to anybody. */
  readonly whose: (identity: ChatIdentity) => Promise<PersonId | undefined>;
  /** Whether a message for this person may go to this account: it is pinned to them, or to nobody yet. */
  readonly isTheirs: (identity: ChatIdentity, person: PersonId) => Promise<boolean>;
  /** The person behind an account that somebody else names, such as a grantee; the account is pinned, too. */
  readonly identify: (identity: ChatIdentity) => Promise<Outcome<Person>>;
  /** Notes that this person acted, as far as they have a role; what the dormant try is no sign of life. */
  readonly noteSeen: (standing: Standing) => Promise<void>;
  /** The accounts that are pinned to each person, in the workspaces and tenants that are served. */
  readonly accounts: () => Promise<ReadonlyMap<PersonId, readonly ChatIdentity[]>>;
};

type Untrusted = Extract<Refusal, { kind: 'untrusted-account' }>['why'];
const untrusted = (why: Untrusted): Outcome<never> => refused({ kind: 'untrusted-account', why });

const keyOf = (identity: ChatIdentity): string => `${partitionOf(identity)}#${identity.user}`;
const partitionOf = ({ platform, tenant }: Pick<ChatIdentity, 'platform' | 'tenant'>): string => `${platform}#${tenant}`;

/** Pins never change, so they may be kept; the bound only keeps a long life from growing. */
const rememberedPins = 10_000;

/** Milliseconds for which a profile that was asked for still counts. */
const freshFor = 10 * 60_000;

export const people = (ports: PeoplePorts): People => {
  const { workplaces, identities, roster, admins, emailDomains } = ports;
  const remembered = new Map<string, Person>();
  const metAt = new Map<string, number>();
  const seenOn = new Map<PersonId, string>();
  const wasSeenOn = ({ id }: Person, at: Instant): boolean => seenOn.get(id) === at.slice(0, 10);

  const pinOf = async (identity: ChatIdentity): Promise<Person | undefined> => {
    const key = keyOf(identity);
    const known = remembered.get(key);
    if (known) return known;
    const pins = await identities.list({ partition: partitionOf(identity), prefix: identity.user });
    const pin = pins.find(({ key: user }) => user === identity.user);
    if (!pin) return undefined;
    if (remembered.size >= rememberedPins) {
      remembered.clear();
      metAt.clear();
    }
    remembered.set(key, pin.person);
    return pin.person;
  };

  const pin = async (identity: ChatIdentity, person: Person): Promise<Person> => {
    const pinnedAt = roster.clock();
    await identities.write({ partition: partitionOf(identity), key: identity.user, version: 1, identity, person, pinnedAt });
    return (await pinOf(identity)) ?? person;
  };

  const identify = async (identity: ChatIdentity): Promise<Outcome<Person>> => {
    metAt.delete(keyOf(identity));
    const profile = await workplaces[identity.platform]?.profile(identity);
    if (profile?.kind !== 'member') return untrusted(profile?.why ?? 'unknown');
    const domain = profile.email.slice(profile.email.lastIndexOf('@') + 1);
    if (!emailDomains.includes(domain)) return untrusted('foreign-domain');
    const claimed: Person = { id: profile.email, name: profile.name };
    const pinned = (await pinOf(identity)) ?? (await pin(identity, claimed));
    if (pinned.id === claimed.id) {
      metAt.set(keyOf(identity), Date.parse(roster.clock()));
      return done(claimed);
    }
    await ports.onMismatch(identity, { pinned: pinned.id, claimed: claimed.id });
    return untrusted('other-person');
  };

  /** Without what was passed on by whoever's own roles rest. */
  const backed = async (held: readonly Grant[]): Promise<readonly Grant[]> => {
    if (ports.dormancy.unseenDays === undefined) return held;
    const delegators = [...new Set(held.flatMap(({ delegatedBy }) => delegatedBy ?? []))];
    const resting = await Promise.all(
      delegators.map(async (one) => ((await dormancyOf(ports.dormancy, one, await grantsOf(roster, one))) ? one : undefined)),
    );
    return held.filter(({ delegatedBy }) => delegatedBy === undefined || !resting.includes(delegatedBy));
  };

  const standing = async ({ identity, channel }: Speaker, person: Person): Promise<Outcome<Standing>> => {
    const asOf = roster.clock();
    const [granted, byGroup] = await Promise.all([
      grantsOf(roster, person.id),
      heldByGroup(roster.groups, { identity, person: person.id }),
    ]);
    const held = [...granted, ...byGroup.grants];
    const dormant = held.length === 0 || wasSeenOn(person, asOf) ? undefined : await dormancyOf(ports.dormancy, person.id, held);
    const grants = dormant ? [] : await backed(held);
    const admin = admins.includes(person.id) || grants.some(({ role, project }) => role === adminRole && project === '*');
    const where = channel === undefined ? {} : { channel };
    return done({ person, identity, grants, asOf, admin, ...where, ...(dormant ? { dormant } : { unread: byGroup.unread }) });
  };

  const meet = async (speaker: Speaker): Promise<Outcome<Standing>> => {
    const person = await identify(speaker.identity);
    return person.ok ? standing(speaker, person.value) : person;
  };

  return {
    identify,
    accounts: async () => {
      const found = new Map<PersonId, readonly ChatIdentity[]>();
      for (const served of ports.tenants)
        for (const { identity, person } of await identities.list({ partition: partitionOf(served) }))
          found.set(person.id, [...(found.get(person.id) ?? []), identity]);
      return found;
    },
    noteSeen: async ({ person, grants, admin, dormant, asOf }) => {
      if (dormant || (grants.length === 0 && !admin) || wasSeenOn(person, asOf)) return;
      await noteSeen(ports.dormancy, person.id);
      if (seenOn.size >= rememberedPins) seenOn.clear();
      seenOn.set(person.id, asOf.slice(0, 10));
    },
    whose: async (identity) => (await pinOf(identity))?.id,
    isTheirs: async (identity, person) => ((await pinOf(identity))?.id ?? person) === person,
    meet,
    recall: async (speaker) => {
      const key = keyOf(speaker.identity);
      const person = remembered.get(key);
      // Whoever left a dialog open for long, or opened it before a restart, may have become a guest meanwhile.
      if (!person || Date.parse(roster.clock()) - (metAt.get(key) ?? 0) > freshFor) return meet(speaker);
      return standing(speaker, person);
    },
  };
};
