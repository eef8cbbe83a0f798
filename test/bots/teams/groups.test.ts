import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { mostMembers } from '../../../src/bots/groups.ts';
import { entraGroups } from '../../../src/bots/teams/groups.ts';
import type { TeamsUser } from '../../../src/sandbox/teams/state.ts';
import { ada, appOf, aTenant, tenant } from './a-tenant.ts';

const group = { kind: 'entra', id: '33333333-3333-4333-8333-333333333333' } as const;
const inner = '44444444-4444-4444-8444-444444444444';
const device = '55555555-5555-4555-8555-555555555555';

const other = (index: number, changes: Partial<TeamsUser> = {}): TeamsUser => ({
  ...ada,
  objectId: `bbbbbbbb-0000-4000-8000-${String(index).padStart(12, '0')}`,
  memberId: `29:${index}`,
  email: `p${index}@example.org`,
  ...changes,
});
const bo = other(2);
const guest = other(3, { isGuest: true, email: 'gita@partner.example' });
const gone = other(4, { isDisabled: true });

const member = ({ objectId, email }: TeamsUser) => ({ identity: { platform: 'teams', tenant, user: objectId }, email });

const aGroup = async (members: readonly string[], users: readonly TeamsUser[] = [ada, bo, guest, gone]) => {
  const { fake } = await aTenant(users);
  fake.setGroup(group.id, members);
  const credentials = { appId: appOf.id, tenantId: tenant, password: appOf.password, endpoints: fake.endpoints };
  return { fake, credentials, read: entraGroups(credentials) };
};

/** A Graph that answers each call with this, and the login of the pretend tenant. */
const aGraph = async (
  answer: (url: URL) => { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown },
) => {
  const { credentials } = await aGroup([]);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    asked.push(`${url.pathname} ${request.headers.authorization?.split(' ')[0]}`);
    const { status = 200, headers = {}, body } = answer(url);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const graphUrl = `http://127.0.0.1:${address.port}`;
  return { asked, graphUrl, read: entraGroups({ ...credentials, endpoints: { ...credentials.endpoints, graphUrl } }) };
};

test('I3: of an Entra group full accounts that are switched on count, those of the groups inside it too, each once', async () => {
  const { read, fake } = await aGroup([ada.objectId, guest.objectId, gone.objectId, inner, device]);
  fake.setGroup(inner, [bo.objectId, ada.objectId, group.id]);
  expect(await read(group)).toEqual([member(ada), member(bo)]);
});

test('a group of several pages is read whole, and one of more people than a role has not at all', async () => {
  const many = Array.from({ length: mostMembers + 1 }, (_, index) => other(index + 10));
  const { read, fake } = await aGroup(
    [...many.slice(1).map(({ objectId }) => objectId), ...Array.from({ length: 150 }, (_, index) => other(index + 500).objectId)],
    many,
  );
  expect(await read(group)).toHaveLength(mostMembers);
  fake.setGroup(
    group.id,
    many.map(({ objectId }) => objectId),
  );
  await expect(read(group)).rejects.toMatchObject({ name: 'GroupTooLargeError' });
});

test('I3: what cannot be read is no empty group', async () => {
  const { read, fake } = await aGroup([ada.objectId]);
  await expect(read({ ...group, id: inner })).rejects.toMatchObject({ code: 'http_404' });
  for (const status of [401, 403, 429, 503]) {
    fake.failGraph({ status, times: 1 });
    await expect(read(group)).rejects.toMatchObject({ code: `http_${status}` });
  }
  expect(await read(group)).toEqual([member(ada)]);
  const { read: garbled } = await aGraph(() => ({ body: { members: [] } }));
  await expect(garbled(group)).rejects.toMatchObject({ code: 'no_list' });
});

test('a member of whom Graph may tell nothing but the id is known by the account alone', async () => {
  const bare = { '@odata.type': '#microsoft.graph.user', id: ada.objectId.toUpperCase(), mail: null, accountEnabled: null, userType: null };
  const { read } = await aGraph(() => ({ body: { value: [bare] } }));
  expect(await read(group)).toEqual([{ identity: { platform: 'teams', tenant, user: ada.objectId } }]);
});

test('the token for Graph follows no redirect and no page that lies elsewhere, and Graph is not asked where a stand-in has none', async () => {
  const elsewhere = await aGraph(() => ({ body: { value: [] } }));
  const redirecting = await aGraph(() => ({ status: 302, headers: { location: elsewhere.graphUrl }, body: {} }));
  await expect(redirecting.read(group)).rejects.toMatchObject({ code: 'unreachable' });
  const paging = await aGraph(() => ({ body: { value: [], '@odata.nextLink': `${elsewhere.graphUrl}/v1.0/more` } }));
  await expect(paging.read(group)).rejects.toMatchObject({ code: 'foreign_page' });
  expect(elsewhere.asked).toEqual([]);
  const { credentials } = await aGroup([ada.objectId]);
  const { graphUrl: _, ...endpoints } = credentials.endpoints;
  await expect(entraGroups({ ...credentials, endpoints })(group)).rejects.toThrow('not a group that Microsoft Graph is asked for');
});

test('an error says neither the token nor the secret', async () => {
  const { credentials } = await aGroup([ada.objectId]);
  const error: unknown = await entraGroups({ ...credentials, password: 'another secret' })(group).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'TeamsCallError', code: 'http_401' });
  expect(JSON.stringify({ error, text: String(error) })).not.toContain('another secret');
});
