import { expect, test } from 'vitest';
import { teamsWorkplace } from '../../../src/bots/teams/workplace.ts';
import type { TeamsUser } from '../../../src/sandbox/teams/state.ts';
import { ada, adaIdentity, aServer, aTenant, channelId, tenant } from './a-tenant.ts';

const aWorkplace = async (users?: readonly TeamsUser[]) => {
  const made = await aTenant(users);
  return { ...made, workplace: teamsWorkplace({ ...made, tenants: [tenant] }) };
};
const reviews = { platform: 'teams', tenant, id: channelId } as const;

test('a member who was heard is asked for afresh where they spoke', async () => {
  const { workplace, routes, heardFromAda, fake } = await aWorkplace();
  await routes.hear(heardFromAda);
  expect(await workplace.profile(adaIdentity)).toEqual({ kind: 'member', email: ada.email, name: 'Ada' });
  fake.changeUser(ada.objectId, { isGuest: true });
  expect(await workplace.profile(adaIdentity)).toEqual({ kind: 'not-member', why: 'guest' });
});

test('I3: nobody is vouched for who was never heard, whose tenant is not served, or who has left', async () => {
  const { workplace, routes, heardFromAda } = await aWorkplace();
  expect(await workplace.profile(adaIdentity)).toEqual({ kind: 'not-member', why: 'unknown' });
  expect(await workplace.profile({ ...adaIdentity, tenant: adaIdentity.user })).toEqual({ kind: 'not-member', why: 'external' });
  await routes.hear({ ...heardFromAda, member: '29:gone' });
  expect(await workplace.profile(adaIdentity)).toEqual({ kind: 'not-member', why: 'unknown' });
});

test('I3: a member id that leads to another account vouches for nobody', async () => {
  const eve = { ...ada, objectId: 'bbbbbbbb-0000-4000-8000-000000000002', memberId: '29:eve', email: 'eve@example.org' };
  const { workplace, routes, heardFromAda } = await aWorkplace([ada, eve]);
  await routes.hear({ ...heardFromAda, member: eve.memberId });
  expect(await workplace.profile(adaIdentity)).toEqual({ kind: 'not-member', why: 'unknown' });
});

test('an account is found by its object id in a channel that is known, whoever it is, and is judged as who it is', async () => {
  const guest = { ...ada, objectId: 'bbbbbbbb-0000-4000-8000-00000000000c', memberId: '29:gita', email: 'gita@example.org', isGuest: true };
  const { workplace, routes, heardFromAda } = await aWorkplace([ada, guest]);
  await routes.hear(heardFromAda);
  const found = await workplace.find(tenant, { user: guest.objectId.toUpperCase() });
  expect(found).toEqual({ ...adaIdentity, user: guest.objectId });
  expect(await workplace.profile(found ?? adaIdentity)).toEqual({ kind: 'not-member', why: 'guest' });
  expect(await workplace.find(tenant, { user: ada.objectId })).toEqual(adaIdentity);
});

test('somebody who left the place where they spoke is found by object id where they still are', async () => {
  const { workplace, routes, heardFromAda } = await aWorkplace();
  await routes.hear({ ...heardFromAda, conversation: '19:closed@thread.tacv2' });
  expect(await workplace.profile(adaIdentity)).toEqual({ kind: 'not-member', why: 'unknown' });
  expect(await workplace.find(tenant, { user: ada.objectId })).toEqual(adaIdentity);
  expect(await workplace.profile(adaIdentity)).toMatchObject({ kind: 'member' });
});

test.each(['', 'ada@example.org', '29:ada', `${adaIdentity.user},${adaIdentity.user}`, '../bbbbbbbb-0000-4000-8000-000000000001'])(
  'I3: %j is no object id, and Teams is not asked for it',
  async (user) => {
    const { workplace, routes, heardFromAda, fake } = await aWorkplace();
    await routes.hear(heardFromAda);
    expect(await workplace.find(tenant, { user })).toBeUndefined();
    expect(fake.calls()).toEqual([]);
  },
);

test('I3: an account of another tenant is not found by its object id, nor any in a tenant that is not served', async () => {
  const eve = {
    ...ada,
    objectId: 'bbbbbbbb-0000-4000-8000-00000000000e',
    memberId: '29:eve',
    tenantId: 'cccccccc-2222-4333-8444-555555555555',
  };
  const { workplace, routes, heardFromAda } = await aWorkplace([ada, eve]);
  await routes.hear(heardFromAda);
  expect(await workplace.find(tenant, { user: eve.objectId })).toBeUndefined();
  expect(await workplace.find(eve.tenantId, { user: eve.objectId })).toBeUndefined();
});

test('a channel of a known team is found by name, any other is not', async () => {
  const { workplace, routes, heardFromAda } = await aWorkplace();
  expect(await workplace.channel(reviews)).toBeUndefined();
  await routes.hear(heardFromAda);
  expect(await workplace.channel(reviews)).toEqual({ id: channelId, name: 'reviews', external: false, archived: false });
  expect(await workplace.channel({ ...reviews, id: '19:elsewhere@thread.tacv2' })).toBeUndefined();
});

test.each([
  { type: 'standard', external: false },
  { type: 'private', external: false },
  { type: 'shared', external: true },
  { type: 'unheard-of', external: true },
])('I3: a channel of type $type is external: $external', async ({ type, external }) => {
  const { api, routes, heardFromAda } = await aTenant();
  const id = heardFromAda.team ?? '';
  const { serviceUrl } = await aServer([{ status: 200, body: JSON.stringify({ conversations: [{ id, name: null, type }] }) }]);
  await routes.hear({ ...heardFromAda, serviceUrl, channel: id });
  const workplace = teamsWorkplace({ api, routes, tenants: [tenant] });
  expect(await workplace.channel({ ...reviews, id })).toEqual({ id, name: 'General', external, archived: false });
});

test('a mention becomes an account whose profile can be asked for', async () => {
  const { workplace, serviceUrl } = await aWorkplace();
  expect(await workplace.resolveMention(ada.memberId, { serviceUrl, conversation: channelId })).toEqual(adaIdentity);
  expect(await workplace.profile(adaIdentity)).toMatchObject({ kind: 'member' });
  expect(await workplace.resolveMention('29:nobody', { serviceUrl, conversation: channelId })).toBeUndefined();
});
