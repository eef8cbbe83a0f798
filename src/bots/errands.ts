/** What takes longer than an answer may: drawn up in the background, and then told in private. */
import type { Calendar } from '../workflow/calendar.ts';
import { monthNamed } from '../workflow/calendar.ts';
import { digestOf, isEmpty } from '../workflow/digest.ts';
import { digestsPartition, noteDigest } from '../workflow/digest-due.ts';
import type { PersonId, Platform } from '../workflow/request.ts';
import { requestsBetween } from '../workflow/requests-between.ts';
import type { DailyCheckPorts } from './daily-check.ts';
import { checkDaily } from './daily-check.ts';
import { tellAdmins, tellOrMail } from './deliver.ts';
import { digestCard } from './digest-card.ts';
import type { RunExportPorts } from './run-export.ts';
import { runExport } from './run-export.ts';

/** Who asked, where, and an id of their asking, so that what is tried again is told once. */
export type Asking = { readonly person: PersonId; readonly ask: string; readonly platform?: Platform | undefined };

export type Errand =
  /** A month's digest goes to whoever asked for it, or, unasked, to all admins. */
  | { readonly kind: 'digest'; readonly month: string; readonly asked?: Asking | undefined }
  /** The look at who holds roles, for this day (`YYYY-MM-DD`). */
  | { readonly kind: 'roster-check'; readonly day: string }
  /** An export that is on record under this key goes to whoever asked for it. */
  | { readonly kind: 'export'; readonly key: string };

export type ErrandPorts = RunExportPorts & DailyCheckPorts & { readonly calendar: Calendar };

const countOverdue = async ({ core, clock }: ErrandPorts): Promise<number> => {
  const now = clock();
  let overdue = 0;
  let after: string | undefined;
  do {
    const page = await core.requests.list({ by: { kind: 'open' }, limit: 100, ...(after === undefined ? {} : { after }) });
    const late = page.requests.filter(({ deadline }) => deadline !== undefined && deadline < now);
    overdue += late.length;
    // Those with the nearest deadline come first.
    after = late.length === page.requests.length ? page.next : undefined;
  } while (after !== undefined);
  return overdue;
};

const drawDigest = async (ports: ErrandPorts, { month, asked }: Extract<Errand, { kind: 'digest' }>): Promise<void> => {
  const span = monthNamed(ports.calendar.timeZone, month);
  if (!span) return;
  const digest = await digestOf(span, requestsBetween(ports.core.requests, span));
  const card = digestCard(month, { digest, overdue: await countOverdue(ports) });
  if (asked) {
    const what = `${month}-${asked.ask}`;
    await tellOrMail(ports, { partition: digestsPartition, what, to: asked.person, first: asked.platform, card: async () => card });
    return;
  }
  // Each admin is told once, however often this is tried; the note that it is done comes last. A month in which nothing happened is told to nobody.
  if (!isEmpty(digest)) await tellAdmins(ports, { partition: digestsPartition, what: month, card });
  await noteDigest(ports, month);
};

/** Does it; what fails throws, and may be tried again. */
export const runErrand = async (ports: ErrandPorts, errand: Errand): Promise<void> => {
  switch (errand.kind) {
    case 'digest':
      return drawDigest(ports, errand);
    case 'export':
      return runExport(ports, errand.key);
    case 'roster-check':
      return checkDaily(ports, errand.day);
    default:
      return errand satisfies never;
  }
};
