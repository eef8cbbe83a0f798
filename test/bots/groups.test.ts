/** Who is in a group, as it is kept between two clicks. */
import { expect, test } from 'vitest';
import type { GroupMember, GroupReader } from '../../src/bots/groups.ts';
import { groups } from '../../src/bots/groups.ts';
import type { ChatIdentity, PersonId } from '../../src/workflow/request.ts';
import { standingClock } from './slack/program.ts';

const group = { kind: 'slack', teamId: 'T0TRE', id: 'S0REVIEW' } as const;
const email = (name: string) => `${name}@example.ac.uk` as PersonId;
const account = (user: string): ChatIdentity => ({ platform: 'slack', tenant: 'T0TRE', user });
const inTeams: ChatIdentity = { platform: 'teams', tenant: 'x', user: 'y' };
const ines: GroupMember = { identity: account('U1'), email: email('ines') };
const asInes = { identity: account('U1'), person: email('ines') };

const reading = (reader: GroupReader, pins: Readonly<Record<string, PersonId>> = {}, patience?: number) => {
  const { clock, advance } = standingClock();
  const unread: unknown[] = [];
  const read = groups({
    roles: [],
    readers: { slack: reader },
    clock,
    whose: async ({ user }) => pins[user],
    emailDomains: ['example.ac.uk'],
    onUnread: (_, error) => unread.push(error),
    ...(patience === undefined ? {} : { patience }),
  });
  return { read, advance, unread };
};

test('people who ask at one time share one reading, which counts for forty seconds from its beginning', async () => {
  let asked = 0;
  const { read, advance } = reading(async () => {
    asked += 1;
    return [ines];
  });
  expect(await Promise.all([read.has(group, asInes), read.people(group), read.has(group, asInes)])).toEqual([true, [email('ines')], true]);
  advance(39);
  await read.people(group);
  expect(asked).toBe(1);
  advance(1);
  await read.people(group);
  expect(asked).toBe(2);
});

test('I3: a failure is unknown, not empty; it counts for five seconds, and nothing that was read before makes up for it', async () => {
  let fails = false;
  let asked = 0;
  const { read, advance, unread } = reading(async () => {
    asked += 1;
    if (fails) throw new Error('down');
    return [ines];
  });
  expect(await read.has(group, asInes)).toBe(true);
  fails = true;
  advance(40);
  expect(await read.has(group, asInes)).toBeUndefined();
  expect(await read.people(group)).toBeUndefined();
  expect({ asked, unread: unread.length }).toEqual({ asked: 2, unread: 1 });
  fails = false;
  advance(5);
  expect(await read.has(group, asInes)).toBe(true);
  expect(await read.has({ kind: 'entra', id: 'nothing reads it' }, asInes)).toBeUndefined();
});

test('I3: an answer that does not come in time is unknown, and serves the next click when it comes', async () => {
  const answer = Promise.withResolvers<readonly GroupMember[]>();
  const { read } = reading(() => answer.promise);
  expect(await read.has(group, asInes)).toBeUndefined();
  answer.resolve([ines]);
  expect(await read.has(group, asInes)).toBe(true);
});

test('whoever is in no hurry waits for a reading that takes longer than a click may', async () => {
  const late = () => new Promise<readonly GroupMember[]>((resolve) => void setTimeout(() => resolve([ines]), 1700));
  const [clicked, unhurried] = [reading(late), reading(late, {}, 10_000)];
  expect(await Promise.all([clicked.read.people(group), unhurried.read.people(group)])).toEqual([undefined, [email('ines')]]);
});

test.each([
  { about: 'the same account', members: [ines], who: asInes, pins: {}, is: true },
  { about: 'the same account, though its address is not known', members: [{ identity: account('U1') }], who: asInes, pins: {}, is: true },
  {
    about: 'the same person on the other platform',
    members: [ines],
    who: { identity: inTeams, person: email('ines') },
    pins: {},
    is: true,
  },
  {
    about: 'the person to whom the account is pinned',
    members: [{ identity: account('U1') }],
    who: { identity: inTeams, person: email('ines') },
    pins: { U1: email('ines') },
    is: true,
  },
  {
    about: 'an account that now claims another address than it is pinned to',
    members: [{ identity: account('U1'), email: email('mei') }],
    who: { identity: inTeams, person: email('mei') },
    pins: { U1: email('ines') },
    is: false,
  },
  {
    about: 'the person to whom an account was pinned that now claims another address',
    members: [{ identity: account('U1'), email: email('mei') }],
    who: { identity: inTeams, person: email('ines') },
    pins: { U1: email('ines') },
    is: false,
  },
  {
    about: 'an address outside the domains',
    members: [{ identity: account('U1'), email: 'ines@elsewhere.example' as PersonId }],
    who: { identity: inTeams, person: 'ines@elsewhere.example' as PersonId },
    pins: {},
    is: false,
  },
  { about: 'somebody else', members: [ines], who: { identity: account('U2'), person: email('mei') }, pins: {}, is: false },
])('I5: in the group by $about: $is', async ({ members, who, pins, is }) => {
  expect(await reading(async () => members, pins).read.has(group, who)).toBe(is);
});
