/** Who was told what about a request, and who tried what they may not, in words. */
import { english } from '../bots/languages/english.ts';
import type { Delivery } from '../workflow/deliveries.ts';
import type { Mail, PostedCard, RefusedAttempt } from '../workflow/ports.ts';
import type { Refusal } from '../workflow/refusal.ts';
import type { EgressRequest } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import { channels, personaBySlackId, personas } from './personas.ts';
import { personaByObjectId, teamsChannels } from './teams-world.ts';
import type { MailView, RefusedView, ToldView } from './view.ts';

/** `#ig-review`; the id itself for a channel that is not the sandbox's. */
export const channelName = (id: string): string => {
  const channel = [...channels, ...teamsChannels].find((each) => each.id === id);
  if (channel) return `#${channel.name}`;
  return /^(D|a:)/.test(id) ? 'in private' : id;
};

/** The name that goes with an address, where it is one of the personas'. */
export const personName = (email: string): string => personas.find((persona) => persona.email === email)?.name ?? email;

const whatWords = (what: string): string => {
  if (what === 'release') return 'Release message';
  if (what.startsWith('outcome-')) return 'Outcome';
  if (what === 'taken-part') return 'Outcome, having taken part';
  if (what.startsWith('failure-')) return 'A step failed';
  if (what.startsWith('no-channel')) return 'No channel shows this review';
  if (what.startsWith('no-egress-manager')) return 'Nobody is egress manager';
  if (what.startsWith('reminder-')) return 'Reminder';
  if (what.startsWith('pause-ended-')) return 'No answer in time';
  if (what.startsWith('question-')) return 'A question';
  if (what.startsWith('answer-')) return 'An answer';
  if (what.startsWith('escalation-')) return 'Nobody has decided';
  if (what.startsWith('nobody-decides')) return 'Nobody can decide';
  if (what === 'revoked') return 'Release revoked';
  if (what === 'archive-differs') return 'The archive does not match';
  if (what === 'zip-not-removed') return 'The zip could not be deleted';
  return what;
};

const viaWords = { slack: 'Slack, in private', teams: 'Teams, in private', mail: 'e-mail' } satisfies Record<Delivery['via'], string>;

/** Cards in channels and private messages, oldest first; e-mails are shown whole, apart. */
export const toldOf = (deliveries: readonly Delivery[], cards: readonly PostedCard[]): readonly ToldView[] =>
  [
    ...cards.map(({ channel, kind, intendedAt }) => ({
      at: intendedAt,
      who: channelName(channel.id),
      what: kind === 'review' ? 'Review card' : 'Release card',
      via: english.names.platform[channel.platform],
    })),
    ...deliveries
      .filter(({ via }) => via !== 'mail')
      .map(({ at, to, what, via }) => ({ at, who: personName(to), what: whatWords(what), via: viaWords[via] })),
  ].toSorted((a, b) => a.at.localeCompare(b.at));

/** The e-mails about this request, with the time that its deliveries remember. */
export const mailsOf = (
  request: EgressRequest,
  { mails, deliveries }: { mails: readonly Mail[]; deliveries: readonly Delivery[] },
): readonly MailView[] => {
  const sent = deliveries.filter(({ via }) => via === 'mail').toSorted((a, b) => a.at.localeCompare(b.at));
  return mails
    .filter(({ subject, body }) => `${subject} ${body}`.includes(shortId(request.id)))
    .map(({ to, cc, subject, body }, index) => {
      const at =
        sent.splice(
          Math.max(
            0,
            sent.findIndex((delivery) => to.some((address) => address === delivery.to)),
          ),
          1,
        )[0]?.at ?? request.since;
      return { id: `${request.id} ${index}`, at, to: to.join(', '), cc: cc.join(', '), subject, body };
    });
};

const refusalWords = {
  'wrong-role': 'does not hold the role',
  'not-admin': 'is no admin',
  dormant: 'was not seen for too long',
  'own-request': 'asked for this egress',
  'decided-at-other-stage': 'decided at another stage',
  'already-recorded': 'had decided before',
  'already-decided': 'somebody was first',
  stale: 'the card was out of date',
  'claims-used': 'it was said too often',
  'wrong-status': 'it was not in review any more',
  'declaration-needed': 'did not declare independence',
  'reason-too-short': 'gave no reason',
  'links-used': 'no link is left',
  'unknown-request': 'no such request',
  'ambiguous-id': 'the id fits several requests',
  'untrusted-account': 'a guest, or an account from outside',
  'unknown-role': 'no such role',
  'unknown-channel': 'no such channel',
  'external-channel': 'the channel is shared with others',
  'archived-channel': 'the channel is archived',
  'unreadable-request': 'they may not read that request',
  'unreachable-channel': 'the channel cannot be written to',
  'untrusted-grantee': 'that person may hold no role',
  'unknown-person': 'no such member',
  'two-people': 'the account is of one person, and another was typed',
  'no-such-grant': 'no such grant',
  'admin-by-file': 'the policy file makes them an admin',
  'one-voice': 'they count once with somebody who decided',
  'deputy-of-requester': 'they stand in for the requester',
  'not-delegable': 'that role cannot be passed on',
  'delegation-too-long': 'it would outlast their own roles',
  'delegated-enough': 'it was passed on too often',
  'no-such-delegation': 'they passed no such role on',
  'own-grant': 'somebody else has to confirm it',
  'no-such-proposal': 'nothing waits to be confirmed',
  'changed-proposal': 'the grant was changed meanwhile',
  'proposer-no-admin': 'who proposed it is no admin any more',
  'no-such-mapping': 'no such mapping',
  'changed-entry': 'the entry was changed meanwhile',
  'changed-enough': 'it was changed too often',
  'date-not-ahead': 'the date has passed',
  'unknown-letter': 'no such dead letter',
  'ambiguous-letter': 'the id fits several dead letters',
  'letter-taken': 'the dead letter had become a request',
  'letter-unusable': 'the dead letter cannot be replayed',
  usage: 'the command was incomplete',
  'short-id': 'too few characters of an id',
  'not-auditor': 'only admins and auditors may have the record',
  'export-range': 'those days cannot be exported',
  'unknown-word': 'no such command',
  'group-unread': 'a group could not be read',
  'not-requester': 'the request is not theirs',
  'not-asked': 'only the requester answers',
  'question-waits': 'a question already waits',
  'questions-used': 'too many questions',
  'requester-unnamed': 'nobody is known who could be asked',
  'no-question': 'no question waits',
  'text-length': 'the text was too short or too long',
  'took-too-long': 'it took too long',
  'nobody-decides': 'nobody could be reminded',
  'reminded-lately': 'somebody was reminded a moment ago',
  'reminded-enough': 'they were reminded often enough',
} satisfies Record<Refusal['kind'], string>;

const isRefusal = (kind: string): kind is Refusal['kind'] => Object.hasOwn(refusalWords, kind);

const attemptWords: Readonly<Record<string, string>> = {
  approve: 'approve',
  reject: 'reject',
  claim: 'say “I’m reviewing”',
  ask: 'ask the requester',
  answer: 'answer a question',
  files: 'read the file list',
  link: 'get a link',
  retry: 'run a failed step again',
  replay: 'replay a dead letter',
  abort: 'give a failed request up',
  discard: 'discard a dead letter',
  'confirm-grant': 'confirm that somebody becomes an admin',
  'download-page': "download by a link's page",
};

/** Refused attempts in words, newest first. */
export const refusedOf = (attempts: readonly RefusedAttempt[]): readonly RefusedView[] =>
  attempts
    .map(({ at, person, identity, attempted, refusal }) => ({
      at,
      who:
        person === undefined
          ? ((personaBySlackId(identity?.user ?? '') ?? personaByObjectId(identity?.user ?? ''))?.name ?? 'Somebody')
          : personName(person),
      attempted: attemptWords[attempted] ?? attempted,
      why: isRefusal(refusal) ? refusalWords[refusal] : refusal,
    }))
    .toSorted((a, b) => b.at.localeCompare(a.at));
