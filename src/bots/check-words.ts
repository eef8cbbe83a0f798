/** `/egress check-grants`: which grants belong to somebody who can no longer act here. */
import { checkAdmin } from '../workflow/permissions.ts';
import type { Grant } from '../workflow/ports.ts';
import { refused } from '../workflow/refusal.ts';
import type { ChatIdentity, PersonId } from '../workflow/request.ts';
import { listGrants } from '../workflow/roster.ts';
import { roleFrom } from './admin-parts.ts';
import type { Line, Phrase } from './card.ts';
import { commandLine, line, text } from './card.ts';
import type { CommandWord, Context } from './context.ts';
import { grantInline } from './grant-line.ts';
import { untrustedReason } from './messages.ts';
import { answerCard, card, wordText } from './request-words.ts';
import { usageOf } from './usage.ts';

/** Each is asked for at the platform, one after the other, so that a large roster cannot use up what the platform allows. */
const mostAsked = 100;

/** Why none of the person's accounts may act; undefined when one may, as a colleague may well have left one platform only. */
const whyNobody = async ({ people }: Context, accounts: readonly ChatIdentity[]): Promise<Phrase | undefined> => {
  let why: Phrase | undefined;
  for (const identity of accounts) {
    const person = await people.identify(identity);
    if (person.ok) return undefined;
    if (person.refusal.kind === 'untrusted-account') why ??= untrustedReason(person.refusal.why);
  }
  return why ?? ((say) => say.grants.noAccount);
};

const findingLine = (context: Context, grant: Grant, why: Phrase): Line => {
  const { person, role, project } = grant;
  const takeBack = commandLine(`revoke-grant ${person} ${role}${project === '*' ? '' : ` ${project}`}`);
  return line((say) => say.grants.finding({ grant: grantInline(context, grant), why: text(why), takeBack }));
};

const check: CommandWord = {
  audience: 'admins',
  run: async (context, { standing, args }) => {
    const barred = checkAdmin(standing);
    if (barred) return refused(barred);
    const typed = wordText(args[0]);
    const role = typed === undefined ? undefined : roleFrom(context, typed);
    const grants = (await listGrants(context.roster)).filter((grant) => role === undefined || grant.role === role);
    const holders = [...new Set(grants.map(({ person }) => person))];
    const asked = holders.slice(0, mostAsked);
    const accounts = await context.people.accounts();
    const whyNot = new Map<PersonId, Phrase>();
    for (const person of asked) {
      const why = await whyNobody(context, accounts.get(person) ?? []);
      if (why !== undefined) whyNot.set(person, why);
    }
    const items = grants.flatMap((grant) => {
      const why = whyNot.get(grant.person);
      return why === undefined ? [] : [findingLine(context, grant, why)];
    });
    const lines = [
      line((say) => say.grants.lookedUp(asked.length)),
      ...(asked.length < holders.length
        ? [line((say) => say.grants.notLookedUp(holders.length - asked.length, usageOf('check-grants')))]
        : []),
    ];
    const title: Phrase = (say) => (items.length === 0 ? say.grants.allCanAct : say.grants.cannotAct(items.length));
    return answerCard(card(title, { icon: '🎫', lines, list: { title: (say) => say.grants.toBeTakenBack, items, more: 0 } }));
  },
};

export const checkWords = { 'check-grants': check } as const satisfies Record<string, CommandWord>;
