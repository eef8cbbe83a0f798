/** The Teams app: asks the conversation, shows a card's answer on the card, and everything else in private. It decides nothing. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { BadInputError } from '../../workflow/errors.ts';
import type { Clock } from '../../workflow/ports.ts';
import type { ChatIdentity, RequestId } from '../../workflow/request.ts';
import type { Card, Notice } from '../card.ts';
import { cardAsNotice, formAsCard, noticeAsCard, refilled, requestIn } from '../card.ts';
import type { Answer, Conversation, Speaker, Word } from '../chat.ts';
import { recordingNotice, troubleNotice } from '../excuses.ts';
import type { Language } from '../languages/english.ts';
import type { Log } from '../log.ts';
import type { Entrance } from '../platform.ts';
import type { FilledIn, Origin, Pressed } from './activities.ts';
import { readInstallation, readInvoke, readMessage } from './activities.ts';
import type { AdaptiveCard, View } from './adaptive-card.ts';
import { adaptiveCardType, cardActivity, renderCard } from './adaptive-card.ts';
import { TeamsCallError } from './call-error.ts';
import type { TeamsChat } from './chat.ts';
import type { TeamsApi } from './connector.ts';
import { greeting, installFirst, notRecorded, notServedHere, olderCopy, sentPrivately } from './notices.ts';
import type { Reply, Taken } from './receiver.ts';
import { teamsReceiver } from './receiver.ts';
import type { TeamsRoutes } from './routes.ts';
import type { TypedWord } from './words.ts';
import type { TeamsWorkplace } from './workplace.ts';

/** What the app is made of. */
export type TeamsAppOptions = {
  readonly conversation: Conversation;
  /** The bot's own member id. */
  readonly bot: string;
  /** Those that are served, in lower case. */
  readonly tenants: readonly string[];
  readonly authenticate: (activity: unknown, authorization: string) => Promise<void>;
  readonly api: TeamsApi;
  readonly routes: TeamsRoutes;
  readonly chat: TeamsChat;
  readonly workplace: TeamsWorkplace;
  readonly language: Language;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds that a decision may take before its form is answered without its outcome; Teams gives up at about 10,000. */
  readonly patience?: number;
};

const identityOf = ({ tenant, user }: Origin): ChatIdentity => ({ platform: 'teams', tenant, user });
const speakerOf = (origin: Origin): Speaker => ({
  identity: identityOf(origin),
  ...(origin.channel === undefined ? {} : { channel: origin.channel }),
});

const asCard = (answer: Answer): Card => {
  switch (answer.kind) {
    case 'card':
      return answer.card;
    case 'notice':
      return noticeAsCard(answer.notice);
    case 'form':
      return formAsCard(answer.form);
    default:
      return answer satisfies never;
  }
};

/** A short answer to a pressed button, which goes on top of the card. */
const asNotice = (answer: Answer): Notice => {
  return answer.kind === 'notice' ? answer.notice : cardAsNotice(asCard(answer));
};

/** Where something was pressed; `inSight` when on the request's own card in a channel. */
type Place = { readonly origin: Origin; readonly inSight: boolean };

/** Nothing to press, but the request can be looked at again. */
const barredView = (request: RequestId | undefined): View =>
  request === undefined ? { kind: 'personal' } : { kind: 'own', request, barred: true };

const shows = (value: AdaptiveCard): Reply => ({ body: { statusCode: 200, type: adaptiveCardType, value } });

/** Makes the app; nothing is called or checked at Teams until somebody speaks. */
export const teamsApp = (options: TeamsAppOptions): Entrance => {
  const { conversation, authenticate, tenants, bot, api, routes, chat, workplace, language, clock, log, patience = 7000 } = options;

  /** Logs a failure by name and reference, and says what its speaker is told. */
  const failed = (during: string, error: unknown): Notice => {
    const correlationId = randomUUID().slice(0, 8);
    const name = error instanceof Error ? error.name : 'unknown';
    const detail = error instanceof BadInputError ? { field: error.field } : error instanceof TeamsCallError ? { code: error.code } : {};
    log('teams-listener-failed', { during, error: name, correlationId, ...detail });
    return troubleNotice(correlationId);
  };

  const hear = async (origin: Origin): Promise<void> => {
    const { place, ...heard } = origin;
    await routes.hear({ ...heard, personal: place === 'personal' });
  };

  /** The card as this person should see it now, with what they are told on top. */
  const ownView = async (at: Place, request: RequestId, { notice, auto }: { notice?: Notice; auto?: boolean } = {}) => {
    const { card, barred } = await conversation.look(speakerOf(at.origin), { request, inSight: at.inSight });
    const view = { kind: 'own', request, barred: barred !== undefined } as const;
    return renderCard(language, card, { view, notice: notice ?? (auto ? undefined : barred) });
  };

  /** What was answered, on top of the request's card; by itself where it is about no request. */
  const answered = async (at: Place, request: RequestId | undefined, notice: Notice): Promise<AdaptiveCard> =>
    request === undefined ? renderCard(language, noticeAsCard(notice), { view: { kind: 'personal' } }) : ownView(at, request, { notice });

  /** The form once more as it was filled in, with what must be mended on top. */
  const again = async (at: Place, { command, values }: FilledIn, notice: Notice): Promise<AdaptiveCard> => {
    const request = requestIn(command);
    if (request !== undefined) return ownView(at, request, { notice });
    const answer = await conversation.press(speakerOf(at.origin), command);
    const card = answer.kind === 'form' ? formAsCard(refilled(answer.form, { values, refused: notice.field })) : asCard(answer);
    return renderCard(language, card, { view: { kind: 'personal' }, notice });
  };

  /** Only in the private conversation, which is opened before anything is done that could not be told. */
  const getLink = async (origin: Origin, request: RequestId): Promise<Notice> => {
    const identity = identityOf(origin);
    if ((await chat.openPersonal(identity)) === 'not-installed') return installFirst;
    const answer = await conversation.press(speakerOf(origin), { do: 'link', request });
    if (answer.kind !== 'card') return asNotice(answer);
    return (await chat.sendPersonal(identity, answer.card)) === 'sent' ? sentPrivately : installFirst;
  };

  /** The outcome of a decision that outlasted the patience of its form. */
  const tellLater = async (origin: Origin, outcome: Promise<Notice>): Promise<void> => {
    try {
      await chat.sendPersonal(identityOf(origin), noticeAsCard(await outcome));
    } catch (error) {
      failed('submission-outcome', error);
    }
  };

  const submit = async (at: Place, { submission, ...filledIn }: Extract<Pressed, { kind: 'submit' }>): Promise<Reply> => {
    const { origin } = at;
    const request = requestIn(submission.answer);
    const outcome = conversation.submit(speakerOf(origin), submission).catch((error: unknown): Notice => failed('submission', error));
    const shown = outcome.then((notice) => (notice.field === undefined ? answered(at, request, notice) : again(at, filledIn, notice)));
    const timer = new AbortController();
    const slow = delay(patience, 'slow' as const, { signal: timer.signal }).catch(() => 'slow' as const);
    const first = await Promise.race([shown, slow]);
    timer.abort();
    if (first !== 'slow') return shows(first);
    shown.catch((error: unknown) => failed('submission-view', error));
    const waiting = noticeAsCard(recordingNotice((say) => say.excuses.laterInTeams));
    return { ...shows(renderCard(language, waiting, { view: barredView(request) })), done: tellLater(origin, outcome) };
  };

  const act = async (at: Place, pressed: Pressed): Promise<Reply> => {
    switch (pressed.kind) {
      case 'look':
        return shows(await ownView(at, pressed.request, { auto: pressed.auto }));
      case 'press': {
        const { command } = pressed;
        const { origin } = at;
        const notice =
          command.do === 'link' ? await getLink(origin, command.request) : asNotice(await conversation.press(speakerOf(origin), command));
        return shows(await answered(at, requestIn(command), notice));
      }
      case 'submit':
        return submit(at, pressed);
      case 'invalid':
        return shows(await again(at, pressed, notRecorded(pressed.problems)));
      default:
        return pressed satisfies never;
    }
  };

  const requestOf = (pressed: Pressed): RequestId | undefined => {
    switch (pressed.kind) {
      case 'press':
      case 'invalid':
        return requestIn(pressed.command);
      case 'submit':
        return requestIn(pressed.submission.answer);
      case 'look':
        return pressed.request;
      default:
        return pressed satisfies never;
    }
  };

  const invoked = async ({ activity, origin }: Taken): Promise<Reply> => {
    const invoke = readInvoke(activity, origin);
    if (!invoke) return {};
    const { pressed, seen } = invoke;
    const request = requestOf(pressed);
    try {
      await hear(origin);
      // A copy that a crash left behind. Only whoever pressed is told: the message may as well be another request's card, of which a changed
      // client says that it is this one's.
      if (seen && request !== undefined && !(await conversation.isRecorded(request, seen)))
        return shows(renderCard(language, olderCopy, { view: { kind: 'thread' } }));
      return await act({ origin, inSight: seen !== undefined }, pressed);
    } catch (error) {
      return shows(renderCard(language, noticeAsCard(failed('action', error)), { view: barredView(request) }));
    }
  };

  const wordOf =
    ({ serviceUrl, conversation: place }: Origin) =>
    async (word: TypedWord): Promise<Word> => {
      if (word.kind !== 'member') return word;
      const identity = await workplace.resolveMention(word.id, { serviceUrl, conversation: place });
      const { name, written = `@${name}` } = word;
      return identity ? { kind: 'user', identity, written } : { kind: 'text', text: `@${name}`, written };
    };

  /** Said in the thread where they spoke: of what they asked, it tells the others nothing. */
  const answerInThread = ({ serviceUrl, conversation: place }: Origin, card: Card): Promise<unknown> =>
    api.send({ serviceUrl, conversation: place }, cardActivity(language, card, { kind: 'thread' }));

  const answerMessage = async ({ activity, origin }: Taken): Promise<void> => {
    await hear(origin);
    if (origin.place === 'group') return answerInThread(origin, noticeAsCard(notServedHere)).then(() => undefined);
    const identity = identityOf(origin);
    if ((await chat.openPersonal(identity)) === 'not-installed') {
      await answerInThread(origin, noticeAsCard(installFirst));
      return;
    }
    const words: Word[] = [];
    for (const word of readMessage(activity, bot)) words.push(await wordOf(origin)(word));
    const answer = await conversation.say(speakerOf(origin), words);
    if ((await chat.sendPersonal(identity, asCard(answer))) === 'not-installed') log('teams-answer-lost');
  };

  const spoken = async (taken: Taken): Promise<void> => {
    try {
      await answerMessage(taken);
    } catch (error) {
      const apology = noticeAsCard(failed('message', error));
      await chat.sendPersonal(identityOf(taken.origin), apology).catch((again: unknown) => failed('message-apology', again));
    }
  };

  const installed = async ({ activity, origin }: Taken): Promise<void> => {
    const change = readInstallation(activity);
    if (change === 'remove' && origin.place === 'personal') return routes.forgetPersonal(identityOf(origin));
    await hear(origin);
    if (change === 'add' && origin.place === 'personal') await chat.sendPersonal(identityOf(origin), greeting);
  };

  const take = async (taken: Taken): Promise<Reply> => {
    switch (taken.type) {
      case 'invoke':
        return invoked(taken);
      case 'message':
        return { done: spoken(taken) };
      case 'installationUpdate':
        return { done: installed(taken) };
      default:
        return { done: hear(taken.origin) };
    }
  };

  return { handle: teamsReceiver({ authenticate, tenants, clock, log, take }).handle };
};
