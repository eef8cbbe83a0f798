/** Home: what one person has to do here, and what they need for it. In Slack a tab of the app, everywhere the word `home`. */
import type { Standing } from '../workflow/permissions.ts';
import { adminRole } from '../workflow/permissions.ts';
import type { Block, Card } from './card.ts';
import type { Asked, CommandWord, Drawing } from './context.ts';
import { adminSections } from './home-admin.ts';
import { answersSection, ownSection } from './home-own.ts';
import { recentSection } from './home-recent.ts';
import { aside, queueSection, releasesSection, said, shownInSection, walk } from './home-requests.ts';
import { answerCard } from './request-words.ts';

const whoSection = (context: Drawing, { person, admin, grants, dormant }: Standing): readonly Block[] => {
  const roles = grants
    .filter(({ role }) => role !== adminRole)
    .map(({ role, project }) => `${context.roleLabel(role)}${project === '*' ? '' : ` (${project})`}`);
  const shown = roles.slice(0, shownInSection);
  const holdsNothing = !admin && roles.length === 0;
  return [
    said(
      ({ home }) => home.who(person.name, person.id),
      ({ home }) => (holdsNothing ? '' : home.holds([...(admin ? [home.admin] : []), ...shown])),
    ),
    ...(roles.length > shownInSection ? [aside(({ home }) => home.allRoles)] : []),
    ...(dormant ? [said((say) => say.checking.rolesRest(dormant.seen)), said((say) => say.checking.askToRenew())] : []),
    ...(holdsNothing && !dormant ? [said(({ home }) => home.noRole)] : []),
  ];
};

/** Home as it is for this person now. Lists read summaries, and each section reads at most a few requests whole. */
export const homeCard = async (context: Drawing, asked: Asked): Promise<Card> => {
  const { standing } = asked;
  const works = standing.admin || standing.grants.length > 0;
  const { found, cut } = works ? await walk(context, { kind: 'open' }) : { found: [], cut: false };
  const open = { open: found, cut };
  const sections = await Promise.all([
    answersSection(context, standing),
    queueSection(context, standing, open),
    recentSection(context, standing),
    releasesSection(context, standing),
    standing.admin ? adminSections(context, asked, open) : [],
    ownSection(context, standing),
  ]);
  return {
    summary: (say) => say.home.summary,
    blocks: [
      { kind: 'header', icon: '🏠', text: (say) => say.home.title },
      ...whoSection(context, standing),
      ...sections.flat(),
      aside((say) => say.home.everything),
    ],
  };
};

const home: CommandWord = {
  audience: 'everybody',
  run: async (context, asked) => answerCard(await homeCard(context, asked)),
};

export const homeWords = { home } as const satisfies Record<string, CommandWord>;
