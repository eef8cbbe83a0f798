/** A program around the Slack adapter, reachable over HTTP as in real life, beside the pretend Slack that talks to it. */
import { createServer } from 'node:http';
import type { Form } from '../../../src/bots/card.ts';
import { line } from '../../../src/bots/card.ts';
import type { Answer, Conversation, Speaker } from '../../../src/bots/chat.ts';
import type { Handled, HttpEvent } from '../../../src/bots/http.ts';
import { english } from '../../../src/bots/languages/english.ts';
import type { SlackAppOptions } from '../../../src/bots/slack/app.ts';
import { slackApp } from '../../../src/bots/slack/app.ts';
import type { Allow } from '../../../src/bots/slack/identity.ts';
import type { SlackSeed } from '../../../src/sandbox/slack/state.ts';
import type { WorkspaceOptions } from '../../../src/sandbox/slack/workspace.ts';
import { slackWorkspace } from '../../../src/sandbox/slack/workspace.ts';
import type { Clock } from '../../../src/workflow/ports.ts';
import type { Instant, PersonId, RequestId, Sha256 } from '../../../src/workflow/request.ts';

export const instant = (text: string) => text as Instant;
export const person = (email: string) => email as PersonId;
export const requestId = '1a2b3c4d-0000-4000-8000-00000000beef' as RequestId;
export const digest = 'd'.repeat(64) as Sha256;

export const seed: SlackSeed = {
  team: { id: 'T0TRE', name: 'Example TRE', domain: 'example-tre' },
  bot: { userId: 'UBOT', botId: 'BBOT', appId: 'ABOT', name: 'Sallyport', token: 'xoxb-test-bot', appToken: 'xapp-test-app' },
  signingSecret: 'a-signing-secret',
  users: [
    { id: 'U01INES', handle: 'ines', name: 'Inés Okafor', email: 'Ines@example.ac.uk' },
    { id: 'U02GITA', handle: 'gita', name: 'Gita Rao', email: 'gita@partner.example', isGuest: true },
    { id: 'U03ONE', handle: 'one', name: 'Single', email: 'one@partner.example', isSingleChannelGuest: true },
    { id: 'U04FAR', handle: 'far', name: 'Farah', email: 'farah@elsewhere.example', teamId: 'T0FAR' },
    { id: 'U05BOT', handle: 'robot', name: 'Robot', email: 'robot@example.ac.uk', isBot: true },
    { id: 'U06GONE', handle: 'gone', name: 'Gone', email: 'gone@example.ac.uk', isDeactivated: true },
    { id: 'U07MUTE', handle: 'mute', name: 'No Address' },
    { id: 'U08NEW', handle: 'new', name: 'Unconfirmed', email: 'new@example.ac.uk', isEmailUnconfirmed: true },
    { id: 'W09GRID', handle: 'grid', name: 'Grid', email: 'grid@example.ac.uk', teamId: 'T0OTHER', enterpriseId: 'E0ORG' },
  ],
  channels: [
    { id: 'C01IG', name: 'ig-review' },
    { id: 'C02OLD', name: 'old', isArchived: true },
    { id: 'C03SHARED', name: 'shared', isExternallyShared: true },
    { id: 'C04PENDING', name: 'pending', isPendingExternallyShared: true },
    { id: 'C05ORG', name: 'org', isSharedInOrganisation: true },
    { id: 'C06AWAY', name: 'away', isWithoutBot: true },
    { id: 'C07SECRET', name: 'secret', isPrivate: true, isWithoutBot: true },
  ],
};

export const allow: Allow = { teamIds: ['T0TRE'], enterpriseIds: [] };

/** A clock that stands until it is moved. */
export const standingClock = (at = '2026-11-22T12:00:00.000Z') => {
  let now = Date.parse(at);
  const clock: Clock = () => instant(new Date(now).toISOString());
  const advance = (seconds: number): void => {
    now += seconds * 1000;
  };
  return { clock, advance };
};

export const aForm: Form = {
  title: 'Approve 1a2b3c4d',
  submit: 'Approve',
  style: 'primary',
  blocks: [{ kind: 'text', line: line('Twelve files, 3.4 MB.'), tone: 'normal' }],
  brief: [],
  fields: [{ kind: 'text', name: 'comment', label: 'Comment (optional)', hint: '', required: false, minLength: 0, maxLength: 2000 }],
  command: { do: 'approve', request: requestId, stage: 0, digest },
};
export const rejectForm: Form = {
  ...aForm,
  title: 'Reject 1a2b3c4d',
  submit: 'Reject',
  style: 'danger',
  fields: [
    {
      kind: 'choice',
      name: 'category',
      label: 'What is wrong',
      options: [
        { value: 'personal-data', label: 'Contains personal data' },
        { value: 'other', label: 'Other' },
      ],
    },
    { kind: 'text', name: 'reason', label: 'Reason', hint: 'Say what to change', required: true, minLength: 10, maxLength: 2000 },
  ],
  command: { do: 'reject', request: requestId, stage: 0, digest },
};

export type Spoken =
  | { readonly to: 'press'; readonly speaker: Speaker; readonly said: Parameters<Conversation['press']>[1] }
  | { readonly to: 'submit'; readonly speaker: Speaker; readonly said: Parameters<Conversation['submit']>[1] }
  | { readonly to: 'say'; readonly speaker: Speaker; readonly said: Parameters<Conversation['say']>[1] };

export const notice = (title: string) => ({ title, blocks: [{ kind: 'text', line: line(`${title}.`), tone: 'normal' } as const] });

/** A conversation that remembers what it was told; a test replaces what matters to it. */
export const listening = (parts: Partial<Conversation> = {}) => {
  const heard: Spoken[] = [];
  const conversation: Conversation = {
    press: async (speaker, said) => {
      heard.push({ to: 'press', speaker, said });
      if (parts.press) return parts.press(speaker, said);
      const answer: Answer = said.do === 'approve' ? { kind: 'form', form: aForm } : { kind: 'notice', notice: notice('Not for you') };
      return said.do === 'reject' ? { kind: 'form', form: rejectForm } : answer;
    },
    submit: async (speaker, said) => {
      heard.push({ to: 'submit', speaker, said });
      return parts.submit ? parts.submit(speaker, said) : notice('Approval recorded');
    },
    look: parts.look ?? (async () => ({ card: { summary: 'A request', blocks: [] } })),
    isRecorded: parts.isRecorded ?? (async () => true),
    home: parts.home ?? (async () => ({ summary: 'Home', blocks: [] })),
    say: async (speaker, said) => {
      heard.push({ to: 'say', speaker, said });
      if (parts.say) return parts.say(speaker, said);
      return {
        kind: 'card',
        card: { summary: 'Nothing waits', blocks: [{ kind: 'text', line: line('Nothing waits for you.'), tone: 'normal' }] },
      };
    },
  };
  return { conversation, heard };
};

/** Serves `handle` on a port of its own, as a long-running server would. */
export const served = async (handle: (event: HttpEvent) => Promise<Handled>) => {
  const working: Promise<void>[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const event = { body: Buffer.concat(chunks).toString('base64'), isBase64Encoded: true, headers };
      void handle(event).then((handled) => {
        working.push(handled.done);
        response.writeHead(handled.response.statusCode, handled.response.headers).end(handled.response.body);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/slack/events`,
    settled: async () => void (await Promise.all(working)),
    close: async () => {
      await Promise.all(working);
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};

export type Logged = { readonly event: string; readonly ids: Readonly<Record<string, string | number>> | undefined };

/** Slack and the program, connected. */
export const aSlack = async (
  parts: Partial<Conversation> = {},
  options: {
    readonly app?: Partial<SlackAppOptions>;
    readonly workspace?: Partial<WorkspaceOptions>;
    readonly event?: Pick<HttpEvent, 'began'>;
  } = {},
) => {
  const { clock, advance } = standingClock();
  const slack = await slackWorkspace({ seed, clock, answerWithin: 20_000, ...options.workspace });
  const { conversation, heard } = listening(parts);
  const logs: Logged[] = [];
  const app = slackApp({
    conversation,
    signingSecret: seed.signingSecret,
    botToken: seed.bot.token,
    allow,
    language: english,
    clock,
    log: (event, ids) => void logs.push({ event, ids }),
    apiUrl: slack.apiUrl,
    ...options.app,
  });
  const program = await served((event) => app.handle({ ...event, ...options.event }));
  slack.connect(program.url);
  return {
    slack,
    heard,
    logs,
    clock,
    advance,
    handle: app.handle,
    connection: app.connection,
    settled: program.settled,
    close: async () => {
      await app.connection?.close();
      await program.close();
      await slack.close();
    },
  };
};
