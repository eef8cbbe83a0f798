import { afterEach, describe, expect, test } from 'vitest';
import type { Card } from '../../../src/bots/card.ts';
import { english } from '../../../src/bots/languages/english.ts';
import { slackApp } from '../../../src/bots/slack/app.ts';
import { slackChat } from '../../../src/bots/slack/chat.ts';
import { slackWebClient } from '../../../src/bots/slack/web-client.ts';
import { signedHeaders } from '../../../src/sandbox/slack/interactions.ts';
import { aForm, allow, aSlack, digest, listening, rejectForm, requestId, seed, served, standingClock } from './program.ts';

const card: Card = {
  summary: 'Egress request 1a2b3c4d waits',
  blocks: [
    {
      kind: 'actions',
      actions: [
        { kind: 'form', label: 'Approve', form: aForm },
        { kind: 'form', label: 'Reject', form: rejectForm },
        { kind: 'button', label: 'Files', style: 'normal', command: { do: 'files', request: requestId } },
        { kind: 'url', label: 'Guide', url: 'https://example.ac.uk/guide' },
      ],
    },
  ],
};
const channel = { platform: 'slack', tenant: 'T0TRE', id: 'C01IG' } as const;

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const aCardIn = async (...args: Parameters<typeof aSlack>) => {
  const all = await aSlack(...args);
  open.push(all);
  const client = slackWebClient({ token: seed.bot.token, apiUrl: all.slack.apiUrl });
  const ts = await slackChat({ client, allow, language: english, interval: 0 }).post(channel, { card, mark: 'm1' });
  const press = (user: string, actionId: string) => all.slack.press(user, { channel: 'C01IG', ts, actionId });
  return { ...all, ts, press };
};

const textOf = (value: unknown): string => JSON.stringify(value);

describe('a decision', () => {
  test('goes from the button through the dialog to the notice, each from the one who acts', async () => {
    const { slack, press, heard, settled } = await aCardIn();
    expect(await press('U01INES', 'egress:approve')).toMatchObject({ kind: 'answered', status: 200, body: '' });
    await settled();
    expect(slack.modal('U01INES')).toMatchObject({ title: 'Approve 1a2b3c4d', submit: 'Approve' });
    expect(await slack.submit('U01INES', { comment: '  looks fine  ' })).toEqual({ kind: 'updated' });
    expect(slack.modal('U01INES')).toMatchObject({ title: 'Approval recorded' });
    const speaker = { identity: { platform: 'slack', tenant: 'T0TRE', user: 'U01INES' }, channel: 'C01IG' };
    const command = { do: 'approve', request: requestId, stage: 0, digest };
    expect(heard).toEqual([
      { to: 'press', speaker, said: command },
      { to: 'submit', speaker, said: { answer: { ...command, declaredIndependent: false, comment: 'looks fine' } } },
    ]);
  });

  test('to reject needs a category and a reason, told beside the fields that lack them', async () => {
    const { slack, press, heard, settled } = await aCardIn();
    await press('U01INES', 'egress:reject');
    await settled();
    expect(await slack.submit('U01INES', { category: 'other', reason: '         .         ' })).toEqual({
      kind: 'errors',
      errors: { 'field-1': 'Please give a reason of at least 10 characters.' },
    });
    expect(slack.modal('U01INES')?.errors).toHaveProperty('field-1');
    expect(await slack.submit('U01INES', { category: 'personal-data', reason: 'Row 14 names a patient.' })).toEqual({ kind: 'updated' });
    expect(heard.at(-1)?.said).toMatchObject({ answer: { do: 'reject', category: 'personal-data', reason: 'Row 14 names a patient.' } });
  });

  test('is answered without any call to Slack before the acknowledgement', async () => {
    const { slack, press, settled } = await aCardIn();
    await press('U01INES', 'egress:approve');
    await settled();
    const before = slack.calls().length;
    await slack.submit('U01INES', {});
    await settled();
    expect(slack.calls().slice(before)).toEqual([]);
    expect(slack.calls().map(({ method }) => method)).toEqual(['chat.postMessage', 'views.open']);
  });

  test('that takes longer than Slack waits is acknowledged, and its outcome is painted later', async () => {
    const gate = Promise.withResolvers<void>();
    const { slack, press, settled } = await aCardIn(
      {
        submit: async () => {
          await gate.promise;
          return { title: 'Rejected by Ada', blocks: [] };
        },
      },
      { app: { patience: 5 } },
    );
    await press('U01INES', 'egress:approve');
    await settled();
    expect(await slack.submit('U01INES', {})).toEqual({ kind: 'updated' });
    expect(slack.modal('U01INES')?.title).toBe('Recording');
    gate.resolve();
    await settled();
    expect(slack.modal('U01INES')?.title).toBe('Rejected by Ada');
  });

  test('has less time when its function lost some by starting', async () => {
    const gate = Promise.withResolvers<void>();
    const late = { began: Date.now() - 60_000 };
    const { slack, press, settled } = await aCardIn(
      {
        submit: async () => {
          await gate.promise;
          return { title: 'Rejected by Ada', blocks: [] };
        },
      },
      { app: { patience: 60_000 }, event: late },
    );
    await press('U01INES', 'egress:approve');
    await settled();
    expect(await slack.submit('U01INES', {})).toEqual({ kind: 'updated' });
    expect(slack.modal('U01INES')?.title).toBe('Recording');
    gate.resolve();
    await settled();
    expect(slack.modal('U01INES')?.title).toBe('Rejected by Ada');
  });
});

describe('a button', () => {
  test('is acknowledged before the conversation answers', async () => {
    const gate = Promise.withResolvers<void>();
    const { press, slack, settled, heard } = await aCardIn({
      press: async () => {
        await gate.promise;
        return { kind: 'notice', notice: { title: 'Files', blocks: [] } };
      },
    });
    expect(await press('U01INES', 'egress:files')).toMatchObject({ kind: 'answered', status: 200 });
    expect(heard).toHaveLength(1);
    expect(slack.modal('U01INES')).toBeUndefined();
    gate.resolve();
    await settled();
    expect(slack.modal('U01INES')?.title).toBe('Files');
  });

  test('that is a link is acknowledged and asks nothing of the conversation', async () => {
    const { press, heard, settled } = await aCardIn();
    expect(await press('U01INES', 'egress:url')).toMatchObject({ kind: 'answered', status: 200, opens: 'https://example.ac.uk/guide' });
    await settled();
    expect(heard).toEqual([]);
  });

  test('whose dialog comes too late is answered privately instead', async () => {
    const { press, slack, settled, advance } = await aCardIn({
      press: async () => {
        advance(4);
        return { kind: 'notice', notice: { title: 'Already decided', blocks: [] } };
      },
    });
    await press('U01INES', 'egress:approve');
    await settled();
    expect(slack.modal('U01INES')).toBeUndefined();
    expect(slack.ephemerals('U01INES').map(({ text }) => text)).toEqual(['Already decided']);
  });
});

describe('a command line', () => {
  test('is answered with a card that only the speaker sees', async () => {
    const { slack, heard, settled } = await aCardIn();
    expect(await slack.slash('U01INES', { channel: 'C01IG', text: 'grant @gita "Research IT" until 2026-12-01 #ig-review' })).toMatchObject(
      { status: 200, body: '' },
    );
    await settled();
    expect(slack.ephemerals('U01INES').map(({ text }) => text)).toEqual(['Nothing waits']);
    expect(slack.messages('C01IG')).toHaveLength(1);
    expect(heard.at(-1)?.said).toMatchObject([
      { kind: 'text', text: 'grant' },
      { kind: 'user', identity: { platform: 'slack', tenant: 'T0TRE', user: 'U02GITA' } },
      { kind: 'text', text: 'Research IT' },
      { kind: 'text', text: 'until' },
      { kind: 'text', text: '2026-12-01' },
      { kind: 'channel', id: 'C01IG' },
    ]);
  });

  test('can be answered with a dialog', async () => {
    const { slack, settled } = await aCardIn({ say: async () => ({ kind: 'notice', notice: { title: 'Who am I', blocks: [] } }) });
    await slack.slash('U01INES', { channel: 'C01IG', text: 'whoami' });
    await settled();
    expect(slack.modal('U01INES')?.title).toBe('Who am I');
  });

  test('of another program is acknowledged and ignored', async () => {
    const { slack, heard, settled } = await aCardIn();
    expect(await slack.slash('U01INES', { channel: 'C01IG', text: '', command: '/other' })).toMatchObject({ status: 200 });
    await settled();
    expect(heard).toEqual([]);
  });
});

describe('I3: a stranger', () => {
  test('from another workspace reaches nobody, though the envelope names ours', async () => {
    const { slack, press, heard, settled } = await aCardIn();
    const act = [() => press('U04FAR', 'egress:approve'), () => slack.slash('U04FAR', { channel: 'C01IG', text: 'pending' })];
    for (const each of act) {
      await each();
      await settled();
      expect(slack.modal('U04FAR')?.title).toBe('Not available here');
      slack.closeDialog('U04FAR');
    }
    expect(heard).toEqual([]);
  });

  test('who submits a dialog reaches nobody either', async () => {
    const { slack, press, heard, settled } = await aCardIn();
    await press('U01INES', 'egress:approve');
    await settled();
    const view = {
      id: 'V1',
      callback_id: 'egress:form',
      private_metadata: JSON.stringify({ command: { do: 'approve', request: requestId, stage: 0, digest } }),
      state: { values: {} },
    };
    const payload = { type: 'view_submission', user: { id: 'U04FAR', team_id: 'T0FAR' }, team: { id: 'T0TRE' }, view };
    const answer = await slack.deliver(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
    expect(answer).toMatchObject({ kind: 'answered', body: expect.stringContaining('Not available here') });
    expect(heard.map(({ to }) => to)).toEqual(['press']);
  });
});

describe('a failure', () => {
  const secret = 'row 14 of patients.csv';
  const broken = async (): Promise<never> => {
    throw new Error(secret);
  };

  test('of a button is told privately with a reference that the log has, and nothing else', async () => {
    const { slack, press, logs, settled } = await aCardIn({ press: broken });
    await press('U01INES', 'egress:approve');
    await settled();
    const [told] = slack.ephemerals('U01INES');
    const reference = String(logs.find(({ event }) => event === 'slack-listener-failed')?.ids?.['correlationId']);
    expect(textOf(told?.blocks)).toContain(reference);
    expect(textOf([slack.ephemerals('U01INES'), logs])).not.toContain('patients');
  });

  test('of a submission is told in the dialog', async () => {
    const { slack, press, logs, settled } = await aCardIn({ submit: broken });
    await press('U01INES', 'egress:approve');
    await settled();
    expect(await slack.submit('U01INES', {})).toEqual({ kind: 'updated' });
    expect(slack.modal('U01INES')?.title).toBe('Something went wrong');
    expect(textOf(logs)).not.toContain('patients');
  });

  test('of a command is told privately', async () => {
    const { slack, settled } = await aCardIn({ say: broken });
    await slack.slash('U01INES', { channel: 'C01IG', text: 'pending' });
    await settled();
    expect(slack.ephemerals('U01INES').map(({ text }) => text)).toEqual(['Something went wrong']);
  });

  test('to reach Slack is logged by its code and crashes nothing', async () => {
    const { slack, press, logs, settled } = await aCardIn();
    slack.fault({ method: 'views.open', kind: 'error', code: 'internal_error' });
    await press('U01INES', 'egress:approve');
    await settled();
    expect(logs).toContainEqual({ event: 'slack-listener-failed', ids: expect.objectContaining({ code: 'internal_error' }) });
    expect(await press('U01INES', 'egress:files')).toMatchObject({ status: 200 });
  });

  test('to understand a button is answered politely and logged by field only', async () => {
    const { slack, heard, logs, settled } = await aCardIn();
    const hostile = { do: 'approve', request: '<!channel>', stage: 0, digest: 'patients.csv' };
    const payload = {
      type: 'block_actions',
      user: { id: 'U01INES', team_id: 'T0TRE' },
      team: { id: 'T0TRE' },
      trigger_id: 't',
      channel: { id: 'C01IG' },
      actions: [{ type: 'button', action_id: 'egress:approve', block_id: 'b', value: JSON.stringify(hostile) }],
    };
    expect(await slack.deliver(new URLSearchParams({ payload: JSON.stringify(payload) }).toString())).toMatchObject({ status: 200 });
    await settled();
    expect(heard).toEqual([]);
    expect(logs).toContainEqual({
      event: 'slack-listener-failed',
      ids: expect.objectContaining({ error: 'BadInputError', field: 'request' }),
    });
    expect(textOf(logs)).not.toMatch(/patients|channel/);
  });
});

test('a response_url that is not at Slack is not called', async () => {
  const { slack, logs, settled } = await aCardIn();
  let asked = 0;
  const elsewhere = await served(async () => {
    asked += 1;
    return { response: { statusCode: 200, headers: {}, body: '' }, done: Promise.resolve() };
  });
  open.push(elsewhere);
  const command = {
    command: '/egress',
    team_id: 'T0TRE',
    user_id: 'U01INES',
    channel_id: 'C01IG',
    text: 'help',
    response_url: elsewhere.url,
  };
  expect(await slack.deliver(new URLSearchParams(command).toString())).toMatchObject({ status: 200 });
  await settled();
  expect(asked).toBe(0);
  expect(logs).toContainEqual({ event: 'slack-listener-failed', ids: expect.objectContaining({ code: 'foreign_host' }) });
});

test.each(['botToken', 'signingSecret'] as const)('I3: an app with a blank %s is not made', (name) => {
  const { conversation } = listening();
  const { clock } = standingClock();
  const options = { conversation, signingSecret: 's', botToken: 't', allow, language: english, clock, log: () => {}, [name]: ' ' };
  expect(() => slackApp(options)).toThrow(name);
});

test('events that nobody listens to are acknowledged', async () => {
  const { slack, clock } = await aCardIn();
  const body = JSON.stringify({
    type: 'event_callback',
    event_id: 'Ev1',
    team_id: 'T0TRE',
    event: { type: 'app_home_opened', user: 'U01INES' },
  });
  const headers = signedHeaders(seed.signingSecret, { body, seconds: Date.parse(clock()) / 1000 });
  expect(await slack.deliver(body, { ...headers, 'content-type': 'application/json' })).toMatchObject({ status: 200, body: '' });
});
