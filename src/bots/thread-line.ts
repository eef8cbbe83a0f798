/** What happens to a request, as the lines in the thread of its card. */
import type { AuditEvent, EgressRequest } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import { labelOfRole } from '../workflow/role-label.ts';
import type { Line } from './card.ts';
import { line } from './card.ts';
import { saidInThread } from './questions.ts';
import { stageLabel } from './request-facts.ts';

/** The one line that an event adds to a card's thread; undefined for what the card alone tells. */
export const threadLine = (request: EgressRequest, { fact, actor, at }: AuditEvent): Line | undefined => {
  const who = actor.kind === 'person' ? actor.person.name : 'Sallyport';
  const stage = 'stage' in fact ? stageLabel(request, fact.stage) : '';
  switch (fact.kind) {
    case 'approved': {
      const { comment, delegatedBy: inPlaceOf } = fact;
      return line(
        ({ cards }) => cards.hasApproved({ who, at, inPlaceOf }, stage),
        ({ cards }) => (comment === undefined ? '' : cards.quoted(comment)),
      );
    }
    case 'rejected': {
      const { category, reason, delegatedBy: inPlaceOf } = fact;
      return line(
        ({ cards }) => cards.hasRejected({ who, at, inPlaceOf }, stage),
        ({ cards, names }) => `. ${names.category[category]}${cards.quoted(reason)}`,
      );
    }
    case 'expired':
      return line(({ cards }) => cards.hasExpired(stage, at));
    case 'released':
      return line(({ cards }) => cards.isReleased(at));
    case 'asked':
      return saidInThread(request, { number: fact.number, answered: false });
    case 'answered':
      return saidInThread(request, { number: fact.number, answered: true });
    case 'pause-ended':
      return line(({ cards }) => cards.pauseEnded(at));
    case 'reminded':
      return line(({ cards }) => (fact.question === undefined ? cards.reminded(who, stage, at) : cards.requesterReminded(who, at)));
    case 'escalated':
      return line(({ cards }) => cards.escalatedInThread(stage, labelOfRole(request.terms, fact.to), at));
    case 'resubmitted':
      return line((say) => say.resubmission.inThread(shortId(fact.as)));
    case 'retried':
      return line(({ cards }) => cards.retried(who, at));
    case 'closed':
      return line(({ cards }) => cards.closed(at));
    case 'zip-removed':
      return line(({ cards }) => cards.zipRemoved(at, fact.sha256));
    case 'failed':
      return line(({ cards }) => cards.failed(fact.failure.step, at));
    case 'withdrawn':
      return line(({ cards }) => cards.withdrawn(who, at));
    case 'aborted':
      return line(({ cards }) => cards.givenUp(who, at));
    case 'revoked':
      return line(({ cards }) => cards.revoked(who, at));
    default:
      return undefined;
  }
};
