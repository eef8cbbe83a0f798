/** The history of a request, an event in a line. */
import { pageLimits } from '../workflow/download-page.ts';
import type { AuditEvent, EgressRequest, Fact } from '../workflow/request.ts';
import { labelOfRole } from '../workflow/role-label.ts';
import type { Line } from './card.ts';
import { line } from './card.ts';
import { shortDigest } from './format.ts';
import { groupText } from './group-lines.ts';
import { knownName } from './known-name.ts';
import type { Language } from './languages/english.ts';
import { requesterLine, stageLabel } from './request-facts.ts';
import { resubmissionDetail } from './resubmissions.ts';

type Decided = Extract<Fact, { kind: 'approved' | 'rejected' }>;

/** By which right somebody decided, where it was not a role that was granted to them. */
const rightText = (say: Language, { delegatedBy, byGroup }: Decided): string => {
  if (delegatedBy !== undefined) return say.names.inPlaceOf(delegatedBy);
  return byGroup === undefined ? '' : `${say.groups.by(groupText(say, byGroup))},`;
};

/** Which of the link's downloads this event began: 1, 2, ... */
const pressOf = ({ events }: EgressRequest, seq: number, number: number): number =>
  events.filter((event) => event.seq <= seq && event.fact.kind === 'link-opened' && event.fact.number === number).length;

/** What an event says beyond its kind. */
const detailOf = (say: Language, request: EgressRequest, { fact, seq }: AuditEvent): string => {
  const { names, reports } = say;
  const stage = 'stage' in fact ? stageLabel(request, fact.stage) : '';
  const atStage = 'stage' in fact ? reports.atStage(stage) : '';
  const of = request.terms.maxLinks;
  switch (fact.kind) {
    case 'approved':
      return reports.approved({ stage, right: rightText(say, fact), said: fact.comment });
    case 'rejected':
      return reports.rejected({ stage, right: rightText(say, fact), category: names.category[fact.category], said: fact.reason });
    case 'link-issued':
      return reports.linkGiven({ number: fact.number, of, to: knownName(request, fact.to) });
    case 'link-opened':
      return reports.linkOpened({
        number: fact.number,
        of,
        to: knownName(request, fact.to),
        press: pressOf(request, seq, fact.number),
        presses: pageLimits.openings,
      });
    case 'link-repeated':
      return reports.linkGivenAgain({ number: fact.number, of, to: knownName(request, fact.to) });
    case 'withdrawn':
    case 'revoked':
    case 'aborted':
      return reports.because(fact.reason);
    case 'asked':
    case 'answered':
      return reports.question(fact.number, fact.text);
    case 'reminded':
      return fact.question === undefined ? atStage : reports.question(fact.question, undefined);
    case 'pause-ended':
      return reports.clockRunsOn(fact.number);
    case 'claim-ended':
      return `${atStage}${fact.because === 'time' ? reports.timeOver : ''}`;
    case 'escalated':
      return `${atStage}${reports.escalatedTo(labelOfRole(request.terms, fact.to))}`;
    case 'zip-removed':
      return `, SHA-256 ${shortDigest(fact.sha256)}`;
    case 'failed':
    case 'step-failed':
      return reports.atStep(fact.failure.step, fact.failure.error);
    default:
      return atStage;
  }
};

/** When, what, and who did it where. */
export const eventLine =
  (request: EgressRequest) =>
  (event: AuditEvent): Line => {
    const { seq, at, actor, fact } = event;
    const detail = resubmissionDetail(event);
    return line((say) => {
      const { names, reports } = say;
      const who = actor.kind === 'system' ? 'Sallyport' : reports.personIn(actor.person.name, names.platform[actor.identity.platform]);
      const more = fact.kind === 'received' ? line(reports.from, ...requesterLine(request)) : line(detail ?? detailOf(say, request, event));
      return reports.event({ seq, at, what: names.fact[fact.kind], detail: more, who });
    });
  };
