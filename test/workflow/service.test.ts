import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { deadlineAfter } from '../../src/workflow/calendar.ts';
import { remind, withdraw } from '../../src/workflow/case-service.ts';
import { askForLink, countReleaseLink, linkJustCounted } from '../../src/workflow/link-service.ts';
import { openDatabase } from '../../src/workflow/local/database.ts';
import { sqliteRequestStore } from '../../src/workflow/local/request-store.ts';
import type { Standing } from '../../src/workflow/permissions.ts';
import type { Outcome } from '../../src/workflow/refusal.ts';
import type { EgressRequest, Fact, Instant, RequestId, Sha256, Stage, StageTimes, Terms } from '../../src/workflow/request.ts';
import type { Core } from '../../src/workflow/service.ts';
import { actOnTime, approve, claim, receive, record, reject } from '../../src/workflow/service.ts';
import { shiftTimes, stageTimes } from '../../src/workflow/stage-times.ts';
import { approvalsAt, findRecordFault } from '../../src/workflow/transitions.ts';
import {
  aGrant,
  aManifest,
  anIdentity,
  aReleasedRequest,
  aRequestInReview,
  aStage,
  aStanding,
  aSubmission,
  at,
  digest,
  email,
  noon,
  policyDigest,
  someTerms,
  system,
  withFacts,
} from './builders.ts';

const aCore = (terms: Partial<Terms> = {}): Core => {
  const db = openDatabase(':memory:');
  onTestFinished(() => db.close());
  const rules = {
    digest: policyDigest,
    termsFor: () => someTerms(terms),
    times: (from: Instant, stage: Stage) => stageTimes({ timeZone: 'UTC' }, from, stage),
    after: (from: Instant, hours: number) => deadlineAfter({ timeZone: 'UTC' }, from, hours),
    shift: (times: StageTimes, pause: Parameters<typeof shiftTimes>[2]) => shiftTimes({ timeZone: 'UTC' }, times, pause),
  };
  return { requests: sqliteRequestStore(db), rules, clock: () => noon };
};

const stored = async (core: Core, request: EgressRequest): Promise<EgressRequest> => {
  expect(await core.requests.create(request)).toBe('created');
  return request;
};

const ian = aStanding('ian', ['InformationGovernance']);
const rita = aStanding('rita', ['ResearchIT']);
const eve = aStanding('eve', ['EgressManager']);
const approval = (request: EgressRequest, stage: number) => ({ id: request.id, stage, digest, declaredIndependent: false });
const refusalOf = (outcome: Outcome<unknown>): string | undefined => (outcome.ok ? undefined : outcome.refusal.kind);
const read = async (core: Core, id: RequestId): Promise<EgressRequest> => {
  const request = await core.requests.read(id);
  if (!request) throw new Error('lost');
  return request;
};

test('I1: of 50 people who click at once, on both platforms, exactly one decides', async () => {
  const core = aCore();
  const { id } = await stored(core, aRequestInReview());
  const clicks = Array.from({ length: 50 }, (_, n) => {
    const standing = aStanding(`ig${n}`, ['InformationGovernance'], { identity: anIdentity(`ig${n}`, n % 2 === 0 ? 'slack' : 'teams') });
    return n % 3 === 0
      ? reject(core, standing, { id, stage: 0, digest, category: 'other', reason: 'not like this, please' })
      : approve(core, standing, { id, stage: 0, digest, declaredIndependent: false });
  });
  const outcomes = await Promise.all(clicks);
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(outcomes.filter(({ ok }) => !ok).map(refusalOf)).toEqual(Array(49).fill('already-decided'));
  const request = await read(core, id);
  expect(request.decisions).toHaveLength(1);
  expect(findRecordFault(request)).toBeUndefined();
});

test('I1: the loser is told who decided, when and where', async () => {
  const core = aCore();
  const request = await stored(core, aRequestInReview());
  await approve(core, ian, approval(request, 0));
  const late = await approve(core, aStanding('iris', ['InformationGovernance']), approval(request, 0));
  expect(late).toMatchObject({
    ok: false,
    refusal: { kind: 'already-decided', decisions: [{ person: { name: 'ian' }, at: noon, identity: { platform: 'slack' } }] },
  });
});

test('I1: the same person again is told that it is recorded, even from their other account and after the end', async () => {
  const core = aCore();
  const request = await stored(core, aRequestInReview());
  await approve(core, ian, approval(request, 0));
  const fromTeams = { ...ian, identity: anIdentity('ian', 'teams') };
  expect(refusalOf(await approve(core, fromTeams, approval(request, 0)))).toBe('already-recorded');
  await reject(core, rita, { id: request.id, stage: 1, digest, category: 'small-counts', reason: 'cells below ten' });
  expect(refusalOf(await approve(core, ian, approval(request, 0)))).toBe('already-recorded');
});

test('I2: a decision is one write: one read of the request and one conditional update', async () => {
  const core = aCore();
  const request = await stored(core, aRequestInReview());
  const calls: string[] = [];
  const requests = {
    ...core.requests,
    read: async (id: RequestId) => {
      calls.push('read');
      return core.requests.read(id);
    },
    update: async (next: EgressRequest) => {
      calls.push('update');
      return core.requests.update(next);
    },
  };
  expect((await approve({ ...core, requests }, ian, approval(request, 0))).ok).toBe(true);
  expect(calls).toEqual(['read', 'update']);
});

test('I7: a decision on another digest than the request has is refused as stale', async () => {
  const core = aCore();
  const request = await stored(core, aRequestInReview());
  expect(refusalOf(await approve(core, ian, { ...approval(request, 0), digest: 'e'.repeat(64) as Sha256 }))).toBe('stale');
});

test('I15: the same notification a hundred times, at once and after the end, makes one request', async () => {
  const core = aCore();
  const id = '6f1d7a52-0c5f-4d55-9d0e-6d2b7d0f0a11' as RequestId;
  const take = () => receive(core, { id, submission: aSubmission() });
  const taken = await Promise.all(Array.from({ length: 100 }, take));
  expect(taken.filter((answer) => answer === 'accepted')).toHaveLength(1);
  await record(core, id, { kind: 'staging-started' });
  await record(core, id, { kind: 'staged', manifest: aManifest(), deadline: noon });
  await reject(core, ian, { id, stage: 0, digest, category: 'other', reason: 'not like this, please' });
  const before = await read(core, id);
  expect(await take()).toBe('known');
  expect(await read(core, id)).toEqual(before);
});

test('I16: a decision and an expiry at once, in both orders, end in exactly one of them', async () => {
  for (const first of ['decision', 'expiry']) {
    const core = aCore();
    const request = await stored(core, aRequestInReview());
    const decision = () => approve(core, ian, approval(request, 0));
    const { status } = request;
    const late = { ...core, clock: () => (status.kind === 'in-review' ? status.deadline : noon) };
    const expiry = () => record(late, request.id, { kind: 'expired', stage: 0 });
    const [a, b] = await Promise.all(first === 'decision' ? [decision(), expiry()] : [expiry(), decision()]);
    expect([a.ok, b.ok].filter(Boolean)).toHaveLength(1);
    expect((await read(core, request.id)).status).toMatchObject(
      first === 'decision' ? { kind: 'in-review', stage: 1 } : { kind: 'expired' },
    );
  }
});

describe('links', () => {
  test('I10: of 20 who ask at once with a limit of 3, exactly 3 are counted and numbered 1 to 3', async () => {
    const core = aCore();
    const { id } = await stored(core, aReleasedRequest());
    const asks = await Promise.all(Array.from({ length: 20 }, () => askForLink(core, eve, { id })));
    expect(asks.filter(({ ok }) => ok)).toHaveLength(3);
    expect(asks.filter(({ ok }) => !ok).map(refusalOf)).toEqual(Array(17).fill('links-used'));
    const request = await read(core, id);
    expect(request.links.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(request.status.kind).toBe('closed');
  });

  test("I10: the release message's own link is counted once, however often the message is tried", async () => {
    const core = aCore();
    const { id } = await stored(core, aReleasedRequest());
    const counted = await Promise.all(Array.from({ length: 5 }, () => countReleaseLink(core, id, { to: eve.person })));
    expect(counted.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await read(core, id)).links).toHaveLength(1);
  });

  test('I10: a last link whose answer was lost is given again to the one who has it, until its same end, and counts no further', async () => {
    const core = aCore({ maxLinks: 1 });
    const { id } = await stored(core, aReleasedRequest({ terms: { maxLinks: 1 } }));
    const askAt = (time: string, who = eve) => askForLink({ ...core, clock: () => at(time) }, { ...who, asOf: at(time) }, { id });
    const mae = aStanding('mae', ['EgressManager']);
    const first = await askAt('2026-11-16T12:00:00Z');
    expect(first.ok && linkJustCounted(first.value)).toMatchObject({ link: { number: 1 }, again: false });
    // The release message asked for nothing, so nothing is given again for it.
    expect(refusalOf(await countReleaseLink({ ...core, clock: () => at('2026-11-16T12:05:00Z') }, id, { to: eve.person }))).toBe(
      'links-used',
    );
    const atOnce = await askAt('2026-11-16T12:00:59Z');
    expect(atOnce.ok ? undefined : atOnce.refusal).toMatchObject({ kind: 'links-used', again: at('2026-11-16T12:01:00Z') });
    expect(refusalOf(await askAt('2026-11-16T12:30:00Z', mae))).toBe('links-used');
    const asks = await Promise.all(Array.from({ length: 20 }, () => askAt('2026-11-16T12:30:00Z')));
    const again = asks.flatMap((ask) => (ask.ok ? [linkJustCounted(ask.value)] : []));
    expect(again).toMatchObject([{ link: { number: 1, expiresAt: at('2026-11-16T13:00:00Z') }, again: true }]);
    for (const minute of [40, 50]) expect((await askAt(`2026-11-16T12:${minute}:00Z`)).ok).toBe(true);
    expect(refusalOf(await askAt('2026-11-16T12:55:00Z'))).toBe('links-used');
    const request = await read(core, id);
    expect(request.links).toHaveLength(1);
    expect(request.events.filter(({ fact }) => fact.kind === 'link-repeated')).toHaveLength(3);
    expect(findRecordFault(request)).toBeUndefined();
  });

  test.each([
    { name: 'after its end', time: '2026-11-16T13:00:00Z', facts: [] },
    { name: 'after the release was revoked', time: '2026-11-16T12:30:00Z', facts: [{ kind: 'revoked', reason: 'drawn wrongly' }] },
    {
      name: 'after the zip was deleted',
      time: '2026-11-16T12:30:00Z',
      facts: [{ kind: 'zip-removed', sha256: digest, because: 'retention' }],
    },
  ] satisfies readonly { name: string; time: string; facts: readonly Fact[] }[])(
    'I10: no link is given again $name',
    async ({ time, facts }) => {
      const core = aCore({ maxLinks: 1 });
      const { id } = await stored(core, aReleasedRequest({ terms: { maxLinks: 1 } }));
      expect((await askForLink(core, eve, { id })).ok).toBe(true);
      for (const fact of facts) expect((await record(core, id, fact)).ok).toBe(true);
      expect((await askForLink({ ...core, clock: () => at(time) }, { ...eve, asOf: at(time) }, { id })).ok).toBe(false);
    },
  );

  test('I10: no URL, key or token is in the audit record of a link', async () => {
    const core = aCore();
    const { id } = await stored(core, aReleasedRequest());
    await askForLink(core, eve, { id });
    const last = (await read(core, id)).events.at(-1);
    expect(JSON.stringify(last)).not.toMatch(/https?:|token/i);
    expect(last?.fact).toMatchObject({ kind: 'link-issued', number: 1, cause: 'asked', to: eve.person });
  });

  test.each([
    { name: 'before the release', request: aRequestInReview(), standing: eve, refusal: 'wrong-status' },
    { name: 'by somebody else', request: aReleasedRequest(), standing: ian, refusal: 'wrong-role' },
    {
      name: 'by a manager of another project',
      request: aReleasedRequest(),
      standing: aStanding('eve', [], { grants: [aGrant('eve', 'EgressManager', { project: 'proj-2' })] }),
      refusal: 'wrong-role',
    },
  ])('I10: no link $name', async ({ request, standing, refusal }) => {
    const core = aCore();
    await stored(core, request);
    expect(refusalOf(await askForLink(core, standing, { id: request.id }))).toBe(refusal);
    expect((await read(core, request.id)).version).toBe(request.version);
  });
});

describe('requesters whom SWB does not name', () => {
  const unnamed = { createdBy: { id: 'u-1' }, submittedBy: { id: 'u-1' } };
  test('I5: an approval then needs the declaration not to be that person, and it is recorded', async () => {
    const core = aCore();
    const request = await stored(core, aRequestInReview({ submission: unnamed }));
    expect(refusalOf(await approve(core, ian, approval(request, 0)))).toBe('declaration-needed');
    const declared = await approve(core, ian, { ...approval(request, 0), declaredIndependent: true });
    expect(declared.ok && declared.value.events.at(-1)?.fact).toMatchObject({ declaredIndependent: true });
  });
});

test('a rejection needs a reason of ten characters that say something', async () => {
  const core = aCore();
  const request = await stored(core, aRequestInReview());
  const refused = await reject(core, ian, { id: request.id, stage: 0, digest, category: 'other', reason: '  no        ' });
  expect(refusalOf(refused)).toBe('reason-too-short');
});

test('a claim shows who is reviewing and hinders nobody', async () => {
  const core = aCore();
  const request = await stored(core, aRequestInReview());
  const claimed = await claim(core, ian, { id: request.id, stage: 0 });
  expect(claimed.ok && claimed.value.claim?.person.name).toBe('ian');
  expect((await approve(core, aStanding('iris', ['InformationGovernance']), approval(request, 0))).ok).toBe(true);
  expect((await read(core, request.id)).claim).toBeUndefined();
  expect(refusalOf(await claim(core, rita, { id: request.id, stage: 0 }))).toBe('wrong-role');
});

test('a claim ends when whoever made it says so, but not by a double click, and nobody else can end it', async () => {
  const core = aCore({ claimHours: 4 });
  const { id } = await stored(core, aRequestInReview({ terms: { claimHours: 4 } }));
  const iris = aStanding('iris', ['InformationGovernance']);
  await claim(core, ian, { id, stage: 0 });
  expect((await read(core, id)).claim).toMatchObject({ person: ian.person, until: at('2026-11-16T16:00:00Z') });
  await claim(core, iris, { id, stage: 0 });
  expect((await read(core, id)).claim?.person).toEqual(iris.person);
  await claim(core, iris, { id, stage: 0 });
  expect((await read(core, id)).claim?.person).toEqual(iris.person);
  await claim({ ...core, clock: () => at('2026-11-16T12:00:03Z') }, iris, { id, stage: 0 });
  const ended = await read(core, id);
  expect(ended.claim).toBeUndefined();
  expect(ended.events.at(-1)).toMatchObject({
    fact: { kind: 'claim-ended', stage: 0, because: 'released' },
    actor: { person: iris.person },
  });
  expect(findRecordFault(ended)).toBeUndefined();
  await claim({ ...core, clock: () => at('2026-11-16T12:00:04Z') }, iris, { id, stage: 0 });
  expect((await read(core, id)).claim).toBeUndefined();
});

test('a claim ends by itself when its time is over, and not before', async () => {
  const core = aCore();
  const { id } = await stored(core, aRequestInReview({ terms: { claimHours: 4 } }));
  await claim(core, ian, { id, stage: 0 });
  await actOnTime({ ...core, clock: () => at('2026-11-16T15:59:59Z') }, id);
  expect((await read(core, id)).claim).toBeDefined();
  await actOnTime({ ...core, clock: () => at('2026-11-16T16:00:00Z') }, id);
  const ended = await read(core, id);
  expect(ended.claim).toBeUndefined();
  expect(ended.events.at(-1)?.fact).toEqual({ kind: 'claim-ended', stage: 0, because: 'time' });
});

test.each([
  { people: 1, most: 10, told: { most: 10, by: 'speaker' } },
  { people: 3, most: 30, told: { most: 10, by: 'speaker' } },
  { people: 9, most: 50, told: { most: 50, by: 'everybody' } },
])('I12: claims without end by $people cannot swell the record, and who may make no more is told so', async ({ people, most, told }) => {
  const core = aCore();
  const { id } = await stored(core, aRequestInReview());
  let last: Awaited<ReturnType<typeof claim>> | undefined;
  for (let n = 0; n < 240; n += 1) {
    const asOf = at(new Date(Date.parse(noon) + n * 5000).toISOString());
    const who = aStanding(`ig${n % people}`, ['InformationGovernance'], { asOf });
    last = await claim({ ...core, clock: () => asOf }, who, { id, stage: 0 });
  }
  expect(last).toEqual({ ok: false, refusal: { kind: 'claims-used', ...told } });
  expect((await read(core, id)).events.filter(({ fact }) => fact.kind === 'claimed')).toHaveLength(most);
  expect((await read(core, id)).events.length).toBeLessThanOrEqual(3 + 50 + 50);
  if (people === 1) expect((await claim(core, ian, { id, stage: 0 })).ok).toBe(true);
  expect((await approve(core, ian, { id, stage: 0, digest, declaredIndependent: false })).ok).toBe(true);
});

describe('no way around the quorum', () => {
  const roles = ['InformationGovernance', 'ResearchIT', 'EgressManager'];
  const people = ['ian', 'iris', 'rita', 'rob', 'rosa', 'rosa', 'oscar'];
  const anybody: fc.Arbitrary<Standing> = fc
    .record({
      name: fc.constantFrom(...people),
      roles: fc.subarray(roles, { minLength: 1 }),
      admin: fc.boolean(),
      platform: fc.constantFrom('slack' as const, 'teams' as const),
      project: fc.constantFrom('*', 'proj-1', 'proj-2'),
    })
    .map(({ name, roles: held, admin, platform, project }) =>
      aStanding(name, [], { admin, identity: anIdentity(name, platform), grants: held.map((role) => aGrant(name, role, { project })) }),
    );
  const someDigest = fc.constantFrom(digest, digest, digest, 'e'.repeat(64) as Sha256);
  const command = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('approve' as const),
        who: anybody,
        stage: fc.integer({ min: -1, max: 3 }),
        digest: someDigest,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('reject' as const), who: anybody, stage: fc.integer({ min: 0, max: 2 }), digest: someDigest }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('link' as const), who: anybody }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('claim' as const), who: anybody, stage: fc.integer({ min: 0, max: 2 }) }) },
    { weight: 1, arbitrary: fc.constant({ do: 'package' as const }) },
  );
  const someStages = fc.array(
    fc.record({ role: fc.constantFrom('InformationGovernance', 'ResearchIT'), approvals: fc.integer({ min: 1, max: 3 }) }),
    { minLength: 1, maxLength: 3 },
  );

  test('I1, I4, I5, I7: no commands by any people reach RELEASED without the quorum of distinct eligible people at each stage on the same digest', async () => {
    let released = 0;
    await fc.assert(
      fc.asyncProperty(someStages, fc.array(command, { minLength: 5, maxLength: 60 }), async (stages, commands) => {
        const core = aCore();
        const { id } = await stored(core, aRequestInReview({ terms: { stages: stages.map(aStage) } }));
        const accepted: { readonly who: Standing; readonly stage: number }[] = [];
        for (const said of commands) {
          if (said.do === 'approve') {
            const outcome = await approve(core, said.who, { id, stage: said.stage, digest: said.digest, declaredIndependent: false });
            if (outcome.ok) accepted.push({ who: said.who, stage: said.stage });
          } else if (said.do === 'reject')
            await reject(core, said.who, {
              id,
              stage: said.stage,
              digest: said.digest,
              category: 'other',
              reason: 'not like this, please',
            });
          else if (said.do === 'claim') await claim(core, said.who, { id, stage: said.stage });
          else if (said.do === 'link') await askForLink(core, said.who, { id });
          else await record(core, id, { kind: 'released', release: { location: { bucket: 'lake', key: 'zip' }, size: 1, sha256: digest } });
        }
        const request = await read(core, id);
        expect(findRecordFault(request)).toBeUndefined();
        if (!request.release) return;
        released += 1;
        const deciders = request.decisions.map(({ person }) => person.id);
        expect(new Set(deciders).size).toBe(deciders.length);
        expect(deciders).not.toContain(email('rosa'));
        for (const [stage, { approvals, role }] of request.terms.stages.entries()) {
          const approved = approvalsAt(request, stage);
          expect(approved.length).toBe(approvals);
          for (const decision of approved) {
            expect(decision.digest).toBe(request.manifest?.digest);
            const eligible = accepted.some(
              ({ who, stage: where }) =>
                where === stage &&
                who.person.id === decision.person.id &&
                who.grants.some((grant) => grant.role === role && grant.project !== 'proj-2'),
            );
            expect(eligible).toBe(true);
          }
        }
      }),
      {
        numRuns: 400,
        examples: [
          [
            [{ role: 'InformationGovernance', approvals: 1 }],
            [
              { do: 'approve', who: ian, stage: 0, digest },
              { do: 'package' },
              { do: 'package' },
              { do: 'link', who: eve },
              { do: 'link', who: ian },
            ],
          ],
        ],
      },
    );
    expect(released).toBeGreaterThan(0);
  });
});

test('reminders that people ask for leave room for the decision', async () => {
  const core = aCore();
  const reminders = Array.from({ length: 50 }, () => [system, { kind: 'reminded', stage: 0 }] as const);
  const request = withFacts(aRequestInReview(), reminders);
  expect(await core.requests.create(request)).toBe('created');
  const later = { ...core, clock: () => at(new Date(Date.parse(noon) + 2 * 3_600_000).toISOString()) };
  const asking = { ...ian, asOf: later.clock() };
  expect(refusalOf(await remind(later, asking, request.id))).toBe('reminded-enough');
  expect((await approve(later, asking, approval(request, 0))).ok).toBe(true);
});

test('I4: a command that was held up is refused, because roles may have changed since they were looked up', async () => {
  const core = aCore();
  const { id } = await stored(core, aRequestInReview());
  const request = await read(core, id);
  const heldUp = { ...ian, asOf: at('2026-11-16T11:59:39Z') };
  expect(refusalOf(await approve(core, heldUp, approval(request, 0)))).toBe('took-too-long');
  expect(refusalOf(await claim(core, heldUp, { id, stage: 0 }))).toBe('took-too-long');
  expect(refusalOf(await withdraw(core, { ...heldUp, admin: true }, { id }))).toBe('took-too-long');
  expect((await read(core, id)).version).toBe(request.version);
  expect((await approve(core, { ...ian, asOf: at('2026-11-16T11:59:41Z') }, approval(request, 0))).ok).toBe(true);
});
