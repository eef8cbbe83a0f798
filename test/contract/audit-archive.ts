/** What every audit archive promises (`ports.ts`). */
import { describe, expect, test } from 'vitest';
import { nextEvent } from '../../src/workflow/audit.ts';
import { IntegrityError } from '../../src/workflow/errors.ts';
import type { AuditArchive } from '../../src/workflow/ports.ts';
import type { AuditEvent, EgressRequest, RequestId } from '../../src/workflow/request.ts';
import { received } from './sample-requests.ts';

export type OpenArchive = {
  readonly archive: AuditArchive;
  /** The events of the request as they lie there, in their order. */
  readonly archived: (id: RequestId) => Promise<readonly unknown[]>;
};

/** A request with this many events. */
export const requestOf = (count: number): EgressRequest => {
  const request = received();
  const events: AuditEvent[] = [...request.events];
  const [first] = events;
  if (!first) throw new Error('a received request has an event');
  const { at, actor, policyDigest, fact } = first;
  while (events.length < count) events.push(nextEvent({ subject: request.id, events }, { at, actor, policyDigest, fact }));
  return { ...request, events };
};

/** The events as they should lie in the archive. */
export const linesOf = ({ id, events }: EgressRequest): readonly unknown[] => events.map((event) => ({ request: id, ...event }));

/** Runs the suite; `open` gives an empty archive. */
export const auditArchiveContract = (name: string, open: () => Promise<OpenArchive>): void => {
  describe(`${name} archives audit events`, () => {
    test('I12: every event is kept once, however often and from whatever length it is archived, apart for each request', async () => {
      const { archive, archived } = await open();
      const [request, other] = [requestOf(12), requestOf(2)];
      await archive.append({ ...request, events: request.events.slice(0, 5) });
      await archive.append(other);
      await archive.append(request);
      await archive.append(request);
      expect(await archived(request.id)).toEqual(linesOf(request));
      expect(await archived(other.id)).toEqual(linesOf(other));
    });

    test('I12: two that archive one request at once keep each event once', async () => {
      const { archive, archived } = await open();
      const request = requestOf(12);
      await Promise.all([
        archive.append({ ...request, events: request.events.slice(0, 7) }),
        archive.append({ ...request, events: request.events.slice(0, 7) }),
      ]);
      await Promise.all([archive.append(request), archive.append(request)]);
      expect(await archived(request.id)).toEqual(linesOf(request));
    });

    test.each([
      { name: 'an event in the middle was rewritten', keep: 2, end: 6 },
      { name: 'the last event was rewritten', keep: 4, end: 5 },
      { name: 'the end was cut off', keep: 3, end: 3 },
    ])('I12: a record that is no longer what was archived is named, even with its chain made anew: $name', async ({ keep, end }) => {
      const { archive, archived } = await open();
      const request = requestOf(5);
      await archive.append(request);
      const events: AuditEvent[] = request.events.slice(0, keep);
      const [first] = events;
      if (!first) throw new Error('a received request has an event');
      const fact = { kind: 'withdrawn', reason: 'forged' } as const;
      while (events.length < end) events.push(nextEvent({ subject: request.id, events }, { ...first, fact }));
      await expect(archive.append({ ...request, events })).rejects.toThrow(IntegrityError);
      expect(await archived(request.id)).toEqual(linesOf(request));
    });
  });
};
