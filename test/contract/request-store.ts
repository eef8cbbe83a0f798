/** What every request store promises (`ports.ts`), whichever database is below. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RequestQuery, RequestStore } from '../../src/workflow/ports.ts';
import type { EgressRequest, Instant, PersonId, RequestId } from '../../src/workflow/request.ts';
import type { RequestSummary } from '../../src/workflow/summary.ts';
import { summarise } from '../../src/workflow/summary.ts';
import { claimed, followedBy, inReview, received, withdrawn } from './sample-requests.ts';

const put = async (store: RequestStore, request: EgressRequest): Promise<void> => {
  expect(await store.create(request)).toBe('created');
};

/** Creates the request and brings it into review with this deadline. */
const putInReview = async (store: RequestStore, request: EgressRequest, deadline: string): Promise<EgressRequest> => {
  await put(store, request);
  const staging = followedBy(request, { kind: 'staging-started' });
  expect(await store.update(staging)).toBe('written');
  const reviewed = inReview(request, deadline);
  expect(await store.update(reviewed)).toBe('written');
  return reviewed;
};

/** Every page of a list, each of at most this many. */
const pagesOf = async (store: RequestStore, by: RequestQuery['by'], limit: number): Promise<readonly (readonly RequestSummary[])[]> => {
  const pages: (readonly RequestSummary[])[] = [];
  let after: string | undefined;
  do {
    const page = await store.list({ by, limit, ...(after === undefined ? {} : { after }) });
    pages.push(page.requests);
    after = page.next;
  } while (after !== undefined);
  return pages;
};

const idsOf = async (store: RequestStore, by: RequestQuery['by'], limit = 100): Promise<readonly string[]> =>
  (await pagesOf(store, by, limit)).flat().map(({ id }) => id);

const day = (number: number): string => new Date(Date.UTC(2026, 10, number)).toISOString();

/** Runs the suite; `open` gives an empty store. */
export const requestStoreContract = (name: string, open: () => Promise<RequestStore>): void => {
  describe(`${name} keeps egress requests`, () => {
    test('what was created is read back whole', async () => {
      const store = await open();
      const request = received({ name: 'Ünïcödé 👩‍🔬 "quotes" \\ \n\u0000\u202e </script>' });
      await put(store, request);
      expect(await store.read(request.id)).toStrictEqual(request);
    });

    test('an id that was never taken reads as nothing and cannot be updated', async () => {
      const store = await open();
      const request = received();
      expect(await store.read(request.id)).toBeUndefined();
      expect(await store.update(followedBy(request, { kind: 'staging-started' }))).toBe('stale');
      expect(await store.read(request.id)).toBeUndefined();
    });

    test('every request is listed once, page by page, whatever became of it', async () => {
      const store = await open();
      const requests = Array.from({ length: 7 }, (_, index) => received({ project: `proj-${index % 3}` }));
      for (const request of requests) await put(store, request);
      const ended = withdrawn(requests[0] ?? received());
      expect(await store.update(ended)).toBe('written');
      const pages = await pagesOf(store, { kind: 'all' }, 3);
      expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(3);
      const listed = pages.flat();
      expect(listed.map(({ id }) => id).toSorted()).toEqual(requests.map(({ id }) => id).toSorted());
      expect(listed.find(({ id }) => id === ended.id)).toEqual(summarise(ended));
    });

    test('I15: an id that was ever taken exists for ever, whatever became of it, and keeps what it was', async () => {
      const store = await open();
      const request = received();
      await put(store, request);
      const ended = withdrawn(request);
      expect(await store.update(ended)).toBe('written');
      expect(await store.create(received({ id: request.id, project: 'another' }))).toBe('exists');
      expect(await store.create(request)).toBe('exists');
      expect(await store.read(request.id)).toStrictEqual(ended);
      expect(await idsOf(store, { kind: 'project', project: 'another' })).toEqual([]);
    });

    test('I15: of fifty creations of one id at once, exactly one succeeds', async () => {
      const store = await open();
      const id = randomUUID();
      const requests = Array.from({ length: 50 }, (_, index) => received({ id, name: `attempt ${index}` }));
      const outcomes = await Promise.all(requests.map((request) => store.create(request)));
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
      expect(await store.read(id as RequestId)).toStrictEqual(requests[outcomes.indexOf('created')]);
    });

    test('an update replaces exactly the version before it', async () => {
      const store = await open();
      const first = received();
      await put(store, first);
      const second = followedBy(first, { kind: 'staging-started' });
      const third = inReview(first, day(20));
      expect(await store.update(third)).toBe('stale');
      expect(await store.read(first.id)).toStrictEqual(first);
      expect(await store.update(second)).toBe('written');
      expect(await store.update(second)).toBe('stale');
      expect(await store.update(third)).toBe('written');
      expect(await store.update(second)).toBe('stale');
      expect(await store.read(first.id)).toStrictEqual(third);
    });

    test('I1: of fifty updates of one version at once, exactly one is written', async () => {
      const store = await open();
      const request = await putInReview(store, received(), day(20));
      const updates = Array.from({ length: 50 }, (_, index) => claimed(request, { person: `reviewer-${index}@example.ac.uk`, at: day(3) }));
      const outcomes = await Promise.all(updates.map((update) => store.update(update)));
      expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
      expect(await store.read(request.id)).toStrictEqual(updates[outcomes.indexOf('written')]);
    });

    test('I1: of fifty equal updates at once, exactly one is written', async () => {
      const store = await open();
      const request = await putInReview(store, received(), day(20));
      const update = claimed(request, { person: 'ada@example.ac.uk', at: day(3) });
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => store.update(update)));
      expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
    });

    test('a request with hundreds of events is kept whole', async () => {
      const store = await open();
      let request = await putInReview(store, received(), day(20));
      const person = 'ada@example.ac.uk';
      const versions = Array.from({ length: 300 }, (_, index) => {
        request = claimed(request, { person, at: new Date(Date.UTC(2026, 10, 3) + index * 1000).toISOString() });
        return request;
      });
      for (const version of versions) expect(await store.update(version)).toBe('written');
      expect(await store.read(request.id)).toStrictEqual(request);
    });

    test('requests do not disturb one another', async () => {
      const store = await open();
      const requests = Array.from({ length: 40 }, (_, index) => received({ name: `workspace ${index}` }));
      await Promise.all(requests.map((request) => put(store, request)));
      await Promise.all(
        requests
          .filter((_, index) => index % 2 === 0)
          .map(async (request) => expect(await store.update(withdrawn(request))).toBe('written')),
      );
      for (const [index, request] of requests.entries())
        expect(await store.read(request.id)).toStrictEqual(index % 2 === 0 ? withdrawn(request) : request);
    });
  });

  describe(`${name} lists egress requests`, () => {
    test('an empty store lists nothing', async () => {
      const store = await open();
      for (const by of [
        { kind: 'open' },
        { kind: 'open', project: 'proj-1' },
        { kind: 'project', project: 'proj-1' },
        { kind: 'requester', person: 'grace@example.ac.uk' as PersonId },
        { kind: 'id-prefix', prefix: '0000' },
      ] as const)
        expect(await store.list({ by, limit: 20 })).toEqual({ requests: [] });
    });

    test('a list shows the summary of each request as it now is', async () => {
      const store = await open();
      const request = await putInReview(store, received({ name: 'Ünïcödé "1"' }), day(20));
      expect(await store.list({ by: { kind: 'open' }, limit: 20 })).toEqual({ requests: [summarise(request)] });
      expect((await store.list({ by: { kind: 'project', project: 'proj-1' }, limit: 20 })).requests).toEqual([summarise(request)]);
    });

    test('a list tells what was given up after a failure from what was withdrawn', async () => {
      const store = await open();
      const [first, second] = [received({ receivedAt: day(2) }), received({ receivedAt: day(1) })];
      const failed = followedBy(first, { kind: 'failed', failure: { step: 'stage', error: 'ObjectMissingError', correlationId: 'c-1' } });
      await put(store, first);
      for (const request of [failed, followedBy(failed, { kind: 'aborted', reason: 'gone for good' })])
        expect(await store.update(request)).toBe('written');
      await put(store, second);
      expect(await store.update(withdrawn(second))).toBe('written');
      const { requests } = await store.list({ by: { kind: 'requester', person: 'grace@example.ac.uk' as PersonId }, limit: 20 });
      expect(requests.map(({ status, givenUp }) => [status, givenUp])).toEqual([
        ['withdrawn', true],
        ['withdrawn', undefined],
      ]);
    });

    test('I17: open requests come by deadline, then by id, and those without a deadline last', async () => {
      const store = await open();
      const ids = ['1', '2', '3', '4', '5', '6'].map((digit) => `${digit.repeat(8)}-0000-4000-8000-000000000000`);
      const [one, two, three, four, five, six] = ids.map((id) => received({ id })) as [
        EgressRequest,
        EgressRequest,
        EgressRequest,
        EgressRequest,
        EgressRequest,
        EgressRequest,
      ];
      await put(store, two);
      await put(store, one);
      await putInReview(store, three, day(9));
      await putInReview(store, six, day(10));
      await putInReview(store, four, day(10));
      await putInReview(store, five, day(8));
      expect(await idsOf(store, { kind: 'open' })).toEqual([five, three, four, six, one, two].map(({ id }) => id));
    });

    test('I17: what has ended leaves the open list, and nothing else does', async () => {
      const store = await open();
      const waiting = await putInReview(store, received(), day(9));
      const ending = await putInReview(store, received(), day(8));
      expect(await idsOf(store, { kind: 'open' })).toEqual([ending.id, waiting.id]);
      expect(await store.update(withdrawn(ending))).toBe('written');
      expect(await idsOf(store, { kind: 'open' })).toEqual([waiting.id]);
      expect(await idsOf(store, { kind: 'project', project: 'proj-1' })).toHaveLength(2);
    });

    test('I17: a failed request stays open', async () => {
      const store = await open();
      const request = received();
      await put(store, request);
      const failure = { step: 'stage', error: 'ObjectMissingError', correlationId: 'c-1' };
      expect(await store.update(followedBy(request, { kind: 'failed', failure }))).toBe('written');
      expect(await store.list({ by: { kind: 'open' }, limit: 20 })).toMatchObject({ requests: [{ id: request.id, status: 'failed' }] });
    });

    test('I17: what time brings something about for is listed by when, up to an instant, page by page', async () => {
      const store = await open();
      const [late, soon, later] = [received(), received(), received()];
      await putInReview(store, late, day(9));
      await putInReview(store, later, day(20));
      await putInReview(store, soon, day(8));
      await put(store, received());
      const ended = await putInReview(store, received(), day(7));
      await store.update(withdrawn(ended));
      const due = { kind: 'due', before: day(10) as Instant } as const;
      expect(await idsOf(store, due)).toEqual([soon.id, late.id]);
      expect(await idsOf(store, due, 1)).toEqual([soon.id, late.id]);
      expect(await idsOf(store, { kind: 'due', before: day(8) as Instant })).toEqual([]);
      expect(await idsOf(store, { kind: 'due', before: day(30) as Instant })).toEqual([soon.id, late.id, later.id]);
    });

    test('the open list of a project has that project only', async () => {
      const store = await open();
      const mine = await putInReview(store, received({ project: 'proj-1' }), day(9));
      await putInReview(store, received({ project: 'proj-10' }), day(8));
      await putInReview(store, received({ project: 'PROJ-1' }), day(7));
      await putInReview(store, received({ project: 'proj-%' }), day(7));
      expect(await idsOf(store, { kind: 'open', project: 'proj-1' })).toEqual([mine.id]);
      expect(await idsOf(store, { kind: 'open', project: 'proj-%' })).toHaveLength(1);
      expect(await idsOf(store, { kind: 'open', project: 'proj-_' })).toEqual([]);
    });

    test('a project and a requester list the newest first', async () => {
      const store = await open();
      const requests = [3, 1, 2].map((number) => received({ receivedAt: day(number) }));
      for (const request of requests) await put(store, request);
      const newestFirst = [requests[0]?.id, requests[2]?.id, requests[1]?.id];
      expect(await idsOf(store, { kind: 'project', project: 'proj-1' })).toEqual(newestFirst);
      expect(await idsOf(store, { kind: 'requester', person: 'grace@example.ac.uk' as PersonId })).toEqual(newestFirst);
    });

    test('I5: both the creator and the submitter are the requester, and somebody who is both is listed once', async () => {
      const store = await open();
      const [ada, bob, eve] = ['ada@example.ac.uk', 'bob@example.ac.uk', 'eve@example.ac.uk'] as [PersonId, PersonId, PersonId];
      const both = received({ createdBy: ada, submittedBy: bob, receivedAt: day(1) });
      const own = received({ createdBy: ada, receivedAt: day(2) });
      const other = received({ createdBy: bob, submittedBy: ada, receivedAt: day(3) });
      for (const request of [both, own, other]) await put(store, request);
      expect(await idsOf(store, { kind: 'requester', person: ada })).toEqual([other.id, own.id, both.id]);
      expect(await idsOf(store, { kind: 'requester', person: bob })).toEqual([other.id, both.id]);
      expect(await idsOf(store, { kind: 'requester', person: eve })).toEqual([]);
      expect(await idsOf(store, { kind: 'requester', person: ada }, 1)).toEqual([other.id, own.id, both.id]);
    });

    test('a request whose requesters SWB did not name belongs to nobody', async () => {
      const store = await open();
      const { submission, ...rest } = received();
      const { email: _, ...nameless } = submission.createdBy;
      const request: EgressRequest = { ...rest, submission: { ...submission, createdBy: nameless, submittedBy: nameless } };
      await put(store, request);
      expect(await idsOf(store, { kind: 'requester', person: 'grace@example.ac.uk' as PersonId })).toEqual([]);
      expect(await idsOf(store, { kind: 'project', project: 'proj-1' })).toEqual([request.id]);
    });

    test('an id is found by any beginning of at least four characters, in the order of ids', async () => {
      const store = await open();
      const ids = [
        'abcd0000-0000-4000-8000-000000000000',
        'abcd1000-0000-4000-8000-000000000000',
        'abcd1000-0000-4000-8000-000000000001',
        'abce0000-0000-4000-8000-000000000000',
      ];
      for (const id of ids.toReversed()) await put(store, received({ id }));
      expect(await idsOf(store, { kind: 'id-prefix', prefix: 'abcd' })).toEqual(ids.slice(0, 3));
      expect(await idsOf(store, { kind: 'id-prefix', prefix: 'abcd' }, 1)).toEqual(ids.slice(0, 3));
      expect(await idsOf(store, { kind: 'id-prefix', prefix: 'abcd1' })).toEqual(ids.slice(1, 3));
      expect(await idsOf(store, { kind: 'id-prefix', prefix: 'abcd1000-0000-4000-8000-000000000001' })).toEqual(ids.slice(2, 3));
      expect(await idsOf(store, { kind: 'id-prefix', prefix: 'abcf' })).toEqual([]);
      expect(await idsOf(store, { kind: 'id-prefix', prefix: 'abc%' })).toEqual([]);
      expect(await idsOf(store, { kind: 'id-prefix', prefix: 'abc_' })).toEqual([]);
    });

    test.each([1, 2, 7, 100])('pages of %i hold every request once, each page is full but the last, and none is empty', async (limit) => {
      const store = await open();
      const requests = Array.from({ length: 14 }, (_, index) => received({ receivedAt: day(1 + (index % 3)) }));
      await Promise.all(requests.map((request) => put(store, request)));
      for (const by of [
        { kind: 'open' },
        { kind: 'project', project: 'proj-1' },
        { kind: 'requester', person: 'grace@example.ac.uk' as PersonId },
      ] as const) {
        const pages = await pagesOf(store, by, limit);
        expect(
          pages
            .flat()
            .map(({ id }) => id)
            .sort(),
        ).toEqual(requests.map(({ id }) => id).sort());
        expect(pages.map((page) => page.length)).toEqual(
          Array.from({ length: Math.ceil(14 / limit) }, (_, index) => Math.min(limit, 14 - index * limit)),
        );
      }
    });

    test('a page of one hundred is given whole', async () => {
      const store = await open();
      await Promise.all(Array.from({ length: 101 }, () => put(store, received({ name: 'n'.repeat(500) }))));
      const page = await store.list({ by: { kind: 'open' }, limit: 100 });
      expect(page.requests).toHaveLength(100);
      expect((await store.list({ by: { kind: 'open' }, limit: 100, after: page.next ?? '' })).requests).toHaveLength(1);
    });

    test('a request that ends between two pages takes no other with it', async () => {
      const store = await open();
      const requests: EgressRequest[] = [];
      for (const number of [1, 2, 3, 4]) requests.push(await putInReview(store, received(), day(number)));
      const first = await store.list({ by: { kind: 'open' }, limit: 2 });
      const [, last] = requests;
      if (last) expect(await store.update(withdrawn(last))).toBe('written');
      const second = await store.list({ by: { kind: 'open' }, limit: 2, after: first.next ?? '' });
      expect([...first.requests, ...second.requests].map(({ id }) => id)).toEqual(requests.map(({ id }) => id));
    });

    test('whatever the deadlines, the open list is sorted', async () => {
      const store = await open();
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 28 }), { minLength: 1, maxLength: 6 }), async (days) => {
          const project = randomUUID();
          const requests: EgressRequest[] = [];
          for (const number of days) requests.push(await putInReview(store, received({ project }), day(number)));
          const expected = requests
            .map((request) => `${summarise(request).deadline} ${request.id}`)
            .sort()
            .map((entry) => entry.split(' ')[1]);
          expect(await idsOf(store, { kind: 'open', project }, 4)).toEqual(expected);
        }),
        { numRuns: 15 },
      );
    });
  });
};
