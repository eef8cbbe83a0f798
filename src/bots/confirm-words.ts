/** `/egress confirm-grant`, and the button that does the same: a second admin agrees that somebody becomes an admin. */

import { confirmGrant } from '../workflow/admin-grants.ts';
import type { Standing } from '../workflow/permissions.ts';
import { adminRole, checkAdmin } from '../workflow/permissions.ts';
import type { Grant } from '../workflow/ports.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { refused } from '../workflow/refusal.ts';
import type { PersonId } from '../workflow/request.ts';
import { listProposals } from '../workflow/roster.ts';
import type { Card, Inline, Line, Phrase } from './card.ts';
import { commandLine, line } from './card.ts';
import type { Answer, Word } from './chat.ts';
import type { CommandWord, Context } from './context.ts';
import { answerCard, card, wordText } from './request-words.ts';
import { misused } from './usage.ts';

const takeBackOf = ({ person }: Grant): Inline => commandLine(`revoke-grant ${person} ${adminRole}`);

/** To the other admins: whom somebody would make an admin. */
const proposalMessage = (grant: Grant, by: Standing['person']): Card => {
  const title: Phrase = (say) => say.grants.proposal({ by: by.name, person: grant.person });
  const { endsAt, until } = grant.proposal ?? {};
  const said = {
    person: grant.person,
    until: until?.slice(0, 10),
    granter: by.id,
    endsAt: endsAt && ({ kind: 'instant', at: endsAt } as const),
  };
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '🎫', text: title },
      {
        kind: 'text',
        tone: 'normal',
        line: line((say) => say.grants.wouldBe(said)),
      },
      {
        kind: 'actions',
        actions: [
          {
            kind: 'button',
            label: (say) => say.grants.confirm,
            style: 'primary',
            command: { do: 'confirm-grant', person: grant.person, version: grant.version },
          },
        ],
      },
      {
        kind: 'text',
        tone: 'muted',
        line: line((say) => say.grants.orTyped(commandLine(`confirm-grant ${grant.person}`), takeBackOf(grant))),
      },
    ],
  };
};

/** What is done and said once a grant is proposed only. */
export const proposedCard = async (context: Context, { person }: Standing, grant: Grant): Promise<Card> => {
  await context.tellAdmins({
    partition: 'accounts',
    what: `proposal-${encodeURIComponent(grant.person)}-${grant.version}`,
    card: proposalMessage(grant, person),
    except: [person.id, grant.person],
  });
  const lines: readonly Line[] = [
    line((say) => say.grants.noAdminYet(grant.person)),
    line((say) => say.grants.toTakeBack(takeBackOf(grant))),
  ];
  return card((say) => say.grants.needsConfirming, { icon: '🎫', lines });
};

/** For the word and for the button, which says what its admin was shown. */
export const confirmProposal = async (
  context: Context,
  standing: Standing,
  about: { readonly person: PersonId; readonly version?: number },
): Promise<Outcome<Answer>> => {
  const confirmed = await confirmGrant(context.roster, standing, about);
  if (!confirmed.ok) return confirmed;
  const { person } = confirmed.value;
  const lines = [line((say) => say.grants.holdsFromNow(person))];
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
    return person.ok ? confirmProposal(context, standing, { person: person.value }) : person;
  },
};

export const confirmWords = { 'confirm-grant': confirm } as const satisfies Record<string, CommandWord>;
