/** `/egress export`: the record of some days as a file, for admins and auditors. */
import type { ExportFormat } from '../workflow/exports.ts';
import { askForExport, exportScope, latestExports } from '../workflow/exports.ts';
import { refused } from '../workflow/refusal.ts';
import type { Line } from './card.ts';
import { line } from './card.ts';
import type { Word } from './chat.ts';
import type { CommandWord, Context } from './context.ts';
import { answerCard, card, wordText } from './request-words.ts';
import { usageOf } from './usage.ts';

const shownExports = 10;

const formatFrom = (word: Word | undefined): ExportFormat | undefined => {
  if (word === undefined) return 'csv';
  const typed = wordText(word)?.toLowerCase();
  return typed === 'csv' || typed === 'jsonl' ? typed : undefined;
};

/** Who exported what lately, for whoever may export. */
const latest = async ({ exporting }: Context): Promise<readonly Line[]> =>
  (await latestExports(exporting, shownExports)).map(({ askedBy, days, format, state, events }) =>
    line(
      { kind: 'instant', at: events[0]?.at ?? exporting.clock() },
      ' ',
      (say) => say.exports.latestLine(askedBy.id, days.from, days.to, format),
      ', ',
      (say) => say.exports.states[state.kind],
    ),
  );

const exportWord: CommandWord = {
  audience: 'auditors',
  run: async (context, { standing, args }) => {
    const { exporting } = context;
    const scope = exportScope(standing, exporting);
    if (!scope.ok) return scope;
    if (args.length === 0)
      return answerCard(
        card((say) => say.exports.howTitle, {
          icon: '📤',
          lines: [line((say) => say.exports.how, usageOf('export')), line((say) => say.exports.onRecord)],
          list: { title: (say) => say.exports.latest, items: await latest(context), more: 0 },
        }),
      );
    const [from, to] = [wordText(args[0]), wordText(args[1])];
    const format = formatFrom(args[2]);
    if (from === undefined || to === undefined) return refused({ kind: 'export-range', why: 'no-day' });
    if (format === undefined || args.length > 3) return refused({ kind: 'export-range', why: 'format' });
    const asked = await askForExport(exporting, standing, { from, to, format, id: context.newId() });
    if (!asked.ok) return asked;
    await context.ask({ kind: 'export', key: asked.value.key });
    const { days } = asked.value;
    const untilToday = days.to === to ? [] : [line((say) => say.exports.untilToday)];
    return answerCard(
      card((say) => say.exports.askedTitle(days.from, days.to), {
        icon: '📤',
        lines: [...untilToday, line((say) => say.exports.askedLine(exporting.timeZone)), line((say) => say.exports.onRecord)],
      }),
    );
  },
};

export const exportWords = { export: exportWord } as const satisfies Record<string, CommandWord>;
