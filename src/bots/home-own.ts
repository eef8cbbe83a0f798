/** The sections of Home about what this person asked for: what they are asked about it, and where it stands. */
import type { Standing } from '../workflow/permissions.ts';
import { refuseAnswer } from '../workflow/question-service.ts';
import { openQuestion } from '../workflow/questions.ts';
import type { StatusKind } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import type { RequestSummary } from '../workflow/summary.ts';
import { transitions } from '../workflow/transitions.ts';
import type { Block, Phrase } from './card.ts';
import { line, text } from './card.ts';
import type { Drawing } from './context.ts';
import { aside, heading, readFitting, said, shownInSection, statusPhrase, walk } from './home-requests.ts';
import { answerActions } from './question-forms.ts';
import { pausedUntil } from './questions.ts';

/** What reviewers ask this person, as long as it can be answered; first that for whose answer a clock stands still. A Teams card has room for one form of a kind: there the others are typed. */
export const answersSection = async (context: Drawing, standing: Standing): Promise<readonly Block[]> => {
  const { found: own } = await walk(context, { kind: 'requester', person: standing.person.id });
  const asked = own
    .filter(({ status }) => status === 'in-review')
    .toSorted((a, b) => Number(b.askedAt !== undefined) - Number(a.askedAt !== undefined));
  const { found } = await readFitting(context, asked, (request) => refuseAnswer(standing, request) === undefined);
  if (found.length === 0) return [];
  const isTeams = standing.identity.platform === 'teams';
  return [
    heading('❓', (say) => say.home.answers),
    ...found.flatMap((request, index): readonly Block[] => {
      const question = openQuestion(request);
      if (!question) return [];
      const id = shortId(request.id);
      const where = { id, project: request.submission.projectId, since: question.at };
      return [
        said(
          (say) => say.home.asks(where, question.asker.name, question.text),
          ' ',
          (say) => say.questions.pleaseAnswer(pausedUntil(request, question)),
        ),
        isTeams && index > 0 ? aside((say) => say.home.answerTyped(id)) : { kind: 'actions', actions: answerActions(request, question) },
      ];
    }),
  ];
};

/** Why it was rejected: what its requester has to change. */
const rejectionOf = async ({ core }: Drawing, { id, status }: RequestSummary): Promise<Phrase> => {
  const request = status === 'rejected' ? await core.requests.read(id) : undefined;
  const rejection = request?.decisions.findLast(({ verdict }) => verdict === 'reject');
  const { category, text: reason } = rejection ?? {};
  if (category === undefined) return '';
  return ({ cards, names }) => `. ${names.category[category]}${reason === undefined || reason === '' ? '' : cards.quoted(reason)}`;
};

const withdrawable: readonly StatusKind[] = transitions.withdrawn.from;

/** What this person asked for, newest first. */
export const ownSection = async (context: Drawing, standing: Standing): Promise<readonly Block[]> => {
  const { core } = context;
  const page = await core.requests.list({ by: { kind: 'requester', person: standing.person.id }, limit: shownInSection });
  if (page.requests.length === 0) return [];
  const canWithdraw = page.requests.some(({ status }) => withdrawable.includes(status));
  const rejections = await Promise.all(page.requests.map((summary) => rejectionOf(context, summary)));
  const items = page.requests.map(({ id, projectId, files, bytes, since, waitsFor, askedAt, ...summary }, index) =>
    line(
      text(askedAt === undefined ? statusPhrase(summary) : ({ home }) => home.yourAnswer, 'bold'),
      ' ',
      text(shortId(id), 'code'),
      ` ${projectId}`,
      ({ requests }) => (files === undefined ? '' : `, ${requests.size(files, bytes ?? 0)}`),
      ({ home }) => (waitsFor && askedAt === undefined ? home.waitsFor(waitsFor.label) : ''),
      ({ home }) => home.since(askedAt ?? since),
      rejections[index] ?? '',
    ),
  );
  return [
    heading('📤', (say) => say.home.yours),
    { kind: 'list', title: page.next === undefined ? '' : (say) => say.home.newest, items, more: 0 },
    aside(
      (say) => say.home.aboutYours,
      (say) => (canWithdraw ? say.home.takeBack : ''),
    ),
  ];
};
