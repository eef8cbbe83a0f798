/** The Slack app: acknowledges, asks the conversation, and shows its answer to the one who asked. It decides nothing. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import { BadInputError } from '../../workflow/errors.ts';
import type { Clock } from '../../workflow/ports.ts';
import type { Notice, Phrase } from '../card.ts';
import { line, noticeAsCard } from '../card.ts';
import type { Answer, Conversation, Speaker } from '../chat.ts';
import { recordingNotice, troubleNotice } from '../excuses.ts';
import type { Handled } from '../http.ts';
import type { Language } from '../languages/english.ts';
import type { Log } from '../log.ts';
import type { Entrance } from '../platform.ts';
import { sayPhrase, sayTexts } from '../say.ts';
import type { Submitted } from './actions.ts';
import { parseBlockAction, parseSlashCommand, parseViewSubmission } from './actions.ts';
import { renderForm, renderNotice } from './dialogs.ts';
import { boltDispatcher } from './dispatch.ts';
import { parseHomeOpened, slackPrivately } from './home.ts';
import type { Allow } from './identity.ts';
import { UserId } from './identity.ts';
import { silentLogger } from './log.ts';
import { slackReceiver } from './receiver.ts';
import { responder } from './respond.ts';
import { slackSocket } from './socket.ts';
import { shown } from './text.ts';
import { called, SlackCallError, slackWebClient } from './web-client.ts';

/** How what people press and type comes in: by HTTP, which Slack signs, or by a socket, which the app opens with a token of its own. */
export type SlackDoor = { readonly signingSecret: string } | { readonly appToken: string };

/** What the app is made of. */
export type SlackAppOptions = SlackDoor & {
  readonly conversation: Conversation;
  readonly botToken: string;
  readonly allow: Allow;
  readonly language: Language;
  readonly clock: Clock;
  readonly log: Log;
  /** Where the Web API lives when it is not Slack's own address. */
  readonly apiUrl?: string;
  /** Milliseconds after Slack's call that a submitted dialog may wait for its answer; Slack gives up at 3,000. */
  readonly patience?: number;
};

const foreign: Notice = {
  title: (say) => say.excuses.notServed,
  blocks: [{ kind: 'text', line: line((say) => say.excuses.workspaceNotServed), tone: 'normal' }],
};
const waiting = recordingNotice((say) => say.excuses.laterInSlack);
const tooLate: Notice = {
  title: (say) => say.excuses.pressAgain,
  blocks: [{ kind: 'text', line: line((say) => say.excuses.tooLate), tone: 'normal' }],
};
/** How to answer an interaction privately. */
type Way = { readonly triggerId?: string; readonly responseUrl?: string; readonly user?: string };
type Shown = { readonly answer: Answer; readonly speaker?: Speaker; readonly fromHome?: boolean };

const notServed = () => ({ answer: { kind: 'notice', notice: foreign } }) as const satisfies Shown;

/** How an interaction can be answered, even when the rest of it is malformed. */
const Ways = z.object({
  trigger_id: z.string().optional().catch(undefined),
  response_url: z.string().optional().catch(undefined),
  user: z.object({ id: UserId }).optional().catch(undefined),
});
const wayOf = (body: unknown): Way => {
  const { trigger_id: triggerId, response_url: responseUrl, user } = Ways.catch({}).parse(body);
  return { ...(triggerId ? { triggerId } : {}), ...(responseUrl ? { responseUrl } : {}), ...(user ? { user: user.id } : {}) };
};

const dialog = (language: Language, { answer, speaker, fromHome }: Shown): ModalView => {
  const origin = { ...(speaker?.channel === undefined ? {} : { channel: speaker.channel }), ...(fromHome ? { home: true as const } : {}) };
  if (answer.kind === 'form') return renderForm(language, answer.form, origin);
  return renderNotice(language, answer.kind === 'notice' ? answer.notice : { title: 'Sallyport', blocks: answer.card.blocks });
};

/** With a socket, Slack sends nothing by HTTP: whatever comes that way is a stranger's. */
const nowhere = async (): Promise<Handled> => ({ response: { statusCode: 404, headers: {}, body: '' }, done: Promise.resolve() });

/** Slack names no limit; more than this is no help below a field. */
const longestError = 300;

/** Slack's ways of saying that a dialog was opened too late. */
const lateCodes = ['expired_trigger_id', 'exchanged_trigger_id', 'invalid_trigger_id', 'rate_limited', 'unreachable'];

/** Makes the app; nothing is called or checked at Slack until somebody speaks. */
export const slackApp = (options: SlackAppOptions): Entrance => {
  const { conversation, botToken, allow, language, clock, log, apiUrl, patience = 2200 } = options;
  if (botToken.trim() === '') throw new BadInputError('slack', { field: 'botToken', expected: 'a bot token' });
  const dispatcher = boltDispatcher({ log });
  const entrance: Entrance =
    'appToken' in options
      ? { handle: nowhere, connection: slackSocket({ appToken: options.appToken, apiUrl, dispatch: dispatcher.dispatch, log }) }
      : { handle: slackReceiver({ signingSecret: options.signingSecret, clock, log, dispatcher }).handle };
  const app = new App({
    receiver: dispatcher.receiver,
    authorize: async () => ({ botToken }),
    logger: silentLogger,
    convoStore: false,
    tokenVerificationEnabled: false,
    attachFunctionToken: false,
  });
  app.error(async (error) => {
    throw error;
  });
  // A trigger lives three seconds, so a dialog is tried once and briefly.
  const client = slackWebClient({ token: botToken, apiUrl, timeout: 2500, patience: 0 });
  const respond = responder({ language, apiUrl });
  const { publish, write } = slackPrivately({ client, language });

  /** Logs a failure by name and reference, and says what its speaker is told. */
  const failed = (during: string, error: unknown): Notice => {
    const correlationId = randomUUID().slice(0, 8);
    const name = error instanceof Error ? error.name : 'unknown';
    const detail = error instanceof BadInputError ? { field: error.field } : error instanceof SlackCallError ? { code: error.code } : {};
    log('slack-listener-failed', { during, error: name, correlationId, ...detail });
    return troubleNotice(correlationId);
  };

  /** Where nothing was pressed in a channel, such as on the Home tab, the bot's own conversation with the user is what is left. */
  const fallBack = async ({ responseUrl, user }: Way, answer: Answer): Promise<void> => {
    const card = answer.kind === 'card' ? answer.card : noticeAsCard(answer.kind === 'notice' ? answer.notice : tooLate);
    if (responseUrl !== undefined) return respond(responseUrl, card);
    return user === undefined ? log('slack-answer-lost') : write(user, card);
  };

  const showHome = async (speaker: Speaker): Promise<void> => {
    try {
      await publish(speaker.identity.user, await conversation.home(speaker));
    } catch (error) {
      failed('home', error);
    }
  };

  const show = async (way: Way, shown: Shown): Promise<void> => {
    const { answer } = shown;
    if (way.triggerId === undefined || (answer.kind === 'card' && way.responseUrl !== undefined)) return fallBack(way, answer);
    try {
      await called('views.open', client.views.open({ trigger_id: way.triggerId, view: dialog(language, shown) }));
    } catch (error) {
      if (!(error instanceof SlackCallError) || !lateCodes.includes(error.code)) throw error;
      log('slack-dialog-late', { code: error.code });
      await fallBack(way, answer);
    }
  };

  /** Shows what `work` answers, or that something went wrong; what cannot even be shown is logged. */
  const answering = async ({ during, body }: { during: string; body: unknown }, work: () => Promise<Shown | undefined>): Promise<void> => {
    const way = wayOf(body);
    try {
      const shown = await work();
      if (shown === undefined) return;
      await show(way, shown);
      // What was done there is not to be offered there any more.
      if (shown.fromHome && shown.speaker && shown.answer.kind !== 'form') await showHome(shown.speaker);
    } catch (error) {
      const apology = noticeAsCard(failed(during, error));
      await fallBack(way, { kind: 'card', card: apology }).catch((again: unknown) => failed(`${during}-apology`, again));
    }
  };

  app.action(/^/, async ({ ack, body }) => {
    await ack();
    await answering({ during: 'action', body }, async () => {
      const pressed = parseBlockAction(body, allow);
      if (pressed.kind === 'ignored') return undefined;
      if (pressed.kind === 'foreign') return notServed();
      const { speaker, command, fromHome } = pressed;
      return { answer: await conversation.press(speaker, command), speaker, fromHome };
    });
  });

  app.event('app_home_opened', async ({ body }) => {
    try {
      const opened = parseHomeOpened(body, allow);
      if (opened.kind === 'opened') await showHome(opened.speaker);
      if (opened.kind === 'foreign') await publish(opened.user, noticeAsCard(foreign));
    } catch (error) {
      failed('home', error);
    }
  });

  app.command(/^\/egress$/, async ({ ack, body }) => {
    await ack();
    await answering({ during: 'command', body }, async () => {
      const said = parseSlashCommand(body, allow);
      if (said.kind === 'foreign') return notServed();
      const { speaker, words } = said;
      return { answer: await conversation.say(speaker, words), speaker };
    });
  });

  /** The notice that answers a submission; never rejects. */
  const submit = async (submitted: Extract<Submitted, { kind: 'submission' }>): Promise<Notice> => {
    try {
      return await conversation.submit(submitted.speaker, submitted.submission);
    } catch (error) {
      return failed('submission', error);
    }
  };

  const read = (body: unknown): Submitted | { readonly kind: 'broken'; readonly notice: Notice } => {
    try {
      return parseViewSubmission(body, allow);
    } catch (error) {
      return { kind: 'broken', notice: failed('submission', error) };
    }
  };

  const inWords = (errors: Readonly<Record<string, Phrase>>): Record<string, string> =>
    Object.fromEntries(Object.entries(errors).map(([block, said]) => [block, sayPhrase(language, said)]));

  const viewWith = (notice: Notice) => ({ response_action: 'update' as const, view: renderNotice(language, notice) });

  app.view({ type: 'view_submission', callback_id: /^/ }, async ({ ack, body, context }) => {
    const submitted = read(body);
    if (submitted.kind === 'ignored') return ack();
    if (submitted.kind === 'broken') return ack(viewWith(submitted.notice));
    if (submitted.kind === 'foreign') return ack(viewWith(notServed().answer.notice));
    if (submitted.kind === 'invalid') return ack({ response_action: 'errors', errors: inWords(submitted.errors) });
    const outcome = submit(submitted);
    const timer = new AbortController();
    const left = Math.max(0, patience - (Date.now() - Number(context['began'])));
    const slow = delay(left, 'slow' as const, { signal: timer.signal }).catch(() => 'slow' as const);
    const first = await Promise.race([outcome, slow]);
    timer.abort();
    if (first !== 'slow') {
      const block = first.field === undefined ? undefined : submitted.blocks[first.field];
      if (block !== undefined)
        return ack({ response_action: 'errors', errors: { [block]: shown(sayTexts(language, first.blocks), longestError) } });
      await ack(viewWith(first));
      if (submitted.fromHome) await showHome(submitted.speaker);
      return;
    }
    // Slack gives up at three seconds although the decision may well be recorded: say so now and paint the outcome later.
    await ack(viewWith(waiting));
    const view = renderNotice(language, await outcome);
    await called('views.update', client.views.update({ view_id: submitted.viewId, view })).catch((error: unknown) =>
      failed('submission-update', error),
    );
    if (submitted.fromHome) await showHome(submitted.speaker);
  });

  return entrance;
};
