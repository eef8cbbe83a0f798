/** `/egress grant | revoke-grant | grants`: who holds which role. */
import { adminRole, checkAdmin } from '../workflow/permissions.ts';
import type { Grant } from '../workflow/ports.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import type { Instant } from '../workflow/request.ts';
import type { GrantCommand } from '../workflow/roster.ts';
import { grantRole, listGrants, revokeGrant } from '../workflow/roster.ts';
import { isProject, misused, projectText, roleFrom, usages } from './admin-parts.ts';
import type { Line } from './card.ts';
import { commandLine, line, text } from './card.ts';
import type { Word } from './chat.ts';
import type { CommandWord, Context } from './context.ts';
import { count } from './format.ts';
import { answerCard, card, wordText } from './request-words.ts';

const grantLine =
  (context: Context) =>
  ({ person, role, project, until }: Grant): Line =>
    line(
      `${person}: `,
      text(context.roleLabel(role), 'bold'),
      `, ${projectText(project)}`,
      ...(until === undefined ? [] : [`, until ${until.slice(0, 10)}`]),
    );

const takePerson = async (context: Context, word: Word | undefined): Promise<Outcome<GrantCommand['person']>> => {
  if (word?.kind !== 'user') return refused({ kind: 'unknown-person', who: wordText(word) ?? 'nobody' });
  const person = await context.people.identify(word.identity);
  if (person.ok) return done(person.value.id);
  return person.refusal.kind === 'untrusted-account'
    ? refused({ kind: 'untrusted-grantee', why: person.refusal.why, who: 'This account' })
    : person;
};

const dateText = /^\d{4}-\d{2}-\d{2}$/;

/** The end of that day in UTC. */
const untilFrom = (context: Context, typed: string): Outcome<Instant> => {
  const end = new Date(`${typed}T23:59:59.999Z`);
  if (
    !dateText.test(typed) ||
    Number.isNaN(end.getTime()) ||
    !end.toISOString().startsWith(typed) ||
    end.toISOString() <= context.core.clock()
  )
    return refused({ kind: 'date-not-ahead', date: typed });
  return done(end.toISOString() as Instant);
};

const grant: CommandWord = {
  usage: usages.grant,
  about: 'gives somebody a role',
  audience: 'admins',
  run: async (context, { standing, args }) => {
    const barred = checkAdmin(standing);
    if (barred) return refused(barred);
    const words = args.slice(1).map(wordText);
    const untilAt = words.findIndex((word) => word?.toLowerCase() === 'until');
    const [typed, project = '*', ...extra] = untilAt === -1 ? words : words.slice(0, untilAt);
    const dates = untilAt === -1 ? [] : words.slice(untilAt + 1);
    if (args[0]?.kind === 'text') return refused({ kind: 'unknown-person', who: args[0].text });
    if (args[0]?.kind !== 'user' || typed === undefined || extra.length > 0 || (untilAt !== -1 && dates.length !== 1))
      return misused('grant', 'This needs a person and a role.');
    if (!isProject(project)) return misused('grant', `${project} is no project id.`);
    if (typed.toLowerCase() === adminRole && project !== '*')
      return misused('grant', 'An admin is one for all projects, so no project can be named.');
    const person = await takePerson(context, args[0]);
    if (!person.ok) return person;
    const until = dates[0] === undefined ? undefined : untilFrom(context, dates[0]);
    if (until && !until.ok) return until;
    const command = { person: person.value, role: roleFrom(context, typed), project, ...(until ? { until: until.value } : {}) };
    const granted = await grantRole(context.roster, standing, command);
    if (!granted.ok) return granted;
    const lines = [line(...grantLine(context)(granted.value)), line('It holds from now on. All grants: ', commandLine('grants'))];
    return answerCard(card('Role granted', { icon: '🎫', lines }));
  },
};

const revoke: CommandWord = {
  usage: usages['revoke-grant'],
  about: 'takes a role back',
  audience: 'admins',
  run: async (context, { standing, args }) => {
    const barred = checkAdmin(standing);
    if (barred) return refused(barred);
    const typed = wordText(args[1]);
    if (typed === undefined || args.length > 3) return misused('revoke-grant', 'This needs a person and a role.');
    const person = await granteeFrom(context, args[0]);
    if (!person.ok) return person;
    const revoked = await revokeGrant(context.roster, standing, {
      person: person.value,
      role: roleFrom(context, typed),
      project: wordText(args[2]) ?? '*',
    });
    if (!revoked.ok) return revoked;
    return answerCard(
      card('Role taken back', {
        icon: '🎫',
        lines: [line(...grantLine(context)(revoked.value)), line('Whatever they press from now on is refused.')],
      }),
    );
  },
};

/** A grant is also taken back by address: from somebody whose account no longer exists, or is no longer what it was. */
const granteeFrom = async (context: Context, word: Word | undefined): Promise<Outcome<GrantCommand['person']>> => {
  const typed = wordText(word)?.toLowerCase();
  const held = typed === undefined ? undefined : (await listGrants(context.roster)).find(({ person }) => person === typed);
  if (held) return done(held.person);
  const person = await takePerson(context, word);
  return !person.ok && person.refusal.kind === 'untrusted-grantee'
    ? misused(
        'revoke-grant',
        'This account cannot be checked any more, so write the e-mail address that the list of grants shows in its place.',
      )
    : person;
};

const grants: CommandWord = {
  usage: 'grants',
  about: 'who holds which role',
  audience: 'admins',
  run: async (context, { standing }) => {
    const barred = checkAdmin(standing);
    if (barred) return refused(barred);
    const all = await listGrants(context.roster);
    if (all.length === 0)
      return answerCard(card('Nobody holds a role yet', { icon: '🎫', lines: [line('Begin with ', commandLine(usages.grant))] }));
    return answerCard(
      card(count(all.length, 'grant'), { icon: '🎫', list: { title: 'Who holds what', items: all.map(grantLine(context)), more: 0 } }),
    );
  },
};

export const grantWords = { grant, 'revoke-grant': revoke, grants } as const satisfies Record<string, CommandWord>;
