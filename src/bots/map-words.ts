/** `/egress map | unmap | mappings`: which channel shows what. Without arguments, a dialog asks for them. */

import { checkAdmin } from '../workflow/permissions.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { refused } from '../workflow/refusal.ts';
import type { Channel } from '../workflow/request.ts';
import { listMappings } from '../workflow/roster.ts';
import { line } from './card.ts';
import type { Speaker, Word } from './chat.ts';
import type { CommandWord } from './context.ts';
import { mappingEntry, mostEntries } from './entry-forms.ts';
import { mappingLine, mapTo, unmapFrom } from './mapping-deeds.ts';
import { answerCard, card, wordText } from './request-words.ts';
import { openRosterForm, rosterActions } from './roster-forms.ts';
import { misused, usageOf } from './usage.ts';

/** The channel that is named first, or else the one that was typed in, which may be called `here`. */
const takeChannel = (speaker: Speaker, args: readonly Word[]): { readonly channel?: Channel; readonly rest: readonly Word[] } => {
  const [first, ...rest] = args;
  const { platform, tenant } = speaker.identity;
  if (first?.kind === 'channel') return { channel: { platform, tenant, id: first.id }, rest };
  const named = wordText(first)?.toLowerCase() === 'here' ? rest : args;
  return speaker.channel === undefined ? { rest: named } : { channel: { platform, tenant, id: speaker.channel }, rest: named };
};

/** What is missing when no channel is named: in Teams one can only type it there. */
const noChannel = (word: 'map' | 'unmap', { identity }: Speaker): Outcome<never> =>
  misused(word, identity.platform === 'teams' ? 'type-in-channel' : 'needs-channel');

/** A `#name` that the platform did not recognise as a channel of its own. */
const namesNoChannel = (word: Word | undefined): boolean => wordText(word)?.startsWith('#') === true;

const map: CommandWord = {
  audience: 'admins',
  run: async (context, asked) => {
    const { standing, speaker, args } = asked;
    const barred = checkAdmin(standing);
    if (barred) return refused(barred);
    if (args.length === 0) return openRosterForm(context, asked, 'map');
    if (namesNoChannel(args[0])) return refused({ kind: 'unknown-channel' });
    const { channel, rest } = takeChannel(speaker, args);
    const role = wordText(rest[0]);
    if (!channel) return noChannel('map', speaker);
    if (role === undefined || rest.length > 2) return misused('map', 'needs-channel-and-role');
    const mapped = await mapTo(context, asked, { channel, role, project: wordText(rest[1]) ?? '*' });
    return mapped.ok ? answerCard(mapped.value) : mapped;
  },
};

const unmap: CommandWord = {
  audience: 'admins',
  run: async (context, asked) => {
    const { standing, speaker, args } = asked;
    const barred = checkAdmin(standing);
    if (barred) return refused(barred);
    // Never the channel it is typed in: whoever asks how the command is written must not undo a mapping by it.
    if (args.length === 0) return openRosterForm(context, asked, 'unmap');
    if (namesNoChannel(args[0])) return refused({ kind: 'unknown-channel' });
    const { channel, rest } = takeChannel(speaker, args);
    if (!channel || rest.length > 2) return noChannel('unmap', speaker);
    const role = wordText(rest[0]);
    const project = wordText(rest[1]);
    const unmapped = await unmapFrom(context, asked, {
      channel,
      ...(role === undefined ? {} : { role }),
      ...(project === undefined ? {} : { project }),
    });
    return unmapped.ok ? answerCard(unmapped.value) : unmapped;
  },
};

const mappings: CommandWord = {
  audience: 'admins',
  run: async (context, asked) => {
    const barred = checkAdmin(asked.standing);
    if (barred) return refused(barred);
    const all = await listMappings(context.roster);
    const hasEntries = all.length <= mostEntries;
    const shown =
      all.length === 0
        ? card((say) => say.mappings.none, { icon: '🗺️', lines: [line((say) => say.mappings.begin, usageOf('map'))] })
        : card((say) => say.mappings.mappings(all.length), {
            icon: '🗺️',
            ...(hasEntries ? {} : { list: { title: (say) => say.mappings.channels, items: all.map(mappingLine(context)), more: 0 } }),
          });
    const entries = hasEntries ? all.map((mapping) => mappingEntry(context, mapping)) : [];
    const actions = await rosterActions(context, asked, hasEntries ? ['map'] : ['map', 'unmap']);
    return answerCard({ ...shown, blocks: [...shown.blocks, ...entries, actions] });
  },
};

export const mapWords = { map, unmap, mappings } as const satisfies Record<string, CommandWord>;
