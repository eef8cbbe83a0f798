/** The pretend Microsoft's keys: what it signs tokens with, and how it knows its own again. Tokens live by the real clock, as botbuilder checks them by it. */
import { randomUUID } from 'node:crypto';
import * as jose from 'jose';

/** The issuer of the tokens that the Bot Framework sends to bots. */
export const channelIssuer = 'https://api.botframework.com';
const algorithm = 'RS256';
const tokenSeconds = 3600;

/** A key pair, new at each start. */
export const teamsKeys = async () => {
  const { privateKey, publicKey } = await jose.generateKeyPair(algorithm, { modulusLength: 2048 });
  const kid = randomUUID();
  const jwk = await jose.exportJWK(publicKey);

  const sign = (claims: Readonly<Record<string, unknown>>): Promise<string> => {
    const now = Math.floor(Date.now() / 1000);
    const all = Object.entries({ iat: now, nbf: now - 5, exp: now + tokenSeconds, ...claims }).filter(([, value]) => value !== undefined);
    return new jose.SignJWT(Object.fromEntries(all)).setProtectedHeader({ alg: algorithm, typ: 'JWT', kid, x5t: kid }).sign(privateKey);
  };

  return {
    kid,
    tokenSeconds,
    sign,
    keySet: { keys: [{ ...jwk, kid, x5t: kid, use: 'sig', alg: algorithm, endorsements: ['msteams'] }] },
    /** Whether this is an unexpired token of ours for the audience. */
    isOurs: async (token: string, { audience, issuer }: { readonly audience: string; readonly issuer: string }): Promise<boolean> => {
      try {
        await jose.jwtVerify(token, publicKey, { algorithms: [algorithm], audience, issuer });
        return true;
      } catch (error) {
        if (error instanceof jose.errors.JOSEError) return false;
        throw error;
      }
    },
  };
};
export type TeamsKeys = Awaited<ReturnType<typeof teamsKeys>>;
