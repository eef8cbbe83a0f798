/** Groups that confer roles, in words. */
import type { Group, GroupRole } from '../workflow/groups.ts';
import type { Refusal } from '../workflow/refusal.ts';
import type { EgressRequest } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import type { Card, Line, Phrase } from './card.ts';
import { commandLine, line, text } from './card.ts';
import type { Context } from './context.ts';
import { statusIcon } from './format.ts';
import type { Language } from './languages/english.ts';
import { requestFacts, sealFacts } from './request-facts.ts';

/** A group by the name that the policy file gives it, else by its id. */
export const groupText = (say: Language, { kind, name, id }: Group): string => say.groups[kind](name ?? id);

/** Behind what is held: by which group. */
export const byGroupText =
  (group: Group): Phrase =>
  (say) =>
    say.groups.by(groupText(say, group));

/** The groups that confer roles, and how many people are in them. */
export const groupLines = ({ roster, roleLabel }: Pick<Context, 'roster' | 'roleLabel'>): Promise<readonly Line[]> =>
  Promise.all(
    roster.groups.roles.map(async ({ group, role, project }) => {
      const people = await roster.groups.people(group);
      return line(text(roleLabel(role), 'bold'), (say) =>
        people
          ? say.groups.everybodyIn(project, groupText(say, group), people.length)
          : say.groups.nobodyKnownIn(project, groupText(say, group)),
      );
    }),
  );

/** Why it cannot be told what somebody holds, and what to do. */
export const groupUnreadLines = ({ label, project }: Extract<Refusal, { kind: 'group-unread' }>): readonly Line[] => [
  line((say) => say.groups.unread(label, project)),
  line((say) => say.groups.tryAgain, commandLine('whoami')),
];

/** Why an admin cannot take the role back. */
export const heldByGroupLines = (who: string, group: Group): readonly Line[] => [
  line((say) => say.groups.notRevocable(who, groupText(say, group)), commandLine('grants')),
];

/** To somebody who may hold more than is known. */
export const notCountedLines = ({ roleLabel }: Pick<Context, 'roleLabel'>, unread: readonly GroupRole[] = []): readonly Line[] => {
  if (unread.length === 0) return [];
  const roles = [...new Set(unread.map(({ role }) => roleLabel(role)))].join(', ');
  return [line((say) => say.groups.notCounted(roles))];
};

/** To the admins: who holds the role by group could not be written to. */
export const unreadGroupMessage = (request: EgressRequest, label: string): Card => {
  const title: Phrase = (say) => say.groups.unreadTitle(shortId(request.id));
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: statusIcon.failed, text: title },
      { kind: 'text', tone: 'normal', line: line((say) => say.groups.unreadMessage(label), commandLine('grants')) },
      { kind: 'facts', facts: [...requestFacts(request), ...sealFacts(request)] },
    ],
  };
};
