import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Card } from '../../../src/bots/card.ts';
import { line } from '../../../src/bots/card.ts';
import type { Answer, Conversation } from '../../../src/bots/chat.ts';
import { english } from '../../../src/bots/languages/english.ts';
import { renderHome } from '../../../src/bots/slack/home.ts';
import { signedHeaders } from '../../../src/sandbox/slack/interactions.ts';
import { viewProblems } from '../../../src/sandbox/slack/limits.ts';
import { anyCard } from '../arbitrary-card.ts';
import { aForm, aSlack, requestId, seed } from './program.ts';

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** A Home that says how often it was drawn, with a button of each kind. */
const counting = (): Conversation['home'] => {
  let drawn = 0;
  return async () => {
    drawn += 1;
    return {
      summary: 'Home',
      blocks: [
        { kind: 'text', tone: 'normal', line: line(`Drawn ${drawn}`) },
        {
          kind: 'actions',
          actions: [
            { kind: 'form', label: 'Approve', form: aForm },
            { kind: 'button', label: 'Link', style: 'normal', command: { do: 'link', request: requestId } },
          ],
        },
      ],
    };
  };
};
const linkCard: Card = {
  summary: 'Your link',
  blocks: [{ kind: 'actions', actions: [{ kind: 'url', label: 'Download', url: 'https://lake.example/zip' }] }],
};
const givesLink: Conversation['press'] = async (_, { do: what }): Promise<Answer> =>
  what === 'approve' ? { kind: 'form', form: aForm } : { kind: 'card', card: linkCard };

const aHome = async (parts: Partial<Conversation> = {}, options: Parameters<typeof aSlack>[1] = {}) => {
  const all = await aSlack({ home: counting(), press: givesLink, ...parts }, options);
  open.push(all);
  const shown = (user = 'U01INES') => JSON.stringify(all.slack.home(user) ?? '');
  return { ...all, shown };
};

describe('the Home tab', () => {
  test('is drawn for the one who opens it, each time they do', async () => {
    const { slack, shown, settled } = await aHome();
    expect(await slack.openHome('U01INES')).toMatchObject({ kind: 'answered', status: 200 });
    await settled();
    expect(shown()).toContain('Drawn 1');
    expect(slack.home('U02GITA')).toBeUndefined();
    await slack.openHome('U01INES');
    await settled();
    expect(shown()).toContain('Drawn 2');
  });

  test('I3: in a workspace that is not served it says so, and the conversation is not asked', async () => {
    const { slack, shown, settled, heard } = await aHome({}, { app: { allow: { teamIds: ['T0ANOTHER'], enterpriseIds: [] } } });
    await slack.openHome('U01INES');
    await settled();
    expect(shown()).toContain('not one that this egress service is set up for');
    expect(shown()).not.toContain('Drawn');
    expect(heard).toEqual([]);
  });

  test.each([
    ['another tab', { event: { type: 'app_home_opened', user: 'U01INES', tab: 'messages' } }],
    ['something malformed', { event: { type: 'app_home_opened', user: '<script>', tab: 'home' } }],
  ])('%s draws nothing, and is answered all the same', async (_, { event }) => {
    const { slack, shown, settled, clock } = await aHome();
    const body = JSON.stringify({ type: 'event_callback', team_id: 'T0TRE', event_id: 'Ev1', event });
    const headers = signedHeaders(seed.signingSecret, { body, seconds: Date.parse(clock()) / 1000 });
    expect(await slack.deliver(body, { ...headers, 'content-type': 'application/json' })).toMatchObject({ kind: 'answered', status: 200 });
    await settled();
    expect(shown()).toBe('""');
  });

  test('I3: an event that Slack did not sign, or sent before, draws nothing', async () => {
    const { slack, shown, settled, clock } = await aHome();
    const body = JSON.stringify({
      type: 'event_callback',
      team_id: 'T0TRE',
      event_id: 'Ev1',
      event: { type: 'app_home_opened', user: 'U01INES', tab: 'home' },
    });
    const send = (secret: string, seconds: number) =>
      slack.deliver(body, { ...signedHeaders(secret, { body, seconds }), 'content-type': 'application/json' });
    const now = Date.parse(clock()) / 1000;
    expect(await send('guessed', now)).toMatchObject({ kind: 'failed', status: 401 });
    await settled();
    expect(shown()).toBe('""');
    for (const seconds of [now, now, now + 1]) await send(seed.signingSecret, seconds);
    await settled();
    expect(shown()).toContain('Drawn 1');
  });

  test('I10: what a button there brings is told in a dialog to the one who pressed it, and the tab is drawn anew', async () => {
    const { slack, shown, settled, heard } = await aHome();
    await slack.openHome('U01INES');
    await settled();
    await slack.pressHome('U01INES', { actionId: 'egress:link' });
    await settled();
    expect(JSON.stringify(slack.modal('U01INES')?.blocks)).toContain('https://lake.example/zip');
    expect(shown()).toContain('Drawn 2');
    expect(shown()).not.toContain('lake.example');
    const identity = { platform: 'slack', tenant: 'T0TRE', user: 'U01INES' };
    expect(heard).toEqual([{ to: 'press', speaker: { identity }, said: { do: 'link', request: requestId } }]);
  });

  test('an answer that no dialog can show any more is written to them in private, so that no counted link is lost', async () => {
    const { slack, settled, logs } = await aHome();
    await slack.openHome('U01INES');
    await settled();
    slack.fault({ method: 'views.open', kind: 'error', code: 'expired_trigger_id' });
    await slack.pressHome('U01INES', { actionId: 'egress:link' });
    await settled();
    expect(JSON.stringify(slack.directMessages('U01INES').map(({ blocks }) => blocks))).toContain('https://lake.example/zip');
    const posted = slack.calls().find(({ method }) => method === 'chat.postMessage');
    expect(posted?.params).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
    expect(JSON.stringify(logs)).not.toContain('lake.example');
  });

  test('a dialog opened there draws the tab anew once it is submitted, and not before', async () => {
    const { slack, shown, settled } = await aHome();
    await slack.openHome('U01INES');
    await settled();
    await slack.pressHome('U01INES', { actionId: 'egress:approve' });
    await settled();
    expect(shown()).toContain('Drawn 1');
    expect(await slack.submit('U01INES', {})).toEqual({ kind: 'updated' });
    await settled();
    expect(shown()).toContain('Drawn 2');
  });

  test('one that cannot be drawn is logged by name, and nothing else', async () => {
    const { slack, settled, logs } = await aHome({ home: () => Promise.reject(new TypeError('secret words')) });
    await slack.openHome('U01INES');
    await settled();
    expect(logs.map(({ event, ids }) => [event, ids?.['during'], ids?.['error']])).toEqual([
      ['slack-listener-failed', 'home', 'TypeError'],
    ]);
    expect(JSON.stringify(logs)).not.toContain('secret words');
  });

  test('whatever it is to show, it exceeds no limit of a Home tab', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        expect(viewProblems(renderHome(english, card), 'home')).toEqual([]);
      }),
    );
  });
});
