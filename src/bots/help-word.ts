/** `help`: the words that the reader may use, by what they are for. */
import { exportScope } from '../workflow/exports.ts';
import type { Standing } from '../workflow/permissions.ts';
import { adminRole } from '../workflow/permissions.ts';
import type { Block, Phrase } from './card.ts';
import { line } from './card.ts';
import type { Audience, CommandWord, Context } from './context.ts';
import type { WordName } from './languages/english.ts';
import { answerCard, card } from './request-words.ts';
import { usageOf } from './usage.ts';

const parts: readonly { readonly title: Phrase; readonly audiences: readonly Audience[] }[] = [
  { title: (say) => say.help.yours, audiences: ['everybody'] },
  { title: (say) => say.help.reviewing, audiences: ['reviewers'] },
  { title: (say) => say.help.releases, audiences: ['managers', 'revokers'] },
  { title: (say) => say.help.record, audiences: ['auditors'] },
  { title: (say) => say.help.admins, audiences: ['admins'] },
];

/** Whose words the person is shown, by what they hold; what they may hold by a group that could not be read counts here, where it grants nothing. */
const isShown = ({ core, exporting }: Context, standing: Standing): Readonly<Record<Audience, boolean>> => {
  const { admin, grants, unread = [] } = standing;
  const held = [...grants, ...unread].map(({ role }) => role);
  const manager = core.rules.termsFor('*').egressManagerRole;
  const manages = held.includes(manager);
  const reviews = held.some((role) => role !== manager && role !== exporting.auditorRole && role !== adminRole);
  return {
    everybody: true,
    reviewers: reviews,
    managers: manages,
    revokers: manages || admin,
    auditors: exportScope(standing, exporting).ok,
    admins: admin,
  };
};

export const helpWord = (
  listed: () => { readonly words: Readonly<Record<WordName, CommandWord>>; readonly names: readonly WordName[] },
): CommandWord => ({
  audience: 'everybody',
  run: async (context, { standing }) => {
    const shows = isShown(context, standing);
    const { words, names } = listed();
    const lists = parts.flatMap(({ title, audiences }): readonly Block[] => {
      const items = names
        .filter((name) => audiences.includes(words[name].audience) && shows[words[name].audience])
        .map((name) => line(usageOf(name), '  ', (say) => say.words[name].about));
      return items.length === 0 ? [] : [{ kind: 'list', title, items, more: 0 }];
    });
    const shown = card((say) => say.help.title, { icon: '🛟', lines: [line((say) => say.help.ids)] });
    return answerCard({ ...shown, blocks: [...shown.blocks, ...lists] });
  },
});
