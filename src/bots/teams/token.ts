/** The app's own tokens: OAuth 2.0 client credentials, asked for anew shortly before they end. */
import * as z from 'zod';
import { TeamsCallError } from './call-error.ts';

/** The app in its tenant, and where it signs in. */
export type TokenOptions = {
  readonly appId: string;
  readonly tenantId: string;
  readonly password: string;
  /** Without a slash at its end, and without the tenant. */
  readonly loginUrl: string;
  readonly now?: () => number;
};

const timeout = 5000;
/** Milliseconds before its end at which a token is not used any more. */
const margin = 5 * 60_000;

const Granted = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Asks for a token, or hands out the one that is still good; askers at one time share one request. */
export const tokenSource = (
  { appId, tenantId, password, loginUrl, now = Date.now }: TokenOptions,
  scope: string,
): (() => Promise<string>) => {
  let kept: { readonly token: Promise<string>; readonly until: number } | undefined;
  const ask = async () => {
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: appId, client_secret: password, scope });
    const response = await fetch(`${loginUrl}/${tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    }).catch(() => {
      throw new TeamsCallError('login', { code: 'unreachable' });
    });
    const text = await response.text();
    // What the login answers may name the secret's id and more: none of it is kept.
    if (!response.ok) throw new TeamsCallError('login', { code: `http_${response.status}`, status: response.status });
    const granted = Granted.safeParse(parseJson(text));
    if (!granted.success) throw new TeamsCallError('login', { code: 'no_token' });
    return granted.data;
  };
  return () => {
    if (kept && kept.until > now()) return kept.token;
    const asked = ask();
    const mine = { token: asked.then(({ access_token: token }) => token), until: Number.POSITIVE_INFINITY };
    kept = mine;
    asked.then(
      ({ expires_in: seconds }) => {
        if (kept === mine) kept = { token: mine.token, until: now() + Math.max(seconds * 1000 - margin, 0) };
      },
      () => {
        if (kept === mine) kept = undefined;
      },
    );
    return mine.token;
  };
};
