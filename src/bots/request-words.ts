/** `/egress pending | status | files | history | link | verify`: what one asks about requests. */

import { askForLink, linkJustCounted } from '../workflow/link-service.ts';
import type { Standing } from '../workflow/permissions.ts';
import { isInForce } from '../workflow/permissions.ts';
import type { RequestQuery } from '../workflow/ports.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { done } from '../workflow/refusal.ts';
import type { AuditEvent, EgressRequest, RequestId } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import type { RequestSummary } from '../workflow/summary.ts';
import { findRecordFault } from '../workflow/transitions.ts';
import type { Card, Line, Phrase } from './card.ts';
import { commandLine, line, text } from './card.ts';
import { releaseFacts, reviewCard } from './cards.ts';
import type { Answer, Word } from './chat.ts';
import type { CommandWord, Context } from './context.ts';
import { findRequest } from './find-request.ts';
import { categoryName, count, factName, formatBytes, inStead, platformName, shortDigest, statusName } from './format.ts';
import { filesNotice } from './forms.ts';
import type { WordName } from './languages/english.ts';
import { linkUrl, newAddress } from './links.ts';
import { linkCard } from './private-messages.ts';
import { titleOf } from './request-facts.ts';
import { resubmissionDetail } from './resubmissions.ts';
import { misused } from './usage.ts';

const shownFiles = 60;
const shownRequests = 20;
const shownEvents = 40;

export const card = (
  title: Phrase,
  parts: {
    readonly icon: string;
    readonly lines?: readonly Line[];
    readonly list?: { readonly title: Phrase; readonly items: readonly Line[]; readonly more: number };
  },
): Card => ({
  summary: title,
  blocks: [
    { kind: 'header', icon: parts.icon, text: title },
    ...(parts.lines ?? []).map((said) => ({ kind: 'text', tone: 'normal', line: said }) as const),
    ...(parts.list && parts.list.items.length > 0 ? [{ kind: 'list', ...parts.list } as const] : []),
  ],
});

export const answerCard = (shown: Card): Outcome<Answer> => done({ kind: 'card', card: shown });

export const wordText = (word: Word | undefined): string | undefined => (word?.kind === 'text' ? word.text : undefined);

const withRequest =
  (
    word: WordName,
    act: (context: Context, call: { readonly standing: Standing; readonly request: EgressRequest }) => Promise<Outcome<Answer>>,
  ): CommandWord['run'] =>
  async (context, { standing, args }) => {
    const typed = wordText(args[0]);
    if (typed === undefined || args.length > 1) return misused(word, 'needs-one-request');
    const found = await findRequest(context, standing, typed);
    return found.ok ? act(context, { standing, request: found.value }) : found;
  };

const readable = (standing: Standing, summary: RequestSummary, now: Parameters<typeof isInForce>[2]): boolean =>
  standing.admin || standing.grants.some((grant) => isInForce(grant, summary.projectId, now));

const summaryLine = (summary: RequestSummary): Line => {
  const size = summary.files === undefined ? '' : `, ${count(summary.files, 'file')}, ${formatBytes(summary.bytes ?? 0)}`;
  const waits = summary.waitsFor
    ? `waits for ${summary.waitsFor.label} (stage ${summary.waitsFor.stage + 1} of ${summary.waitsFor.stages}) since `
    : `${statusName[summary.status]} since `;
  return line(
    text(shortId(summary.id), 'code'),
    ` ${summary.projectId}${size}: ${waits}`,
    { kind: 'instant', at: summary.since },
    ...(summary.deadline ? [', deadline ', { kind: 'instant', at: summary.deadline } as const] : []),
  );
};

/** The first requests that fit, page by page, so that what is skipped cannot hide what comes after it. */
const collect = async (
  { core }: Context,
  by: RequestQuery['by'],
  fits: (summary: RequestSummary) => boolean,
): Promise<{ readonly found: readonly RequestSummary[]; readonly more: boolean }> => {
  const found: RequestSummary[] = [];
  let after: string | undefined;
  do {
    const page = await core.requests.list({ by, limit: 100, ...(after === undefined ? {} : { after }) });
    found.push(...page.requests.filter(fits));
    after = page.next;
  } while (after !== undefined && found.length <= shownRequests);
  return { found: found.slice(0, shownRequests), more: found.length > shownRequests || after !== undefined };
};

const pending: CommandWord = {
  audience: 'everybody',
  run: async (context, { standing, args }) => {
    const project = wordText(args[0]);
    const now = context.core.clock();
    const holdsAny = standing.admin || standing.grants.length > 0;
    const { found, more } = holdsAny
      ? await collect(context, { kind: 'open', ...(project === undefined ? {} : { project }) }, (summary) =>
          readable(standing, summary, now),
        )
      : await collect(
          context,
          { kind: 'requester', person: standing.person.id },
          ({ status, projectId }) =>
            (project === undefined || projectId === project) &&
            ['received', 'staging', 'in-review', 'packaging', 'failed'].includes(status),
        );
    const where = project === undefined ? '' : ` in ${project}`;
    if (found.length === 0)
      return answerCard(
        card(`Nothing waits${where}`, {
          icon: '✨',
          lines: [
            line(holdsAny ? 'All requests that you may see are decided.' : 'You hold no role here, so you see only requests of your own.'),
          ],
        }),
      );
    const lines = more ? [line('There are more; narrow it down with ', commandLine('pending PROJECT'))] : [];
    return answerCard(
      card(`${count(found.length, 'request')} waiting${where}`, {
        icon: '📋',
        lines,
        list: { title: 'By deadline', items: found.map(summaryLine), more: 0 },
      }),
    );
  },
};

const status: CommandWord = {
  audience: 'everybody',
  run: withRequest('status', async (_, { request }) => {
    const shown = reviewCard(request, { actionable: false });
    const facts = releaseFacts(request);
    return answerCard(facts.length > 0 ? { ...shown, blocks: [...shown.blocks, { kind: 'facts', facts }] } : shown);
  }),
};

const files: CommandWord = {
  audience: 'everybody',
  run: withRequest('files', async (context, { request }) =>
    done({ kind: 'notice', notice: filesNotice(request, await context.files(request, shownFiles)) }),
  ),
};

/** What an event says beyond its kind. */
const eventDetail = (request: EgressRequest, { fact }: AuditEvent): string => {
  const stage = 'stage' in fact ? ` for ${request.terms.stages[fact.stage]?.label ?? 'review'}` : '';
  switch (fact.kind) {
    case 'approved':
      return `${inStead(fact.delegatedBy)}${stage}${fact.comment === undefined ? '' : `: “${fact.comment}”`}`;
    case 'rejected':
      return `${inStead(fact.delegatedBy)}${stage}. ${categoryName[fact.category]}: “${fact.reason}”`;
    case 'link-issued':
      return ` ${fact.number} of ${request.terms.maxLinks} to ${fact.to.name}`;
    case 'link-opened':
      return `, ${fact.number} of ${request.terms.maxLinks}, which was given to ${fact.to.name}`;
    case 'link-repeated':
      return `, ${fact.number} of ${request.terms.maxLinks}, to ${fact.to.name}`;
    case 'withdrawn':
    case 'revoked':
    case 'aborted':
      return fact.reason === undefined ? '' : `: “${fact.reason}”`;
    case 'asked':
    case 'answered':
      return ` (question ${fact.number}): “${fact.text}”`;
    case 'pause-ended':
      return ` (question ${fact.number}); the clock runs on`;
    case 'claim-ended':
      return `${stage}${fact.because === 'time' ? ', because its time was over' : ''}`;
    case 'escalated':
      return `${stage}, to ${fact.to}`;
    case 'zip-removed':
      return `, SHA-256 ${shortDigest(fact.sha256)}`;
    case 'failed':
    case 'step-failed':
      return ` at step "${fact.failure.step}": ${fact.failure.error}`;
    default:
      return stage;
  }
};

const eventLine =
  (request: EgressRequest) =>
  (event: AuditEvent): Line => {
    const { seq, at, actor, fact } = event;
    const who = actor.kind === 'system' ? 'Sallyport' : `${actor.person.name} in ${platformName[actor.identity.platform]}`;
    return line(
      `${seq}. `,
      { kind: 'instant', at },
      ' ',
      text(factName[fact.kind], 'bold'),
      resubmissionDetail(event) ?? eventDetail(request, event),
      ` (${who})`,
    );
  };

const history: CommandWord = {
  audience: 'everybody',
  run: withRequest('history', async (_, { request }) => {
    const items = request.events.slice(-shownEvents).map(eventLine(request));
    const earlier = request.events.length - items.length;
    const lines = earlier > 0 ? [line(`The ${count(earlier, 'event')} before these are on record.`)] : [];
    return answerCard(
      card(`History of ${shortId(request.id)}`, {
        icon: '📜',
        lines,
        list: { title: count(request.events.length, 'event'), items, more: 0 },
      }),
    );
  }),
};

/** Counts a link, then mints it, for the one who asked. */
export const giveLink = async (context: Context, standing: Standing, id: RequestId): Promise<Outcome<Answer>> => {
  const { token, pageHash } = newAddress(context, id);
  const counted = await askForLink(context.core, standing, { id, pageHash });
  if (!counted.ok) return counted;
  const { link, again } = linkJustCounted(counted.value);
  const url = await linkUrl({ ...context, clock: context.core.clock }, counted.value, { link, token });
  return answerCard(linkCard(counted.value, link, { url, again }));
};

const link: CommandWord = {
  audience: 'everybody',
  run: withRequest('link', (context, { standing, request }) => giveLink(context, standing, request.id)),
};

const verify: CommandWord = {
  audience: 'everybody',
  run: withRequest('verify', async (_, { request }) => {
    const fault = findRecordFault(request);
    const head = request.events.at(-1)?.hash ?? '';
    if (!fault) {
      const lines = [
        line('Each event seals the one before it, and together they make the stored state.'),
        line('Last seal: ', text(shortDigest(head), 'code')),
      ];
      return answerCard(card(`${titleOf(request)}: all ${count(request.events.length, 'event')} hold`, { icon: '🔏', lines }));
    }
    const lines = [
      line(`At event ${fault.seq}: ${fault.problem}.`),
      line('Somebody or something changed the record outside this program: tell the admins, and decide nothing on it.'),
    ];
    return answerCard(card(`${titleOf(request)}: the record is broken`, { icon: '🚨', lines }));
  }),
};

export const requestWords = { pending, status, files, history, link, verify } as const satisfies Record<string, CommandWord>;
