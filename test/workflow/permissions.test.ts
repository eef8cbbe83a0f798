import { describe, expect, test } from 'vitest';
import { checkAdmin, checkEgressManager, checkReader, checkReviewer, decisionRight, holds } from '../../src/workflow/permissions.ts';
import { approvalsAt } from '../../src/workflow/transitions.ts';
import {
  aGrant,
  anIdentity,
  approval,
  aReleasedRequest,
  aRequestInReview,
  aStage,
  aStanding,
  at,
  email,
  noon,
  someTerms,
  withFacts,
} from './builders.ts';

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
    // `stale` has cards repainted.
    { name: 'oscar', roles: [], stage: 7, refusal: 'wrong-role' },
    { name: 'rosa', roles: [IG], stage: 7, refusal: 'own-request' },
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

describe('I3: what may be held by a group that could not be read counts as not held, and is told as that', () => {
  const group = { kind: 'slack', teamId: 'T0123', id: 'S0123' } as const;
  test.each([
    { unread: { role: 'InformationGovernance', project: '*' }, refusal: 'group-unread' },
    { unread: { role: 'InformationGovernance', project: 'proj-1' }, refusal: 'group-unread' },
    { unread: { role: 'InformationGovernance', project: 'proj-2' }, refusal: 'wrong-role' },
    { unread: { role: 'ResearchIT', project: '*' }, refusal: 'wrong-role' },
  ])('$unread.role in $unread.project: $refusal', ({ unread, refusal }) => {
    const standing = aStanding('ian', [], { unread: [{ group, ...unread }] });
    expect(checkReviewer(standing, { request, stage: 0, now: noon })?.kind).toBe(refusal);
    expect(checkReader(standing, request, noon)?.kind).toBe(unread.project === 'proj-2' ? 'wrong-role' : 'group-unread');
  });
  test('who was granted the role, and who asked for the egress, are told nothing of it', () => {
    const unread = [{ group, role: 'InformationGovernance', project: '*' as const }];
    expect(checkReviewer(aStanding('ian', ['InformationGovernance'], { unread }), { request, stage: 0, now: noon })).toBeUndefined();
    expect(checkReviewer(aStanding('rosa', [], { unread }), { request, stage: 0, now: noon })?.kind).toBe('own-request');
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

test('I3: nobody gets links by group, not even where the role of a request from before may come from one by now', () => {
  const byGroup = { kind: 'slack', teamId: 'T01', id: 'S01' } as const;
  const standing = aStanding('eve', [], { grants: [aGrant('eve', 'EgressManager', { byGroup })] });
  expect(checkEgressManager(standing, aReleasedRequest(), noon)?.kind).toBe('wrong-role');
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

describe('I5: who stands in for somebody is one voice with them', () => {
  const IG = 'InformationGovernance';
  const quorum = aRequestInReview({ terms: someTerms({ stages: [aStage({ approvals: 3 }), aStage({ role: 'ResearchIT' })] }) });
  const passed = (from: string, role: string = IG) => aGrant('dora', role, { key: `dora#${role}#from#${from}`, delegatedBy: email(from) });
  const own = aGrant('dora', IG);
  const byGroup = aGrant('dora', IG, { byGroup: { kind: 'slack', teamId: 'T01', id: 'S01' } });
  test.each([
    { grants: [passed('ian')], decided: [], right: 'ian' },
    { grants: [own, passed('ian')], decided: [], right: 'own' },
    { grants: [passed('ian')], decided: [approval('ian', 0)], right: 'one-voice' },
    { grants: [passed('ian')], decided: [approval('otto', 0, 'ian')], right: 'one-voice' },
    { grants: [passed('ian')], decided: [approval('gus', 0)], right: 'ian' },
    { grants: [passed('ian'), passed('gus')], decided: [approval('ian', 0)], right: 'gus' },
    { grants: [own, passed('ian')], decided: [approval('ian', 0)], right: 'own' },
    { grants: [own], decided: [approval('otto', 0, 'dora')], right: 'one-voice' },
    { grants: [passed('otto')], decided: [approval('otto', 0, 'ian')], right: 'one-voice' },
    { grants: [passed('rosa')], decided: [], right: 'deputy-of-requester' },
    { grants: [passed('ian', 'ResearchIT')], decided: [], right: 'wrong-role' },
    { grants: [aGrant('dora', IG, { delegatedBy: email('ian'), until: noon })], decided: [], right: 'wrong-role' },
    { grants: [passed('ian'), byGroup], decided: [], right: 'S01' },
    { grants: [byGroup, own], decided: [], right: 'own' },
    { grants: [byGroup], decided: [approval('otto', 0, 'dora')], right: 'one-voice' },
  ])('$grants.0.delegatedBy, $decided.length decided: $right', ({ grants, decided, right }) => {
    const request = withFacts(quorum, decided);
    const answer = decisionRight(aStanding('dora', [], { grants }), { request, stage: 0, now: noon });
    expect(answer.ok ? (answer.value.delegatedBy?.split('@')[0] ?? answer.value.byGroup?.id ?? 'own') : answer.refusal.kind).toBe(right);
  });

  test('what is passed on opens a review and its request, but no release', () => {
    const manager = aGrant('dora', 'EgressManager', { delegatedBy: email('eve') });
    expect(checkEgressManager(aStanding('dora', [], { grants: [manager] }), aReleasedRequest(), noon)?.kind).toBe('wrong-role');
    expect(checkReader(aStanding('dora', [], { grants: [passed('ian')] }), request, noon)).toBeUndefined();
  });

  test('approvals of the two count once, even where both were written', () => {
    const both = withFacts(quorum, [approval('ian', 0), approval('dora', 0, 'ian'), approval('gus', 0)]);
    expect(approvalsAt(both, 0).map(({ person }) => person.name)).toEqual(['ian', 'gus']);
    expect(both.status).toMatchObject({ kind: 'in-review', stage: 0 });
  });
});
