/** `/egress confirm-grant`, and the button by which a second admin agrees that somebody becomes an admin. */

import { confirmGrant, findProposal } from '../workflow/admin-grants.ts';
import { dormancyOf } from '../workflow/dormancy.ts';
import type { Standing } from '../workflow/permissions.ts';
import { adminRole, checkAdmin } from '../workflow/permissions.ts';
import type { Grant } from '../workflow/ports.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { refused } from '../workflow/refusal.ts';
import type { PersonId } from '../workflow/request.ts';
import { adminsOf, grantsOf, listProposals } from '../workflow/roster.ts';
import type { Card, Inline, Line, Phrase } from './card.ts';
import { commandLine, line } from './card.ts';
import type { Answer, Word } from './chat.ts';
import type { CommandWord, Context } from './context.ts';
import { dayIn } from './languages/instants.ts';
import { answerCard, card, wordText } from './request-words.ts';
import { misused } from './usage.ts';

const takeBackOf = ({ person }: Grant): Inline => commandLine(`revoke-grant ${person} ${adminRole}`);
const confirmOf = ({ person }: Grant): Inline => commandLine(`confirm-grant ${person}`);

/** What would be confirmed: who, until when, by whom proposed, and the button that confirms that and nothing else. */
const proposalCard = async (context: Context, grant: Grant, by: { readonly name: string; readonly id: PersonId }): Promise<Card> => {
  const { person, state } = grant;
  const goesOn = state === 'active';
  const title: Phrase = (say) => say.grants.proposal({ by: by.name, person, goesOn });
  const { endsAt, until } = grant.proposal ?? {};
  const said = {
    person,
    granter: by.id,
    endsAt: endsAt && ({ kind: 'instant', at: endsAt } as const),
  };
  const wouldBe = line((say) =>
    say.grants.wouldBe({ ...said, now: goesOn ? { until: dayIn(say, grant.until) } : undefined, until: dayIn(say, until) }),
  );
  const resting = await restingLine(context, person);
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '🎫', text: title },
      { kind: 'text', tone: 'normal', line: wouldBe },
      ...resting.map((each) => ({ kind: 'text', tone: 'normal', line: each }) as const),
      {
        kind: 'actions',
        actions: [
          {
            kind: 'button',
            label: (say) => say.grants.confirm,
            style: 'primary',
            command: { do: 'confirm-grant', person, version: grant.version },
          },
        ],
      },
      { kind: 'text', tone: 'muted', line: line((say) => say.grants.orTyped(confirmOf(grant), takeBackOf(grant))) },
    ],
  };
};

/** That what the person holds rests, where it does, and what wakes it. */
const restingLine = async ({ dormancy, roster }: Context, person: PersonId): Promise<readonly Line[]> => {
  const dormant = await dormancyOf(dormancy, person, await grantsOf(roster, person));
  return dormant ? [line((say) => say.checking.restsUntilConfirmed(dormant.seen))] : [];
};

/** It waits to be confirmed whether or not the others could be told; whoever proposed it can tell them. */
const tellOthers = async (context: Context, { id, name }: Standing['person'], grant: Grant): Promise<boolean> => {
  const what = `proposal-${encodeURIComponent(grant.person)}-${grant.version}`;
  const card = await proposalCard(context, grant, { id, name });
  try {
    await context.tellAdmins({ partition: 'accounts', what, card, except: [id, grant.person] });
    return true;
  } catch {
    return false;
  }
};

/** What is done and said once a grant is proposed only. */
export const proposedCard = async (context: Context, { person }: Standing, grant: Grant): Promise<Card> => {
  const areTold = await tellOthers(context, person, grant);
  const lines: readonly Line[] = [
    line(
      (say) => (grant.state === 'active' ? say.grants.asBefore(grant.person) : say.grants.noAdminYet(grant.person)),
      (say) => (areTold ? say.grants.othersAreTold : say.grants.othersNotTold(confirmOf(grant))),
    ),
    line((say) => say.grants.toTakeBack(takeBackOf(grant))),
  ];
  return card((say) => say.grants.needsConfirming, { icon: '🎫', lines });
};

const confirming = (context: Context) => ({ ...context.roster, admins: () => adminsOf(context.roster, context.admins) });

/** Of the button, which says what its admin was shown. */
export const confirmProposal = async (
  context: Context,
  standing: Standing,
  about: { readonly person: PersonId; readonly version: number },
): Promise<Outcome<Answer>> => {
  const confirmed = await confirmGrant(confirming(context), standing, about);
  if (!confirmed.ok) return confirmed;
  const { person, until } = confirmed.value;
  const lines = [line((say) => say.grants.holdsFromNow(person, dayIn(say, until)))];
  return answerCard(card((say) => say.grants.isAdmin(person), { icon: '🎫', lines }));
};

/** By address, as the message to the admins has it, or by their account. */
const whoIsMeant = async (context: Context, word: Word | undefined): Promise<Outcome<PersonId>> => {
  const typed = wordText(word)?.toLowerCase();
  const proposed = typed === undefined ? undefined : (await listProposals(context.roster)).find(({ person }) => person === typed);
  if (proposed) return { ok: true, value: proposed.person };
  if (word?.kind !== 'user')
    return typed === undefined ? misused('confirm-grant', 'needs-one-person') : refused({ kind: 'no-such-proposal', who: typed });
  const person = await context.people.identify(word.identity);
  return person.ok ? { ok: true, value: person.value.id } : person;
};

const confirm: CommandWord = {
  audience: 'admins',
  run: async (context, { standing, args }) => {
    const barred = checkAdmin(standing);
    if (barred) return refused(barred);
    if (args.length !== 1) return misused('confirm-grant', 'needs-one-person');
    const person = await whoIsMeant(context, args[0]);
    if (!person.ok) return person;
    // A line names somebody and no version: it shows what there is to confirm, and confirms nothing.
    const found = await findProposal(confirming(context), standing, person.value);
    if (!found.ok) return found;
    const { by } = found.value.proposal;
    return answerCard(await proposalCard(context, found.value, { id: by, name: by }));
  },
};

export const confirmWords = { 'confirm-grant': confirm } as const satisfies Record<string, CommandWord>;
