/** What the check of the roster found, on either platform. */
import { expect, test } from 'vitest';
import { newsCards } from '../../src/bots/check-cards.ts';
import { english } from '../../src/bots/languages/english.ts';
import { german } from '../../src/bots/languages/german.ts';
import { renderCard } from '../../src/bots/slack/blocks.ts';
import { renderCard as teamsCard } from '../../src/bots/teams/adaptive-card.ts';
import { aGrant, at } from '../workflow/builders.ts';

const context = { roleLabel: (role: string) => role, unseenDays: 90 };
const seen = at('2026-01-01T09:00:00Z');
/** Addresses, roles and projects are seldom longer. */
const longest = (n: number) => `a-long-first-name.and-a-last-name-${n}`;

const dormant = (name: string, grants: number) => ({
  person: `${name}@department.example.ac.uk` as ReturnType<typeof aGrant>['person'],
  why: 'dormant' as const,
  seen,
  named: false,
  grants: Array.from({ length: grants }, (_, n) => ({
    ...aGrant(name, `InformationGovernance-${n}`, { project: `project-${n}` as never }),
    person: `${name}@department.example.ac.uk` as never,
  })),
});

test.each([
  { people: 1, grants: 20 },
  { people: 16, grants: 1 },
  { people: 40, grants: 1 },
  { people: 100, grants: 1 },
  { people: 7, grants: 3 },
])('of $people people with $grants grants each is told, with its command, whole', ({ people, grants }) => {
  const news = Array.from({ length: people }, (_, n) => dormant(longest(n), grants));
  const parts = newsCards(context, news);
  expect(parts.flatMap(({ ends }) => ends)).toEqual(news);
  for (const language of [english, german])
    for (const draw of [
      (card: (typeof parts)[number]['card']) => renderCard(language, card),
      (card: (typeof parts)[number]['card']) => teamsCard(language, card, { view: { kind: 'personal' } }),
    ]) {
      const said = parts.map(({ card }) => JSON.stringify(draw(card))).join('\n');
      const commands = news.flatMap((finding) =>
        finding.grants.map(({ role, project }) => `revoke-grant ${finding.person} ${role} ${project}`),
      );
      expect(commands.filter((command) => !said.includes(command))).toEqual([]);
    }
});
