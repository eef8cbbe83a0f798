/** `/egress check-grants`: which grants belong to somebody who can no longer act here, or was not seen for long. */
import { adminRole, checkAdmin } from '../workflow/permissions.ts';
import { refused } from '../workflow/refusal.ts';
import { roleFrom } from './admin-parts.ts';
import type { Phrase } from './card.ts';
import { line } from './card.ts';
import { findingLines, foundBlocks, mostLines } from './check-cards.ts';
import type { CommandWord } from './context.ts';
import { answerCard, card, wordText } from './request-words.ts';
import { checkHolders, mostAsked, rosterHolders } from './roster-check.ts';
import { usageOf } from './usage.ts';

const check: CommandWord = {
  audience: 'admins',
  run: async (context, { standing, args }) => {
    const barred = checkAdmin(standing);
    if (barred) return refused(barred);
    const typed = wordText(args[0]);
    const role = typed === undefined ? undefined : roleFrom(context, typed);
    const roles = [...context.roster.roles, adminRole];
    if (role !== undefined && !roles.includes(role)) return refused({ kind: 'unknown-role', role, roles });
    const holders = await rosterHolders(context, role);
    const asked = holders.slice(0, mostAsked);
    const { roleLabel, dormancy } = context;
    const found = await checkHolders(context, asked);
    const items = found.flatMap((finding) => findingLines({ roleLabel, unseenDays: dormancy.unseenDays }, finding));
    const lines = [
      line(
        (say) => say.grants.lookedUp(asked.length),
        (say) => (items.length === 0 ? '' : say.grants.whatToDo),
      ),
      ...(asked.length < holders.length
        ? [line((say) => say.grants.notLookedUp(holders.length - asked.length, usageOf('check-grants')))]
        : []),
      ...(items.length > mostLines ? [line((say) => say.grants.notShown(items.length - mostLines, usageOf('check-grants')))] : []),
    ];
    const shown = items.slice(0, mostLines);
    const title: Phrase = (say) => (items.length === 0 ? say.grants.allCanAct : say.grants.cannotAct(items.length));
    const { summary, blocks } = card(title, { icon: '🎫', lines });
    return answerCard({ summary, blocks: [...blocks, ...(shown.length === 0 ? [] : foundBlocks(shown))] });
  },
};

export const checkWords = { 'check-grants': check } as const satisfies Record<string, CommandWord>;
