import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findChainFault, nextEvent } from '../../src/workflow/audit.ts';
import type { AuditEvent, EgressRequest, Fact, FactKind, Sha256, StatusKind } from '../../src/workflow/request.ts';
import { appendFact, findRecordFault, refuseKind, replay, transitions } from '../../src/workflow/transitions.ts';
import {
  approval,
  aReceivedRequest,
  aReleasedRequest,
  aRequestInReview,
  aStage,
  digest,
  noon,
  person,
  policyDigest,
  system,
  withFacts,
} from './builders.ts';

const failure = { step: 'package', error: 'IntegrityError: x', correlationId: 'c-1' };

/** One request in each status. */
const inStatus: Record<StatusKind, EgressRequest> = {
  received: aReceivedRequest(),
  staging: withFacts(aReceivedRequest(), [[system, { kind: 'staging-started' }]]),
  'in-review': aRequestInReview(),
  packaging: withFacts(aRequestInReview(), [approval('ian', 0), approval('rita', 1)]),
  released: aReleasedRequest(),
  closed: withFacts(aReleasedRequest(), [[system, { kind: 'closed', reason: 'retention' }]]),
  revoked: withFacts(aReleasedRequest(), [[person('ada'), { kind: 'revoked', reason: 'mistake' }]]),
  rejected: withFacts(aRequestInReview(), [
    [person('ian'), { kind: 'rejected', stage: 0, digest, category: 'other', reason: 'not this one' }],
  ]),
  expired: withFacts(aRequestInReview(), [[system, { kind: 'expired', stage: 0 }]]),
  withdrawn: withFacts(aRequestInReview(), [[person('rosa'), { kind: 'withdrawn' }]]),
  failed: withFacts(aRequestInReview(), [[system, { kind: 'failed', failure }]]),
};

describe('the table', () => {
  const cases = (Object.keys(transitions) as FactKind[]).flatMap((kind) =>
    (Object.keys(inStatus) as StatusKind[]).map((status) => ({ kind, status })),
  );

  test.each(cases)('$kind in status $status is allowed exactly when the table says so', ({ kind, status }) => {
    const from: readonly StatusKind[] = transitions[kind].from;
    expect(inStatus[status].status.kind).toBe(status);
    expect(refuseKind(inStatus[status], kind) === undefined).toBe(from.includes(status));
  });

  test('a fact that may not follow throws and changes nothing', () => {
    expect(() => withFacts(inStatus.rejected, [approval('ian', 0)])).toThrow(TypeError);
  });

  test('a retried request is back where it failed', () => {
    expect(withFacts(inStatus.failed, [[person('ada'), { kind: 'retried' }]]).status).toEqual(inStatus['in-review'].status);
  });

  test('I16: an expiry of a stage that has been decided meanwhile cannot follow', () => {
    const decided = withFacts(aRequestInReview(), [approval('ian', 0)]);
    expect(() => withFacts(decided, [[system, { kind: 'expired', stage: 0 }]])).toThrow(TypeError);
  });

  test('I5: two approvals by one person count once towards the quorum', () => {
    const terms = { stages: [aStage({ approvals: 2 })] };
    const twice = withFacts(aRequestInReview({ terms }), [approval('ian', 0), approval('ian', 0)]);
    expect(twice.status.kind).toBe('in-review');
    expect(withFacts(twice, [approval('rita', 0)]).status.kind).toBe('packaging');
  });

  test('I5: two addresses of one mailbox count once towards the quorum', () => {
    const terms = { stages: [aStage({ approvals: 2 })] };
    const twice = withFacts(aRequestInReview({ terms }), [approval('ian', 0), approval('ian+teams', 0)]);
    expect(twice.status.kind).toBe('in-review');
  });

  test('I10: the last link closes the release', () => {
    const terms = { maxLinks: 2 };
    const issue = (number: number): Fact => ({ kind: 'link-issued', number, expiresAt: noon, cause: 'asked', to: person('eve').person });
    const one = withFacts(aReleasedRequest({ terms }), [[person('eve'), issue(1)]]);
    expect(one.status.kind).toBe('released');
    expect(withFacts(one, [[person('eve'), issue(2)]]).status).toEqual({ kind: 'closed', reason: 'links-used' });
  });
});

describe('I12: the chain', () => {
  test.each(Object.entries(inStatus))('a request that is %s has a sound record, and its events make it again', (_, request) => {
    expect(findRecordFault(request)).toBeUndefined();
    expect(replay(request.id, request.events)).toEqual(request);
    expect(request.version).toBe(request.events.length);
  });

  test('any change to any event is found, and the event is named', () => {
    const request = aReleasedRequest();
    fc.assert(
      fc.property(
        fc.nat({ max: request.events.length - 1 }),
        fc.constantFrom('at', 'actor', 'policyDigest', 'fact', 'previous', 'hash'),
        (index, property) => {
          const events = request.events.map((event, at): AuditEvent => {
            if (at !== index) return event;
            switch (property) {
              case 'at':
                return { ...event, at: '2020-01-01T00:00:00.000Z' as typeof noon };
              case 'actor':
                return { ...event, actor: person('mallory') };
              case 'fact':
                return { ...event, fact: { kind: 'withdrawn', reason: 'forged' } };
              default:
                return { ...event, [property]: 'f'.repeat(64) };
            }
          });
          expect(findChainFault(request.id, events)?.seq).toBe(index + 1);
        },
      ),
    );
  });

  test('a missing, swapped or foreign event is found', () => {
    const { id, events } = aReleasedRequest();
    expect(findChainFault(id, events.toSpliced(2, 1))).toBeDefined();
    expect(
      findChainFault(
        id,
        [events[1], events[0], ...events.slice(2)].filter((event) => event !== undefined),
      ),
    ).toBeDefined();
    expect(findChainFault('another request', events)).toBeDefined();
  });

  test('a field more is found, also one that has the name under which the seal covers the request', () => {
    const { id, events } = aReleasedRequest();
    for (const name of ['subject', 'note']) {
      const more = events.map((event, index) => (index === 2 ? { ...event, [name]: 'approved by nobody' } : event));
      expect(findChainFault(id, more)).toMatchObject({ seq: 3, kind: 'seal' });
    }
  });

  test('a state that its events do not make is found although the chain itself holds', () => {
    const request = aRequestInReview();
    expect(findRecordFault({ ...request, status: { kind: 'packaging' } })?.problem).toContain('not what its events make');
    expect(findRecordFault({ ...request, terms: { ...request.terms, maxLinks: 99 } })).toBeDefined();
    const forged = nextEvent<Fact>(
      { subject: request.id, events: request.events },
      {
        at: noon,
        actor: system,
        policyDigest,
        fact: { kind: 'released', release: { location: { bucket: 'b', key: 'k' }, size: 1, sha256: digest as Sha256 } },
      },
    );
    expect(findRecordFault({ ...request, events: [...request.events, forged], version: request.version + 1 })).toBeDefined();
  });

  test('appending leaves the request it was given alone', () => {
    const request = aRequestInReview();
    const before = structuredClone(request);
    appendFact(request, { at: noon, actor: system, policyDigest, fact: { kind: 'expired', stage: 0 } });
    expect(request).toEqual(before);
  });
});
