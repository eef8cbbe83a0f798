import { describe, expect, test } from 'vitest';
import { checkAdmin, checkEgressManager, checkReader, checkReviewer, holds } from '../../src/workflow/permissions.ts';
import { aGrant, anIdentity, approval, aReleasedRequest, aRequestInReview, aStanding, at, email, noon, withFacts } from './builders.ts';

const request = aRequestInReview();

describe('who may review', () => {
  const IG = 'InformationGovernance';
  test.each([
    { name: 'ian', roles: [IG], stage: 0, refusal: undefined },
    { name: 'ian', roles: [IG], stage: 1, refusal: 'wrong-role' },
    { name: 'rita', roles: ['ResearchIT'], stage: 0, refusal: 'wrong-role' },
    { name: 'rita', roles: ['ResearchIT'], stage: 1, refusal: undefined },
    { name: 'rita', roles: ['ResearchIT', IG], stage: 0, refusal: undefined },
    { name: 'eve', roles: ['EgressManager'], stage: 0, refusal: 'wrong-role' },
    { name: 'oscar', roles: [], stage: 0, refusal: 'wrong-role' },
    { name: 'rosa', roles: [IG, 'ResearchIT'], stage: 0, refusal: 'own-request' },
    { name: 'ian', roles: [IG], stage: 7, refusal: 'stale' },
    { name: 'ian', roles: [IG], stage: -1, refusal: 'stale' },
  ])('$name with $roles at stage $stage: $refusal', ({ name, roles, stage, refusal }) => {
    expect(checkReviewer(aStanding(name, roles), { request, stage, now: noon })?.kind).toBe(refusal);
  });

  test('an admin is no reviewer by that alone', () => {
    expect(checkReviewer(aStanding('ada', [], { admin: true }), { request, stage: 0, now: noon })?.kind).toBe('wrong-role');
  });

  test('I5: both the creator and the submitter are barred, from any account', () => {
    const shared = aRequestInReview({ submission: { createdBy: { id: 'u-carl', email: email('carl') } } });
    for (const name of ['carl', 'rosa'])
      for (const platform of ['slack', 'teams'] as const) {
        const standing = aStanding(name, [IG], { identity: anIdentity(name, platform) });
        expect(checkReviewer(standing, { request: shared, stage: 0, now: noon })?.kind).toBe('own-request');
      }
  });

  test('I5: who decided at one stage does not decide at another, whatever they hold', () => {
    const second = withFacts(request, [approval('ian', 0)]);
    expect(checkReviewer(aStanding('ian', [IG, 'ResearchIT']), { request: second, stage: 1, now: noon })?.kind).toBe(
      'decided-at-other-stage',
    );
  });
});

describe('I4: a grant counts only while it is in force', () => {
  const held = { role: 'ResearchIT', project: 'proj-1' };
  test.each([
    { grant: aGrant('rita', 'ResearchIT'), counts: true },
    { grant: aGrant('rita', 'ResearchIT', { project: 'proj-1' }), counts: true },
    { grant: aGrant('rita', 'ResearchIT', { project: 'proj-2' }), counts: false },
    { grant: aGrant('rita', 'ResearchIT', { state: 'revoked' }), counts: false },
    { grant: aGrant('rita', 'ResearchIT', { until: at('2026-11-16T12:00:01Z') }), counts: true },
    { grant: aGrant('rita', 'ResearchIT', { until: noon }), counts: false },
    { grant: aGrant('rita', 'researchit'), counts: false },
    { grant: aGrant('ian', 'ResearchIT'), counts: false },
  ])('$grant.person $grant.role in $grant.project until $grant.until, $grant.state: $counts', ({ grant, counts }) => {
    expect(holds(aStanding('rita', [], { grants: [grant] }), held, noon)).toBe(counts);
  });
});

test.each([
  { name: 'eve', roles: ['EgressManager'], refusal: undefined },
  { name: 'ian', roles: ['InformationGovernance'], refusal: 'wrong-role' },
  { name: 'rosa', roles: [], refusal: 'wrong-role' },
])('links are for egress managers: $name with $roles: $refusal', ({ name, roles, refusal }) => {
  expect(checkEgressManager(aStanding(name, roles), aReleasedRequest(), noon)?.kind).toBe(refusal);
});

test.each([
  { name: 'ian', roles: ['InformationGovernance'], admin: false, refusal: undefined },
  { name: 'rosa', roles: [], admin: false, refusal: undefined },
  { name: 'ada', roles: [], admin: true, refusal: undefined },
  { name: 'oscar', roles: [], admin: false, refusal: 'wrong-role' },
])('a request is read by those it concerns: $name with $roles, admin $admin: $refusal', ({ name, roles, admin, refusal }) => {
  expect(checkReader(aStanding(name, roles, { admin }), request, noon)?.kind).toBe(refusal);
});

test('only admins administer', () => {
  expect(checkAdmin(aStanding('ian', ['InformationGovernance']))?.kind).toBe('not-admin');
  expect(checkAdmin(aStanding('ada', [], { admin: true }))).toBeUndefined();
});
