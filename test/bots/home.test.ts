import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Card } from '../../src/bots/card.ts';
import { homeCard } from '../../src/bots/home.ts';
import { english } from '../../src/bots/languages/english.ts';
import { sayCard } from '../../src/bots/say.ts';
import { renderCard as slackCard } from '../../src/bots/slack/blocks.ts';
import { cardActivity } from '../../src/bots/teams/adaptive-card.ts';
import { messageProblems as slackProblems } from '../../src/sandbox/slack/limits.ts';
import { messageProblems as teamsProblems } from '../../src/sandbox/teams/limits.ts';
import { noGroups } from '../../src/workflow/groups.ts';
import { sqliteRecords } from '../../src/workflow/local/records.ts';
import { sqliteRequestStore } from '../../src/workflow/local/request-store.ts';
import type { Standing } from '../../src/workflow/permissions.ts';
import type { Grant, Mapping } from '../../src/workflow/ports.ts';
import type { RecentDecisions } from '../../src/workflow/recent-decisions.ts';
import { noteDecisions } from '../../src/workflow/recent-decisions.ts';
import type { EgressRequest, Instant, StageTimes } from '../../src/workflow/request.ts';
import { shortId } from '../../src/workflow/request.ts';
import { wordsOf } from '../people.ts';
import {
  aGrant,
  anIdentity,
  aReceivedRequest,
  aReleasedRequest,
  aRequestInReview,
  aStage,
  aStanding,
  at,
  digest,
  email,
  noon,
  person,
  policyDigest,
  someTerms,
  system,
  withFacts,
} from '../workflow/builders.ts';
import { aDatabase } from '../workflow/local/a-folder.ts';
import { anyText } from './arbitrary-card.ts';

type Stored = { readonly requests?: readonly EgressRequest[]; readonly grants?: readonly Grant[]; readonly mappings?: readonly Mapping[] };

/** Home over a real store that holds this. */
const homeOf = async (standing: Standing, stored: Stored, now: Instant = noon): Promise<Card> => {
  const db = aDatabase();
  const requests = sqliteRequestStore(db);
  const grants = sqliteRecords<Grant>(db, 'grants');
  const mappings = sqliteRecords<Mapping>(db, 'mappings');
  for (const request of stored.requests ?? []) await requests.create(request);
  for (const grant of stored.grants ?? []) await grants.write(grant);
  for (const mapping of stored.mappings ?? []) await mappings.write(mapping);
  const clock = () => now;
  const rules = {
    digest: policyDigest,
    termsFor: () => someTerms(),
    times: () => ({ deadline: noon }),
    after: () => noon,
    shift: (times: StageTimes) => times,
  };
  const roster = {
    grants,
    mappings,
    groups: noGroups,
    clock,
    policyDigest,
    roles: ['InformationGovernance', 'ResearchIT', 'EgressManager'],
    timeZone: 'Europe/London',
    confirmAdminGrants: false,
    egressManagerRole: 'EgressManager',
  };
  const recent = sqliteRecords<RecentDecisions>(db, 'recent-decisions');
  for (const request of stored.requests ?? []) await noteDecisions(recent, request);
  const context = {
    core: { requests, rules, clock },
    recent,
    roster,
    roleLabel: (role: string) => role,
    projects: ['proj-1'],
    admins: [],
    workplaces: {},
  };
  return homeCard(context, { standing, speaker: { identity: standing.identity } });
};

const saidIn = (card: Card): string => wordsOf(sayCard(english, card).blocks);
const many = <T>(howMany: number, make: () => T): readonly T[] => Array.from({ length: howMany }, make);
const failedRequest = (): EgressRequest =>
  withFacts(aReceivedRequest(), [
    [system, { kind: 'staging-started' }],
    [system, { kind: 'failed', failure: { step: 'stage', error: 'ObjectMissingError: gone', correlationId: 'abc' } }],
  ]);

test('what is late, what is due soon and what has time are told apart by icon and word', async () => {
  const requests = [aRequestInReview()];
  const ines = aStanding('ines', ['InformationGovernance']);
  expect(saidIn(await homeOf(ines, { requests }))).toContain('🔎 Waiting');
  expect(saidIn(await homeOf(ines, { requests }, at('2026-11-23T11:00:00Z')))).toContain('⏰ Due within a day');
  expect(saidIn(await homeOf(ines, { requests }, at('2026-11-23T12:00:00Z')))).toContain('⌛ Overdue');
  const admin = aStanding('ada', [], { admin: true });
  const grants = [aGrant('ines', 'InformationGovernance')];
  expect(saidIn(await homeOf(admin, { requests, grants }))).toContain('Nothing is stuck');
  expect(saidIn(await homeOf(admin, { requests, grants }, at('2026-11-23T12:00:00Z')))).toContain('⌛ Overdue');
});

test.each([
  {
    about: 'only the requester holds the role, and who stands in for them',
    grants: [aGrant('rosa', 'InformationGovernance'), aGrant('oliver', 'InformationGovernance', { delegatedBy: email('rosa') })],
    stuck: true,
  },
  {
    about: 'who has decided, and who stands in for them',
    grants: [aGrant('ines', 'InformationGovernance'), aGrant('oliver', 'InformationGovernance', { delegatedBy: email('ines') })],
    stuck: true,
  },
  {
    about: 'many deputies of the requester',
    grants: [
      aGrant('rosa', 'InformationGovernance'),
      ...many(12, () => 0).map((_, n) => aGrant(`deputy${n}`, 'InformationGovernance', { delegatedBy: email('rosa') })),
    ],
    stuck: true,
  },
  {
    about: 'a colleague, for whom somebody stands in',
    grants: [aGrant('gareth', 'InformationGovernance'), aGrant('oliver', 'InformationGovernance', { delegatedBy: email('gareth') })],
    stuck: false,
  },
])('I17: where there is $about, an admin is shown that nobody can decide: $stuck', async ({ grants, stuck }) => {
  const request = withFacts(aRequestInReview({ terms: { stages: [aStage({ approvals: 2 })] } }), [
    [person('ines'), { kind: 'approved', stage: 0, digest }],
  ]);
  const said = saidIn(await homeOf(aStanding('ada', [], { admin: true }), { requests: [request], grants }));
  expect(said.includes('Nobody can decide')).toBe(stuck);
});

test('a reviewer’s Home says that they are reviewing themselves, a colleague’s who is', async () => {
  const requests = [withFacts(aRequestInReview(), [[person('ines'), { kind: 'claimed', stage: 0 }]])];
  const said = async (who: string) => saidIn(await homeOf(aStanding(who, ['InformationGovernance']), { requests }));
  expect(await said('ines')).toContain(', you are reviewing');
  expect(await said('gareth')).toMatch(/, ?ines ?is reviewing/i);
});

test('a requester’s list tells what an admin gave up after a failure from what was withdrawn', async () => {
  const rosa = aStanding('rosa');
  const givenUp = withFacts(failedRequest(), [[person('ada'), { kind: 'aborted', reason: 'The version is gone.' }]]);
  const said = saidIn(await homeOf(rosa, { requests: [givenUp] }));
  expect(said).toContain('↩️ given up');
  expect(said).not.toContain('withdrawn');
  const withdrawn = withFacts(aRequestInReview(), [[person('rosa'), { kind: 'withdrawn' }]]);
  expect(saidIn(await homeOf(rosa, { requests: [withdrawn] }))).toContain('↩️ withdrawn');
});

test('how to take a request back is said to whoever has one that can be', async () => {
  const said = async (request: EgressRequest) => saidIn(await homeOf(aStanding('rosa'), { requests: [request] }));
  expect(await said(aRequestInReview())).toContain('To take one back');
  const released = await said(aReleasedRequest());
  expect(released).toContain('Your requests');
  expect(released).not.toContain('To take one back');
});

test('each section is bounded, and names the command that lists everything', async () => {
  const requests = [...many(12, aRequestInReview), ...many(12, aReleasedRequest), ...many(12, failedRequest)];
  const everything = aStanding('ada', ['InformationGovernance', 'EgressManager'], { admin: true });
  const grants = many(12, () => 0).map((_, n) => aGrant(`person${n}`, 'InformationGovernance'));
  const said = saidIn(await homeOf(everything, { requests, grants }));
  const shownOf = (kind: string) => requests.filter(({ id, status }) => status.kind === kind && said.includes(shortId(id))).length;
  expect([shownOf('failed'), shownOf('released'), shownOf('in-review')]).toEqual([5, 5, 5]);
  const card = sayCard(english, await homeOf(everything, { requests, grants }));
  const commands = card.blocks.flatMap((block) =>
    block.kind === 'text' ? block.line.flatMap((part) => (part.kind === 'command' ? [part.words] : [])) : [],
  );
  for (const all of ['pending', 'link ID', 'grants']) expect(commands).toContain(all);
  expect(card.blocks.flatMap((block) => (block.kind === 'list' ? [block.more] : []))).toContain(7);
});

test('a role of another project shows nothing of this one, and a role that has ended shows nothing at all', async () => {
  const requests = [aRequestInReview(), aReleasedRequest()];
  const elsewhere = ['InformationGovernance', 'EgressManager'].map((role) => aGrant('ines', role, { project: 'proj-2' }));
  const ended = ['InformationGovernance', 'EgressManager'].map((role) => aGrant('ines', role, { until: noon }));
  for (const grants of [elsewhere, ended]) {
    const said = saidIn(await homeOf(aStanding('ines', [], { grants }), { requests }));
    for (const { id } of requests) expect(said).not.toContain(shortId(id));
  }
});

test('whatever is stored, Home exceeds no limit of Slack or Teams', async () => {
  const someRequests = fc.array(
    fc.record({ make: fc.constantFrom(aRequestInReview, aReleasedRequest, failedRequest), name: anyText, projectId: anyText }),
    { maxLength: 40 },
  );
  const someMappings = fc.array(fc.record({ channelName: anyText, role: anyText, project: anyText }), { maxLength: 30 });
  const someGrants = fc.array(fc.record({ person: anyText, role: anyText }), { maxLength: 30 });
  const all = fc.record({
    made: someRequests,
    shown: someMappings,
    held: someGrants,
    platform: fc.constantFrom('slack', 'teams'),
    name: anyText,
  });
  await fc.assert(
    fc.asyncProperty(all, async ({ made, shown, held, platform, name }) => {
      const requests = made.map(({ make, name: egressStoreName, projectId }) => make({ submission: { egressStoreName, projectId } }));
      const grants = held.map((grant, n) => ({ ...aGrant('x', grant.role), key: `k${n}`, person: grant.person as Grant['person'] }));
      const mappings = shown.map(
        (mapping, n): Mapping => ({
          partition: 'mappings',
          key: `k${n}`,
          version: 1,
          channel: { platform: 'slack', tenant: 'T0123', id: 'C1' },
          state: 'active',
          events: [],
          ...mapping,
        }),
      );
      const standing = aStanding('ada', ['InformationGovernance', 'EgressManager'], {
        admin: true,
        identity: anIdentity('ada', platform === 'slack' ? 'slack' : 'teams'),
        person: { id: 'ada@example.ac.uk' as Standing['person']['id'], name },
      });
      const card = await homeOf(standing, { requests, grants, mappings });
      expect(slackProblems(slackCard(english, card))).toEqual([]);
      expect(teamsProblems(cardActivity(english, card, { kind: 'personal' }))).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
