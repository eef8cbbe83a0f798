/** A private answer through Slack's `response_url` (five uses in thirty minutes). */
import type { Card } from '../card.ts';
import type { Language } from '../languages/english.ts';
import { renderCard } from './blocks.ts';
import { SlackCallError } from './web-client.ts';

const slackHosts = ['https://hooks.slack.com', 'https://hooks.slack-gov.com'];
const timeout = 5000;

/** Posts only to Slack's own hosts, or to the origin of `apiUrl`, so that no payload can make the server call another address. */
export const responder =
  ({ language, apiUrl }: { readonly language: Language; readonly apiUrl: string | undefined }) =>
  async (url: string, card: Card): Promise<void> => {
    const origins = [...slackHosts, ...(apiUrl === undefined ? [] : [new URL(apiUrl).origin])];
    if (!URL.canParse(url) || !origins.includes(new URL(url).origin))
      throw new SlackCallError('response_url', { code: 'foreign_host', cause: undefined });
    const message = { response_type: 'ephemeral', replace_original: false, mrkdwn: false, unfurl_links: false, unfurl_media: false };
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ ...message, ...renderCard(language, card) }),
      signal: AbortSignal.timeout(timeout),
    });
    await response.text();
    if (!response.ok) throw new SlackCallError('response_url', { code: `http_${response.status}`, cause: undefined });
  };
