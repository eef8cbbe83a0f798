/** Forged and borrowed tokens: none of them is taken for Teams. */
import { expect, test } from 'vitest';
import type { TeamsEndpoints } from '../../../src/bots/teams/authentication.ts';
import { TeamsRefusedError, teamsAuthentication } from '../../../src/bots/teams/authentication.ts';
import { BadInputError } from '../../../src/workflow/errors.ts';
import { ada, appOf, aTenant, channelId, tenant } from './a-tenant.ts';
import { forgeries } from './forgeries.ts';

const opened = async () => {
  const { fake } = await aTenant();
  const { endpoints, serviceUrl } = fake;
  const authentication = teamsAuthentication({ appId: appOf.id, tenantId: tenant, password: appOf.password, endpoints });
  const activity = { type: 'message', id: '1', channelId: 'msteams', serviceUrl, conversation: { id: channelId }, text: 'pending' };
  return { fake, authentication, activity, endpoints, serviceUrl };
};
test('I3: what Teams signed for this bot is taken', async () => {
  const given = await opened();
  const token = await given.fake.signToken();
  await expect(given.authentication.authenticate(given.activity, `Bearer ${token}`)).resolves.toBeUndefined();
});

test.each(forgeries)('I3: $name is refused', async ({ header }) => {
  const given = await opened();
  const refused = given.authentication.authenticate(given.activity, await header(given.fake));
  await expect(refused).rejects.toBeInstanceOf(TeamsRefusedError);
  await expect(refused).rejects.toThrow(/^the token was refused$/);
});

const bodies: readonly { readonly name: string; readonly change: Readonly<Record<string, unknown>> }[] = [
  { name: 'a body without a service URL', change: { serviceUrl: undefined } },
  { name: 'an empty service URL', change: { serviceUrl: '' } },
  { name: "a stranger's service URL", change: { serviceUrl: 'https://evil.example/' } },
  { name: "Teams' own host without TLS", change: { serviceUrl: 'http://smba.trafficmanager.net/uk/' } },
  { name: "Teams' own host behind a user name", change: { serviceUrl: 'https://smba.trafficmanager.net@evil.example/' } },
  { name: 'a name that begins like it', change: { serviceUrl: 'https://smba.trafficmanager.net.evil.example/' } },
  { name: 'the App Service channel', change: { channelId: 'AseChannel' } },
  { name: 'the emulator', change: { channelId: 'emulator' } },
  { name: 'no channel', change: { channelId: undefined } },
  { name: 'no type', change: { type: undefined } },
];

test.each(bodies)('I3: $name is refused, however good the token', async ({ change }) => {
  const given = await opened();
  const token = await given.fake.signToken('serviceUrl' in change ? { serviceurl: change['serviceUrl'] } : {});
  await expect(given.authentication.authenticate({ ...given.activity, ...change }, `Bearer ${token}`)).rejects.toBeInstanceOf(
    TeamsRefusedError,
  );
});

test.each(['appId', 'tenantId', 'password'] as const)('I3: a blank %s stops the bot at start', (field) => {
  const whole = { appId: appOf.id, tenantId: tenant, password: appOf.password };
  expect(() => teamsAuthentication({ ...whole, [field]: '  ' })).toThrow(BadInputError);
});

test('the bot fetches a token of its own, once for many calls, and sends it to Teams only', async () => {
  const { fake, authentication, serviceUrl } = await opened();
  const client = await authentication.connector(serviceUrl);
  const member = await client.conversations.getConversationMember(channelId, ada.email);
  await client.conversations.getConversationMember(channelId, ada.memberId);
  expect(member).toMatchObject({ id: ada.memberId });
  expect(fake.calls().filter(({ path }) => path.includes('oauth2')).length).toBeLessThanOrEqual(1);
  await expect(authentication.connector('https://evil.example/')).rejects.toBeInstanceOf(TeamsRefusedError);
});

test('a login that refuses the secret is named, and quotes neither secret nor answer', async () => {
  const { fake, serviceUrl } = await opened();
  const endpoints: TeamsEndpoints = fake.endpoints;
  const wrong = teamsAuthentication({ appId: appOf.id, tenantId: tenant, password: 'a wrong secret', endpoints });
  const client = await wrong.connector(serviceUrl);
  const call = client.conversations.getConversationMember(channelId, ada.memberId);
  await expect(call).rejects.toMatchObject({ name: 'TeamsCallError' });
  await expect(call).rejects.not.toThrow(/a wrong secret/);
});
