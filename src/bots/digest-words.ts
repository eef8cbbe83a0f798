/** `/egress digest`: a month in figures. */

import { monthBefore, monthNamed } from '../workflow/calendar.ts';
import { checkAdmin } from '../workflow/permissions.ts';
import { refused } from '../workflow/refusal.ts';
import { line } from './card.ts';
import type { CommandWord } from './context.ts';
import { answerCard, card, wordText } from './request-words.ts';
import { misused } from './usage.ts';

const digest: CommandWord = {
  audience: 'admins',
  run: async (context, { standing, args }) => {
    const barred = checkAdmin(standing);
    if (barred) return refused(barred);
    const month = args.length === 0 ? monthBefore(context.timeZone, context.core.clock(), 1) : wordText(args[0]);
    if (month === undefined || args.length > 1 || !monthNamed(context.timeZone, month)) return misused('digest', 'needs-month');
    if (month > monthBefore(context.timeZone, context.core.clock(), 0)) return misused('digest', 'month-ahead');
    const { person, identity } = standing;
    await context.ask({ kind: 'digest', month, asked: { person: person.id, ask: context.newId(), platform: identity.platform } });
    return answerCard(
      card((say) => say.digests.drawnUp(say.quantities.month(month)), { icon: '📊', lines: [line((say) => say.digests.comePrivately)] }),
    );
  },
};

export const digestWords = { digest } as const satisfies Record<string, CommandWord>;
