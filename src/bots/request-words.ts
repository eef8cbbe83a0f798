/** `/egress pending | status | files | history | link | verify`: what one asks about requests. */

import { askForLink, linkJustCounted } from '../workflow/link-service.ts';
import type { Standing } from '../workflow/permissions.ts';
import { isInForce } from '../workflow/permissions.ts';
import type { RequestQuery } from '../workflow/ports.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { done } from '../workflow/refusal.ts';
import type { EgressRequest, RequestId } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import type { RequestSummary } from '../workflow/summary.ts';
import { findRecordFault } from '../workflow/transitions.ts';
import type { Card, Line, Phrase } from './card.ts';
import { line } from './card.ts';
import { releaseFacts, reviewCard } from './cards.ts';
import type { Answer, Word } from './chat.ts';
import type { CommandWord, Context } from './context.ts';
import { eventLine } from './event-line.ts';
import { findRequest } from './find-request.ts';
import { shortDigest } from './format.ts';
import { filesNotice } from './forms.ts';
import type { WordName } from './languages/english.ts';
import { linkUrl, newAddress } from './links.ts';
import { linkCard } from './private-messages.ts';
import { misused, usageOf } from './usage.ts';

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
  const { id, projectId: project, status, since, deadline, waitsFor, askedAt, files, bytes = 0 } = summary;
  const size = files === undefined ? undefined : { files, bytes };
  const stage = waitsFor && { label: waitsFor.label, number: waitsFor.stage + 1, of: waitsFor.stages };
  return line((say) => say.reports.summary({ id: shortId(id), project, size, status, stage, since, deadline, askedAt }));
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
    if (found.length === 0)
      return answerCard(
        card((say) => say.reports.nothingWaits(project), {
          icon: '✨',
          lines: [
            line(({ reports }) => (!holdsAny ? reports.onlyYours : project === undefined ? reports.allDecided : reports.noneOfIt)),
            ...(project === undefined ? [] : [line((say) => say.reports.allProjects(usageOf('pending')))]),
          ],
        }),
      );
    const lines = more ? [line((say) => say.reports.narrowDown(usageOf('pending')))] : [];
    return answerCard(
      card((say) => say.reports.waiting(found.length, project), {
        icon: '📋',
        lines,
        list: { title: (say) => say.reports.byDeadline, items: found.map(summaryLine), more: 0 },
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

const history: CommandWord = {
  audience: 'everybody',
  run: withRequest('history', async (_, { request }) => {
    const items = request.events.slice(-shownEvents).map(eventLine(request));
    const earlier = request.events.length - items.length;
    const lines = earlier > 0 ? [line((say) => say.reports.earlier(earlier))] : [];
    return answerCard(
      card((say) => say.reports.history(shortId(request.id)), {
        icon: '📜',
        lines,
        list: { title: (say) => say.reports.events(request.events.length), items, more: 0 },
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
  audience: 'managers',
  run: withRequest('link', (context, { standing, request }) => giveLink(context, standing, request.id)),
};

const verify: CommandWord = {
  audience: 'everybody',
  run: withRequest('verify', async (_, { request }) => {
    const fault = findRecordFault(request);
    const head = request.events.at(-1)?.hash ?? '';
    const id = shortId(request.id);
    if (!fault) {
      const lines = [line((say) => say.reports.sealed), line((say) => say.reports.lastSeal(shortDigest(head)))];
      return answerCard(card((say) => say.reports.holds(id, request.events.length), { icon: '🔏', lines }));
    }
    const { seq, kind } = fault;
    const lines = [line(({ reports }) => reports.faultAt(seq, reports.fault[kind])), line((say) => say.reports.decideNothing)];
    return answerCard(card((say) => say.reports.broken(id), { icon: '🚨', lines }));
  }),
};

export const requestWords = { pending, status, files, history, link, verify } as const satisfies Record<string, CommandWord>;
