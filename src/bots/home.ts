/** Home: what one person has to do here, and what they need for it. In Slack a tab of the app, everywhere the word `home`. */
import type { Standing } from '../workflow/permissions.ts';
import { adminRole } from '../workflow/permissions.ts';
import type { Block, Card } from './card.ts';
import { commandLine, line, text } from './card.ts';
import type { Asked, CommandWord, Drawing } from './context.ts';
import { adminSections } from './home-admin.ts';
import { recentSection } from './home-recent.ts';
import { aside, ownSection, queueSection, releasesSection, said, shownInSection, walk } from './home-requests.ts';
import { answerCard } from './request-words.ts';

const whoSection = (context: Drawing, { person, admin, grants, dormant }: Standing): readonly Block[] => {
  const roles = grants
    .filter(({ role }) => role !== adminRole)
    .map(({ role, project }) => `${context.roleLabel(role)}${project === '*' ? '' : ` (${project})`}`);
  const shown = roles.slice(0, shownInSection).join(', ');
  const held = [...(admin ? ['Admin'] : []), ...(shown === '' ? [] : [shown])].join(', ');
  return [
    said(text(person.name, 'bold'), ` (${person.id})${held === '' ? '' : `: ${held}`}`),
    ...(roles.length > shownInSection ? [aside('All your roles: ', commandLine('whoami'))] : []),
    ...(dormant ? [said((say) => say.checking.rolesRest(dormant.seen)), said((say) => say.checking.askToRenew())] : []),
    ...(held === '' && !dormant
      ? [
          said(
            'You hold no role here. To review or to fetch releases, ask an admin for one; they type ',
            commandLine('grant @you ROLE'),
            '.',
          ),
        ]
      : []),
  ];
};

/** Home as it is for this person now. Lists read summaries, and each section reads at most a few requests whole. */
export const homeCard = async (context: Drawing, asked: Asked): Promise<Card> => {
  const { standing } = asked;
  const works = standing.admin || standing.grants.length > 0;
  const { found, cut } = works ? await walk(context, { kind: 'open' }) : { found: [], cut: false };
  const open = { open: found, cut };
  const sections = await Promise.all([
    queueSection(context, standing, open),
    recentSection(context, standing),
    releasesSection(context, standing),
    standing.admin ? adminSections(context, asked, open) : [],
    ownSection(context, standing),
  ]);
  return {
    summary: () => line('What waits for you in Sallyport, and what you can do there'),
    blocks: [
      { kind: 'header', icon: '🏠', text: 'Home' },
      ...whoSection(context, standing),
      ...sections.flat(),
      aside('Everything that can be asked: ', commandLine('help')),
    ],
  };
};

const home: CommandWord = {
  audience: 'everybody',
  run: async (context, asked) => answerCard(await homeCard(context, asked)),
};

export const homeWords = { home } as const satisfies Record<string, CommandWord>;
