import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openPageLink, pageHash, pageToken, parsePageToken } from '../../src/workflow/download-page.ts';
import { askForLink, countReleaseLink, readdressReleaseLink } from '../../src/workflow/link-service.ts';
import { openDatabase } from '../../src/workflow/local/database.ts';
import { sqliteRequestStore } from '../../src/workflow/local/request-store.ts';
import type { EgressRequest, RequestId } from '../../src/workflow/request.ts';
import type { Core } from '../../src/workflow/service.ts';
import { record } from '../../src/workflow/service.ts';
import { findRecordFault } from '../../src/workflow/transitions.ts';
import { aGrant, aReleasedRequest, aStanding, at, noon, policyDigest, someTerms } from './builders.ts';

const eve = aStanding('eve', ['EgressManager']);
const someSecret = (): string => randomBytes(32).toString('base64url');

/** A core with one released request whose links open pages. */
const aRelease = async (
  terms: Partial<EgressRequest['terms']> = {},
): Promise<{ readonly core: Core; readonly id: RequestId; readonly read: () => Promise<EgressRequest> }> => {
  const db = openDatabase(':memory:');
  onTestFinished(() => db.close());
  const requests = sqliteRequestStore(db);
  const times = () => ({ deadline: noon });
  const rules = { digest: policyDigest, termsFor: () => someTerms(), times, after: () => noon, shift: times };
  const request = aReleasedRequest({ terms: { downloadPage: true, ...terms } });
  await requests.create(request);
  const read = async () => (await requests.read(request.id)) ?? request;
  return { core: { requests, rules, clock: () => noon }, id: request.id, read };
};

const addressFor = (id: RequestId) => ({ to: eve.person, pageHash: pageHash(pageToken(id, someSecret())) });

test('a token leads back to its request, and no other text is one', () => {
  const id = randomUUID() as RequestId;
  const token = pageToken(id, someSecret());
  expect(parsePageToken(token)).toEqual({ token, id });
  fc.assert(fc.property(fc.string({ maxLength: 90 }), (text) => parsePageToken(text) === undefined));
  for (const text of [token.toUpperCase(), `${token}\n`, ` ${token}`, token.slice(1), `${token}A`, `${token.slice(0, -1)}/`])
    expect(parsePageToken(text), JSON.stringify(text)).toBeUndefined();
});

test('I2: a release message that is tried again carries another address of the same link, a few times, and counts nothing further', async () => {
  const { core, id, read } = await aRelease();
  expect((await readdressReleaseLink(core, id, addressFor(id))).ok).toBe(false);
  expect((await countReleaseLink(core, id, addressFor(id))).ok).toBe(true);
  expect((await countReleaseLink(core, id, addressFor(id))).ok).toBe(false);
  const tries = await Promise.all(Array.from({ length: 20 }, () => readdressReleaseLink(core, id, addressFor(id))));
  expect(tries.filter(({ ok }) => ok)).toHaveLength(3);
  const request = await read();
  expect(request.links).toHaveLength(1);
  expect(new Set(request.events.flatMap(({ fact }) => ('pageHash' in fact ? [fact.pageHash] : [])))).toHaveLength(4);
  expect(findRecordFault(request)).toBeUndefined();
});

test('the only link, given other addresses in messages that nobody got, can be asked for all the same', async () => {
  const { core, id, read } = await aRelease({ maxLinks: 1 });
  await countReleaseLink(core, id, addressFor(id));
  await Promise.all(Array.from({ length: 3 }, () => readdressReleaseLink(core, id, addressFor(id))));
  const later = { ...core, clock: () => at('2026-11-16T12:05:00Z') };
  expect((await askForLink(later, { ...eve, asOf: later.clock() }, { id, pageHash: addressFor(id).pageHash })).ok).toBe(true);
  expect(findRecordFault(await read())).toBeUndefined();
});

test.each([
  { name: 'its end', act: async (core: Core) => ({ ...core, clock: () => at('2026-11-16T13:00:00Z') }) },
  {
    name: 'a revocation',
    act: async (core: Core, id: RequestId) => {
      await record(core, id, { kind: 'revoked', reason: 'drawn wrongly' });
      return core;
    },
  },
])("the release message's link gets no other address after $name", async ({ act }) => {
  const { core, id } = await aRelease();
  expect((await countReleaseLink(core, id, addressFor(id))).ok).toBe(true);
  expect((await readdressReleaseLink(await act(core, id), id, addressFor(id))).ok).toBe(false);
});

/** The release's core, a link's token, and who holds roles; `meanwhile` happens between looking the link up and the write. */
const aLink = async (meanwhile: (core: Core, id: RequestId) => Promise<unknown> = async () => {}) => {
  const release = await aRelease();
  const { core, id } = release;
  const token = pageToken(id, someSecret());
  await askForLink(core, eve, { id, pageHash: pageHash(token) });
  const list = async () => {
    await meanwhile(core, id);
    return [aGrant('eve', 'EgressManager')];
  };
  return {
    ...release,
    token,
    ports: { core, clock: core.clock, roster: { grants: { list, write: async () => 'stale' as const }, clock: core.clock } },
  };
};

test('I10: of 100 openings that were all looked up while the link worked, as many are written as it allows', async () => {
  const { read, token, ports } = await aLink();
  const opened = await Promise.all(Array.from({ length: 100 }, () => openPageLink(ports, token)));
  expect(opened.filter(({ kind }) => kind === 'live')).toHaveLength(3);
  expect(opened.filter((each) => each.kind === 'dead' && each.why === 'used')).toHaveLength(97);
  const request = await read();
  expect(request.events.filter(({ fact }) => fact.kind === 'link-opened')).toHaveLength(3);
  expect(findRecordFault(request)).toBeUndefined();
});

test('I10: a revocation between looking a link up and the write leaves no opening', async () => {
  const { read, token, ports } = await aLink((core, id) => record(core, id, { kind: 'revoked', reason: 'drawn wrongly' }));
  expect(await openPageLink(ports, token)).toMatchObject({ kind: 'dead', why: 'revoked' });
  expect((await read()).events.at(-1)?.fact.kind).toBe('revoked');
});

test('I10: no link is counted that would have no address', async () => {
  const { core, id, read } = await aRelease();
  await expect(askForLink(core, eve, { id })).rejects.toThrow('needs an address');
  expect((await read()).links).toEqual([]);
});
