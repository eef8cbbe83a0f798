import { expect, test } from 'vitest';
import { triesOf } from '../../src/sandbox/tries.ts';
import type { RequestId } from '../../src/workflow/request.ts';
import type { Ending } from '../../src/workflow/resubmission.ts';
import { aManifest, aReceivedRequest, at, email, noon, system, withFacts } from '../workflow/builders.ts';

const rejected: Ending = { kind: 'rejected', at: noon, by: { id: email('ines'), name: 'Inés' }, label: 'IG', category: 'other' };

test.each([
  { ending: rejected, done: true },
  { ending: { kind: 'withdrawn', at: noon } satisfies Ending, done: false },
])('submitting again is ticked after a rejection only ($ending.kind)', ({ ending, done }) => {
  const comparison = { kind: 'not-compared', because: 'missing' } as const;
  const resubmission = { of: 'r1' as RequestId, ending, comparison };
  const request = withFacts(aReceivedRequest(), [
    [system, { kind: 'staging-started' }],
    [system, { kind: 'staged', manifest: aManifest(), deadline: at('2026-11-23T12:00:00Z'), resubmission }],
  ]);
  const again = triesOf({ requests: [request], refusals: [], downloads: 0 }).find(({ id }) => id === 'submit-again');
  expect(again?.done).toBe(done);
});
