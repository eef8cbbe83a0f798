/** Forged and borrowed tokens, with keys of our own. */
import * as jose from 'jose';
import type { TeamsTenant } from '../../../src/sandbox/teams/tenant.ts';

const other = await jose.generateKeyPair('RS256', { extractable: true });
const seconds = () => Math.floor(Date.now() / 1000);

const keyOf = async ({ endpoints }: TeamsTenant): Promise<jose.JWK | undefined> => {
  const { jwks_uri: uri } = Object(await (await fetch(endpoints.openIdMetadataUrl)).json());
  return Object(await (await fetch(String(uri))).json()).keys[0];
};
const claims = ({ serviceUrl, seed }: TeamsTenant) => ({
  iss: 'https://api.botframework.com',
  aud: seed.app.id,
  serviceurl: serviceUrl,
  iat: seconds(),
  nbf: seconds() - 5,
  exp: seconds() + 3600,
});
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Tokens that are not what Teams signed for this bot. */
export const forgeries: readonly { readonly name: string; readonly header: (fake: TeamsTenant) => Promise<string> }[] = [
  { name: 'no token', header: async () => '' },
  { name: 'a scheme without a token', header: async () => 'Bearer ' },
  { name: 'garbage', header: async () => 'Bearer not.a.token' },
  { name: 'another scheme', header: async (fake) => `Basic ${await fake.signToken()}` },
  {
    name: 'an expired token',
    header: async (fake) => `Bearer ${await fake.signToken({ exp: seconds() - 3600, nbf: seconds() - 7200 })}`,
  },
  { name: 'a token that is not valid yet', header: async (fake) => `Bearer ${await fake.signToken({ nbf: seconds() + 3600 })}` },
  {
    name: "another bot's token",
    header: async (fake) => `Bearer ${await fake.signToken({ aud: '99999999-2222-4333-8444-555555555555' })}`,
  },
  { name: 'a token without audience', header: async (fake) => `Bearer ${await fake.signToken({ aud: undefined })}` },
  { name: 'another issuer', header: async (fake) => `Bearer ${await fake.signToken({ iss: 'https://evil.example' })}` },
  {
    name: "an emulator's token",
    header: async (fake) =>
      `Bearer ${await fake.signToken({ iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/', ver: '1.0', appid: fake.seed.app.id })}`,
  },
  {
    name: "another bot's token as a skill's",
    header: async (fake) =>
      `Bearer ${await fake.signToken({
        iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
        ver: '1.0',
        appid: '99999999-2222-4333-8444-555555555555',
      })}`,
  },
  {
    name: 'a token for another server',
    header: async (fake) => `Bearer ${await fake.signToken({ serviceurl: 'https://smba.trafficmanager.net/uk/' })}`,
  },
  { name: 'a token that names no server', header: async (fake) => `Bearer ${await fake.signToken({ serviceurl: undefined })}` },
  {
    name: 'a token of an unknown key',
    header: async (fake) =>
      `Bearer ${await new jose.SignJWT(claims(fake)).setProtectedHeader({ alg: 'RS256', kid: 'nobody' }).sign(other.privateKey)}`,
  },
  {
    name: 'a wrong key under a known name',
    header: async (fake) =>
      `Bearer ${await new jose.SignJWT(claims(fake))
        .setProtectedHeader({ alg: 'RS256', kid: (await keyOf(fake))?.kid ?? '' })
        .sign(other.privateKey)}`,
  },
  {
    name: 'alg none',
    header: async (fake) => `Bearer ${encoded({ alg: 'none', typ: 'JWT', kid: (await keyOf(fake))?.kid })}.${encoded(claims(fake))}.`,
  },
  {
    name: 'HS256 with the public key for a secret',
    header: async (fake) => {
      const jwk = await keyOf(fake);
      const pem = await jose.exportSPKI(Object(await jose.importJWK(jwk ?? {}, 'RS256', { extractable: true })));
      return `Bearer ${await new jose.SignJWT(claims(fake))
        .setProtectedHeader({ alg: 'HS256', kid: jwk?.kid ?? '' })
        .sign(new TextEncoder().encode(pem))}`;
    },
  },
];
