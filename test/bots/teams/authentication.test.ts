/** Forged and borrowed tokens, with keys of our own: none of them is taken for Teams. */
import * as jose from 'jose';
import { expect, test } from 'vitest';
import type { TeamsEndpoints } from '../../../src/bots/teams/authentication.ts';
import { TeamsRefusedError, teamsAuthentication } from '../../../src/bots/teams/authentication.ts';
import { BadInputError } from '../../../src/workflow/errors.ts';
import { ada, appOf, aTenant, channelId, tenant } from './a-tenant.ts';

const other = await jose.generateKeyPair('RS256', { extractable: true });
const seconds = () => Math.floor(Date.now() / 1000);

const opened = async () => {
  const { fake } = await aTenant();
  const { endpoints, serviceUrl } = fake;
  const authentication = teamsAuthentication({ appId: appOf.id, tenantId: tenant, password: appOf.password, endpoints });
  const activity = { type: 'message', id: '1', channelId: 'msteams', serviceUrl, conversation: { id: channelId }, text: 'pending' };
  const keySet = async (): Promise<jose.JWK | undefined> => {
    const { jwks_uri: uri } = Object(await (await fetch(endpoints.openIdMetadataUrl)).json());
    return Object(await (await fetch(String(uri))).json()).keys[0];
  };
  return { fake, authentication, activity, endpoints, serviceUrl, keySet };
};
type Opened = Awaited<ReturnType<typeof opened>>;

const claims = ({ serviceUrl }: Opened) => ({
  iss: 'https://api.botframework.com',
  aud: appOf.id,
  serviceurl: serviceUrl,
  iat: seconds(),
  nbf: seconds() - 5,
  exp: seconds() + 3600,
});
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test('I3: what Teams signed for this bot is taken', async () => {
  const given = await opened();
  const token = await given.fake.signToken();
  await expect(given.authentication.authenticate(given.activity, `Bearer ${token}`)).resolves.toBeUndefined();
});

const forgeries: readonly { readonly name: string; readonly header: (given: Opened) => Promise<string> }[] = [
  { name: 'no token', header: async () => '' },
  { name: 'a scheme without a token', header: async () => 'Bearer ' },
  { name: 'garbage', header: async () => 'Bearer not.a.token' },
  { name: 'another scheme', header: async ({ fake }) => `Basic ${await fake.signToken()}` },
  {
    name: 'an expired token',
    header: async ({ fake }) => `Bearer ${await fake.signToken({ exp: seconds() - 3600, nbf: seconds() - 7200 })}`,
  },
  { name: 'a token that is not valid yet', header: async ({ fake }) => `Bearer ${await fake.signToken({ nbf: seconds() + 3600 })}` },
  {
    name: "another bot's token",
    header: async ({ fake }) => `Bearer ${await fake.signToken({ aud: '99999999-2222-4333-8444-555555555555' })}`,
  },
  { name: 'a token without audience', header: async ({ fake }) => `Bearer ${await fake.signToken({ aud: undefined })}` },
  { name: 'another issuer', header: async ({ fake }) => `Bearer ${await fake.signToken({ iss: 'https://evil.example' })}` },
  {
    name: "an emulator's token",
    header: async ({ fake }) =>
      `Bearer ${await fake.signToken({ iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/', ver: '1.0', appid: appOf.id })}`,
  },
  {
    name: "another bot's token as a skill's",
    header: async ({ fake }) =>
      `Bearer ${await fake.signToken({
        iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
        ver: '1.0',
        appid: '99999999-2222-4333-8444-555555555555',
      })}`,
  },
  {
    name: 'a token for another server',
    header: async ({ fake }) => `Bearer ${await fake.signToken({ serviceurl: 'https://smba.trafficmanager.net/uk/' })}`,
  },
  { name: 'a token that names no server', header: async ({ fake }) => `Bearer ${await fake.signToken({ serviceurl: undefined })}` },
  {
    name: 'a token of an unknown key',
    header: async (given) =>
      `Bearer ${await new jose.SignJWT(claims(given)).setProtectedHeader({ alg: 'RS256', kid: 'nobody' }).sign(other.privateKey)}`,
  },
  {
    name: 'a wrong key under a known name',
    header: async (given) =>
      `Bearer ${await new jose.SignJWT(claims(given))
        .setProtectedHeader({ alg: 'RS256', kid: (await given.keySet())?.kid ?? '' })
        .sign(other.privateKey)}`,
  },
  {
    name: 'alg none',
    header: async (given) => `Bearer ${encoded({ alg: 'none', typ: 'JWT', kid: (await given.keySet())?.kid })}.${encoded(claims(given))}.`,
  },
  {
    name: 'HS256 with the public key for a secret',
    header: async (given) => {
      const jwk = await given.keySet();
      const pem = await jose.exportSPKI(Object(await jose.importJWK(jwk ?? {}, 'RS256', { extractable: true })));
      return `Bearer ${await new jose.SignJWT(claims(given))
        .setProtectedHeader({ alg: 'HS256', kid: jwk?.kid ?? '' })
        .sign(new TextEncoder().encode(pem))}`;
    },
  },
];

test.each(forgeries)('I3: $name is refused', async ({ header }) => {
  const given = await opened();
  const refused = given.authentication.authenticate(given.activity, await header(given));
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
