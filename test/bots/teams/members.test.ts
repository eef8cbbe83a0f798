import { expect, test } from 'vitest';
import { accountOf, judgeMember } from '../../../src/bots/teams/members.ts';

const tenant = '11111111-2222-4333-8444-555555555555';
const objectId = 'BBBBBBBB-0000-4000-8000-000000000001';
const member = {
  id: '29:ada',
  objectId,
  name: 'Ada\u202e Lovelace',
  email: 'Ada@Example.org',
  userPrincipalName: 'ada@example.org',
  tenantId: tenant.toUpperCase(),
  userRole: 'user',
};

test('a full member is somebody, with address and ids in lower case and a clean name', () => {
  expect(judgeMember(member, [tenant])).toEqual({ kind: 'member', email: 'ada@example.org', name: 'Ada Lovelace' });
  expect(accountOf(member, [tenant])).toEqual({
    identity: { platform: 'teams', tenant, user: objectId.toLowerCase() },
    member: '29:ada',
  });
});

test('the user principal name stands in for a missing address', () => {
  expect(judgeMember({ ...member, email: undefined }, [tenant])).toMatchObject({ email: 'ada@example.org' });
});

test.each([
  { what: 'a guest', change: { userRole: 'guest' }, why: 'guest' },
  { what: 'an anonymous visitor', change: { userRole: 'anonymous' }, why: 'guest' },
  { what: 'an invited account that claims to be a user', change: { userPrincipalName: 'a_b.c#EXT#@example.org' }, why: 'guest' },
  { what: 'a member without a role', change: { userRole: undefined }, why: 'unknown' },
  { what: 'a role that nobody knows', change: { userRole: 'owner' }, why: 'unknown' },
  { what: 'another tenant', change: { tenantId: '99999999-2222-4333-8444-555555555555' }, why: 'external' },
  { what: 'a missing tenant', change: { tenantId: undefined }, why: 'unknown' },
  { what: 'a missing object id', change: { objectId: undefined }, why: 'unknown' },
  { what: 'two object ids that differ', change: { aadObjectId: tenant }, why: 'unknown' },
  { what: 'a bot', change: { id: '28:other' }, why: 'bot' },
  { what: 'no address at all', change: { email: '', userPrincipalName: '' }, why: 'no-email' },
])('I3: $what is refused as $why', ({ change, why }) => {
  expect(judgeMember({ ...member, ...change }, [tenant])).toEqual({ kind: 'not-member', why });
});

test.each([undefined, null, 'x', {}])('I3: %j is nobody', (value) => {
  expect(judgeMember(value, [tenant])).toEqual({ kind: 'not-member', why: 'unknown' });
  expect(accountOf(value, [tenant])).toBeUndefined();
});
