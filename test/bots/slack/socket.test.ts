import { expect, onTestFinished, test } from 'vitest';
import type { Conversation } from '../../../src/bots/chat.ts';
import { english } from '../../../src/bots/languages/english.ts';
import { slackChat } from '../../../src/bots/slack/chat.ts';
import { slackSocket } from '../../../src/bots/slack/socket.ts';
import { slackWebClient } from '../../../src/bots/slack/web-client.ts';
import { signedHeaders } from '../../../src/sandbox/slack/interactions.ts';
import { until } from '../../until.ts';
import { aForm, allow, aSlack, notice, seed } from './program.ts';

const appToken = 'xapp-test-app';

/** Slack and a program that connects to it, with a card that Inés can press on. */
const connected = async (parts: Partial<Conversation> = {}, app: { readonly appToken?: string; readonly patience?: number } = {}) => {
  const all = await aSlack(parts, { app: { appToken, ...app } });
  onTestFinished(() => all.close());
  all.slack.useSocketMode();
  all.connection?.open();
  const client = slackWebClient({ token: seed.bot.token, apiUrl: all.slack.apiUrl });
  const channel = { platform: 'slack', tenant: 'T0TRE', id: 'C01IG' } as const;
  const card = {
    summary: 'Egress request 1a2b3c4d waits',
    blocks: [{ kind: 'actions', actions: [{ kind: 'form', label: 'Approve', form: aForm }] }],
  } as const;
  const ts = await slackChat({ client, allow, language: english, interval: 0 }).post(channel, { card, mark: 'm1' });
  const press = (user = 'U01INES') => all.slack.press(user, { channel: 'C01IG', ts, actionId: 'egress:approve' });
  return { ...all, press, socket: all.slack.socket };
};

const connectedTwice = async (...args: Parameters<typeof connected>) => {
  const program = await connected(...args);
  await until(() => program.socket.connections() === 2 && program.connection?.isOpen() === true, 'the connections');
  return program;
};

test('a decision goes from the button through the dialog to the notice without any address of the program', async () => {
  const { slack, press, heard } = await connectedTwice();
  expect(await press()).toMatchObject({ kind: 'answered', body: '' });
  await until(() => slack.modal('U01INES') !== undefined, 'the dialog');
  expect(await slack.submit('U01INES', { comment: 'fine' })).toEqual({ kind: 'updated' });
  expect(slack.modal('U01INES')).toMatchObject({ title: 'Approval recorded' });
  expect(heard.map(({ to, speaker }) => [to, speaker.identity.user])).toEqual([
    ['press', 'U01INES'],
    ['submit', 'U01INES'],
  ]);
});

test('a command is answered privately', async () => {
  const { slack, heard } = await connectedTwice();
  expect(await slack.slash('U01INES', { channel: 'C01IG', text: 'pending' })).toMatchObject({ kind: 'answered' });
  await until(() => slack.ephemerals('U01INES').length === 1, 'the answer');
  expect(heard).toMatchObject([{ to: 'say', said: [{ kind: 'text', text: 'pending' }] }]);
});

test('I3: an account of another workspace is refused, as it is over HTTP', async () => {
  const { slack, press, heard } = await connectedTwice();
  await press('U04FAR');
  await until(() => slack.modal('U04FAR') !== undefined, 'the refusal');
  expect(slack.modal('U04FAR')?.title).toBe('Not available here');
  expect(heard).toEqual([]);
});

test('with a socket nothing is taken over HTTP, whoever signs it', async () => {
  const { handle, clock, heard } = await connectedTwice();
  const body = 'command=%2Fegress&text=pending';
  const headers = signedHeaders(seed.signingSecret, { body, seconds: Math.floor(Date.parse(clock()) / 1000) });
  expect((await handle({ body, headers })).response.statusCode).toBe(404);
  expect(heard).toEqual([]);
});

test('a connection that Slack renews is replaced, and the other one takes what comes meanwhile', async () => {
  const { socket, press, connection, logs } = await connectedTwice();
  const opened = () => logs.filter(({ event }) => event === 'slack-socket-open').length;
  expect(opened()).toBe(2);
  socket.recycle();
  await until(() => socket.connections() === 1, 'the end of the one');
  expect(await press()).toMatchObject({ kind: 'answered' });
  await until(() => opened() === 3 && socket.connections() === 2, 'another one in its place');
  expect(connection?.isOpen()).toBe(true);
});

test('connections that break are opened again', async () => {
  const { socket, press, heard, connection } = await connectedTwice();
  socket.breakAll();
  await until(() => connection?.isOpen() === false, 'the break');
  expect(await press()).toMatchObject({ kind: 'failed', why: 'unreachable' });
  await until(() => socket.connections() > 0 && connection?.isOpen() === true, 'a connection');
  expect(await press()).toMatchObject({ kind: 'answered' });
  expect(heard).toHaveLength(1);
});

test('I1: a submission whose acknowledgement was lost is answered again, and taken once', async () => {
  const { slack, socket, press, heard, logs } = await connectedTwice();
  await press();
  await until(() => slack.modal('U01INES') !== undefined, 'the dialog');
  socket.loseAcknowledgement();
  expect(await slack.submit('U01INES', {})).toEqual({ kind: 'updated' });
  expect(slack.modal('U01INES')?.title).toBe('Approval recorded');
  expect(heard.filter(({ to }) => to === 'submit')).toHaveLength(1);
  expect(logs.map(({ event }) => event)).toContain('slack-replay-ignored');
});

test('what was taken is answered before the connection is closed, and nothing is taken after that', async () => {
  const { promise: recorded, resolve: record } = Promise.withResolvers<void>();
  const { slack, press, heard, connection, socket } = await connectedTwice(
    {
      submit: async () => {
        await recorded;
        return notice('Approval recorded');
      },
    },
    { patience: 60_000 },
  );
  await press();
  await until(() => slack.modal('U01INES') !== undefined, 'the dialog');
  const submission = slack.submit('U01INES', {});
  await until(() => heard.some(({ to }) => to === 'submit'), 'the submission');
  const closed = connection?.close();
  record();
  expect(await submission).toEqual({ kind: 'updated' });
  await closed;
  await until(() => socket.connections() === 0, 'the end of the connections');
  expect(await press()).toMatchObject({ kind: 'failed', why: 'unreachable' });
});

test('a token that Slack refuses is said in the log, tried again, and never written down', async () => {
  const { connection, logs } = await connected({}, { appToken: 'xapp-of-another-app' });
  await until(() => logs.filter(({ event }) => event === 'slack-socket-failed').length >= 3, 'further attempts');
  expect(logs[0]).toEqual({ event: 'slack-socket-failed', ids: { code: 'invalid_auth' } });
  expect(connection?.isOpen()).toBe(false);
  expect(JSON.stringify(logs)).not.toContain('xapp-');
});

test.each(['', '  '])('I3: a blank app-level token (%j) stops the process at start', (blank) => {
  const dispatch = () => Promise.reject(new Error('nothing is to be dispatched'));
  expect(() => slackSocket({ appToken: blank, dispatch, log: () => {} })).toThrow('appToken');
});
