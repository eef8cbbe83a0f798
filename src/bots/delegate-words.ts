/** `/egress delegate | undelegate`: a reviewer who will be absent passes their roles to a colleague until a date. */

import { delegable, delegate, delegationsBy, undelegate } from '../workflow/delegations.ts';
import { groupHoldings } from '../workflow/groups.ts';
import { isInForce } from '../workflow/permissions.ts';
import type { Grant } from '../workflow/ports.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import type { Person, PersonId } from '../workflow/request.ts';
import { grantsOf } from '../workflow/roster.ts';
import { isProject, roleFrom } from './admin-parts.ts';
import type { Card, Line } from './card.ts';
import { commandLine, line } from './card.ts';
import type { Word } from './chat.ts';
import type { Asked, CommandWord, Context } from './context.ts';
import { granteeOf, overlap, untilFrom } from './grant-deeds.ts';
import { grantLine } from './grant-line.ts';
import { accountMeant } from './named-person.ts';
import { answerCard, card, wordText } from './request-words.ts';
import { misused } from './usage.ts';
import { wakeWaiting } from './wake-waiting.ts';

/** The role and project that were typed, if any. */
const narrowed = (context: Context, words: readonly (string | undefined)[]) => {
  const [role, project] = words;
  return { ...(role === undefined ? {} : { role: roleFrom(context, role) }), ...(project === undefined ? {} : { project }) };
};

type Passed = {
  readonly to: PersonId;
  readonly grants: readonly Grant[];
  /** Of these, the roles that the colleague holds in their own right: there they are counted by themselves. */
  readonly heldToo: readonly string[];
  /** Whether the two are one voice in any of them; not said where the colleague may well be counted apart. */
  readonly countOnce: boolean;
};

const passedTo = async ({ roster, roleLabel }: Context, to: PersonId, grants: readonly Grant[]): Promise<Passed> => {
  const now = roster.clock();
  const roles = roster.groups.roles.filter((role) => grants.some((grant) => overlap(role, grant)));
  const [granted, byGroup] = await Promise.all([grantsOf(roster, to), groupHoldings({ ...roster.groups, roles })]);
  const own = [...granted, ...byGroup.grants].filter(({ person, delegatedBy }) => person === to && delegatedBy === undefined);
  const held = grants.filter(({ role, project }) => own.some((grant) => grant.role === role && isInForce(grant, project, now)));
  const countOnce = grants.some((grant) => ![...own, ...byGroup.unread].some((other) => overlap(grant, other)));
  return { to, grants, heldToo: [...new Set(held.map(({ role }) => roleLabel(role)))], countOnce };
};

/** To the colleague. */
const passedMessage = (context: Context, by: Person, { grants, heldToo, countOnce }: Passed): Card => ({
  ...card((say) => say.delegations.passedToYou(by.name, grants.length), {
    icon: '🤝',
    lines: [
      line(
        (say) => say.delegations.inPlaceOf(by.id),
        (say) => (countOnce ? say.delegations.countOnce : ''),
      ),
      ...(heldToo.length === 0 ? [] : [line((say) => say.delegations.youHoldItToo(heldToo))]),
      line((say) => say.delegations.yourRoles),
    ],
    list: { title: (say) => say.delegations.forNow, items: grants.map(grantLine(context)), more: 0 },
  }),
});

/** To the admins, who granted the role to somebody else. */
const passedNotice = (context: Context, by: Person, { to, grants }: Passed): Card =>
  card((say) => say.delegations.passedTo(by.name, to, grants.length), {
    icon: '🤝',
    lines: [line((say) => say.delegations.adminsTakeBack)],
    list: { title: (say) => say.delegations.forNow, items: grants.map(grantLine(context)), more: 0 },
  });

const isSaid = (said: Promise<void>): Promise<boolean> =>
  said.then(
    () => true,
    () => false,
  );

/**
 * To the colleague and the admins; resolves with whether the colleague knows. What holds does not hang on whether they could be written to:
 * whoever passed it on can tell them.
 */
const tellNews = async (context: Context, by: Person, passed: Passed): Promise<boolean> => {
  const what = `delegated-${passed.grants.map(({ version }) => version).join('-')}-${context.newId()}`;
  const { to } = passed;
  const [isTold] = await Promise.all([
    isSaid(context.tell({ partition: 'accounts', what, to, card: passedMessage(context, by, passed) })),
    isSaid(
      context.tellAdmins({ partition: 'accounts', what: `${what}-admins`, card: passedNotice(context, by, passed), except: [by.id, to] }),
    ),
  ]);
  return isTold;
};

const delegateWord: CommandWord = {
  audience: 'reviewers',
  run: async (context, asked) => {
    const { standing, args } = asked;
    const words = args.slice(1).map(wordText);
    const untilAt = words.findIndex((word) => word?.toLowerCase() === 'until');
    const [first] = args;
    if (!first || wordText(first)?.toLowerCase() === 'until' || untilAt === -1 || untilAt > 2 || words.length !== untilAt + 2)
      return misused('delegate', 'needs-person-and-day');
    const meant = narrowed(context, words.slice(0, untilAt));
    if (meant.project !== undefined && !isProject(meant.project)) return misused('delegate', 'not-a-project');
    // Whoever has nothing to pass on learns nothing about an account.
    const own = delegable(context.roster, standing, meant);
    if (!own.ok) return own;
    const account = await accountMeant(context, asked, first);
    if (!account.ok) return account;
    const to = await granteeOf(context, account.value);
    if (!to.ok) return to;
    const until = untilFrom(context, words.at(-1) ?? '');
    if (!until.ok) return until;
    const passed = await delegate(context.roster, standing, { to: to.value, ...meant, until: until.value });
    if (!passed.ok) return passed;
    const { grants, news } = passed.value;
    const now = await passedTo(context, to.value, grants);
    const isTold = news.length === 0 || (await tellNews(context, standing.person, await passedTo(context, to.value, news)));
    await wakeWaiting(context, news);
    const lines = [
      ...(isTold ? [] : [line((say) => say.delegations.notTold(to.value))]),
      ...(now.countOnce ? [line((say) => say.delegations.countOnce)] : []),
      ...(now.heldToo.length === 0 ? [] : [line((say) => say.delegations.holdsItToo(to.value, now.heldToo))]),
      line((say) => say.delegations.toTakeBack(commandLine(`undelegate ${to.value}`))),
    ];
    return answerCard(
      card((say) => say.delegations.mayDecide(to.value), {
        icon: '🤝',
        lines,
        list: { title: (say) => say.delegations.passedOn, items: grants.map(grantLine(context)), more: 0 },
      }),
    );
  },
};

/** By address where one of theirs is meant, since an account may be gone by then. */
const deputyFrom = async (context: Context, { standing }: Asked, word: Word | undefined): Promise<Outcome<PersonId>> => {
  const typed = wordText(word)?.toLowerCase();
  const passed =
    typed === undefined ? undefined : (await delegationsBy(context.roster, standing.person.id)).find(({ person }) => person === typed);
  if (passed) return done(passed.person);
  if (word?.kind === 'user') return granteeOf(context, word.identity);
  return typed === undefined ? misused('undelegate', 'needs-person') : refused({ kind: 'no-such-delegation', who: typed });
};

const undelegateWord: CommandWord = {
  audience: 'reviewers',
  run: async (context, asked) => {
    const { standing, args } = asked;
    if (args.length === 0 || args.length > 3) return misused('undelegate', 'needs-person');
    const to = await deputyFrom(context, asked, args[0]);
    if (!to.ok) return to;
    const taken = await undelegate(context.roster, standing, { to: to.value, ...narrowed(context, args.slice(1).map(wordText)) });
    if (!taken.ok) return taken;
    await wakeWaiting(context, taken.value);
    return answerCard(
      card((say) => say.delegations.noLonger(to.value), {
        icon: '🤝',
        lines: [line((say) => say.delegations.refusedNow)],
        list: { title: (say) => say.delegations.takenBack, items: taken.value.map(grantLine(context)), more: 0 },
      }),
    );
  },
};

/** What this person passed on, for `whoami`. */
export const passedOn = async (context: Context, person: PersonId): Promise<readonly Line[]> =>
  (await delegationsBy(context.roster, person)).map((grant) => line((say) => say.delegations.passed, ...grantLine(context)(grant)));

export const delegateWords = { delegate: delegateWord, undelegate: undelegateWord } as const satisfies Record<string, CommandWord>;
