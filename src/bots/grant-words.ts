/** `/egress grant | revoke-grant | grants`: who holds which role. Without arguments, a dialog asks for them. */

import { checkAdmin } from '../workflow/permissions.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import type { GrantCommand } from '../workflow/roster.ts';
import { listGrants, listProposals } from '../workflow/roster.ts';
import { roleFrom } from './admin-parts.ts';
import { line } from './card.ts';
import type { Word } from './chat.ts';
import type { CommandWord, Context } from './context.ts';
import { grantEntry, mostEntries } from './entry-forms.ts';
import { granteeOf, grantTo, takeBack } from './grant-deeds.ts';
import { fileAdminLines, grantLine } from './grant-line.ts';
import { groupLines } from './group-lines.ts';
import { accountMeant } from './named-person.ts';
import { answerCard, card, wordText } from './request-words.ts';
import { openRosterForm, rosterActions } from './roster-forms.ts';
import { misused, usageOf } from './usage.ts';

const grant: CommandWord = {
  audience: 'admins',
  run: async (context, asked) => {
    const { standing, args } = asked;
    const barred = checkAdmin(standing);
    if (barred) return refused(barred);
    if (args.length === 0) return openRosterForm(context, asked, 'grant');
    const words = args.slice(1).map(wordText);
    const untilAt = words.findIndex((word) => word?.toLowerCase() === 'until');
    const [role, project = '*', ...extra] = untilAt === -1 ? words : words.slice(0, untilAt);
    const dates = untilAt === -1 ? [] : words.slice(untilAt + 1);
    const account = args[0] ? await accountMeant(context, asked, args[0]) : undefined;
    if (account && !account.ok) return account;
    if (!account || role === undefined || extra.length > 0 || (untilAt !== -1 && dates.length !== 1))
      return misused('grant', 'needs-person-and-role');
    const until = dates[0] === undefined ? {} : { until: dates[0] };
    const granted = await grantTo(context, asked, { identity: account.value, role, project, ...until });
    return granted.ok ? answerCard(granted.value) : granted;
  },
};

const revoke: CommandWord = {
  audience: 'admins',
  run: async (context, asked) => {
    const { standing, args } = asked;
    const barred = checkAdmin(standing);
    if (barred) return refused(barred);
    if (args.length === 0) return openRosterForm(context, asked, 'revoke-grant');
    const role = wordText(args[1]);
    if (role === undefined || args.length > 3) return misused('revoke-grant', 'needs-person-and-role');
    const person = await holderFrom(context, args[0]);
    if (!person.ok) return person;
    const grantOf = { person: person.value, role: roleFrom(context, role), project: wordText(args[2]) ?? '*' };
    const taken = await takeBack(context, asked, grantOf);
    return taken.ok ? answerCard(taken.value) : taken;
  },
};

/** A grant is also taken back by address: from somebody whose account no longer exists, or is no longer what it was. */
const holderFrom = async (context: Context, word: Word | undefined): Promise<Outcome<GrantCommand['person']>> => {
  const typed = wordText(word)?.toLowerCase();
  const known = async () => [
    ...context.admins,
    ...[...(await listGrants(context.roster)), ...(await listProposals(context.roster))].map(({ person }) => person),
  ];
  const held = typed === undefined ? undefined : (await known()).find((person) => person === typed);
  if (held) return done(held);
  if (word?.kind !== 'user')
    return typed === undefined ? misused('revoke-grant', 'needs-person-and-role') : refused({ kind: 'unknown-person', who: typed });
  const person = await granteeOf(context, word.identity);
  return !person.ok && person.refusal.kind === 'untrusted-grantee' ? misused('revoke-grant', 'needs-address') : person;
};

const grants: CommandWord = {
  audience: 'admins',
  run: async (context, asked) => {
    const barred = checkAdmin(asked.standing);
    if (barred) return refused(barred);
    const proposed = (await listProposals(context.roster)).filter(({ state }) => state === 'proposed');
    const all = [...(await listGrants(context.roster)), ...proposed];
    const groups = await groupLines(context);
    const hasEntries = all.length <= mostEntries;
    const shown =
      all.length + groups.length === 0
        ? card((say) => say.grants.none, { icon: '🎫', lines: [line((say) => say.grants.begin, usageOf('grant'))] })
        : card((say) => say.grants.grants(all.length), {
            icon: '🎫',
            list: {
              title: (say) => say.grants.whoHoldsWhat,
              items: [...fileAdminLines(context), ...groups, ...(hasEntries ? [] : all.map(grantLine(context)))],
              more: 0,
            },
          });
    const entries = hasEntries ? all.map((grant) => grantEntry(context, grant)) : [];
    const actions = await rosterActions(context, asked, hasEntries ? ['grant'] : ['grant', 'revoke-grant']);
    return answerCard({ ...shown, blocks: [...shown.blocks, ...entries, actions] });
  },
};

export const grantWords = { grant, 'revoke-grant': revoke, grants } as const satisfies Record<string, CommandWord>;
