/** The sandbox's people and channels in a pretend Teams tenant, set up by what the admin types there. */
import { channels, firstGrants, personas } from '../src/sandbox/personas.ts';
import type { TeamsSeed } from '../src/sandbox/teams/state.ts';
import type { TeamsTenant } from '../src/sandbox/teams/tenant.ts';
import { until } from './until.ts';

type Persona = (typeof personas)[number]['id'];

const appId = '22222222-2222-4222-8222-222222222222';

/** Channels, by the names that the tests have for them. */
export const T = {
  ig: '19:ig@thread.tacv2',
  it: '19:it@thread.tacv2',
  desk: '19:desk@thread.tacv2',
  admins: '19:admins@thread.tacv2',
} as const;
const placeOf: Readonly<Record<string, keyof typeof T>> = {
  'ig-review': 'ig',
  'research-it': 'it',
  'egress-desk': 'desk',
  'tre-admins': 'admins',
};

/** Object ids of people. */
export const O = Object.fromEntries(
  personas.map(({ id }, index) => [id, `bbbbbbbb-0000-4000-8000-${String(index + 1).padStart(12, '0')}`]),
) as Record<Persona, string>;

export const teamsSeed: TeamsSeed = {
  tenant: { id: '11111111-1111-4111-8111-111111111111', name: 'Example' },
  app: { id: appId, password: 'pretend secret' },
  bot: { id: `28:${appId}`, name: 'Sallyport' },
  team: { id: '19:team@thread.tacv2', name: 'Egress' },
  channels: Object.entries(T).map(([name, id]) => ({ id, name })),
  users: personas.map(({ id, name, email, guest }) => ({
    objectId: O[id],
    memberId: `29:${id}`,
    name,
    email,
    isGuest: guest,
    installed: true,
  })),
};

/** What the bot wrote to this person alone. */
export const privatelyTo = (teams: TeamsTenant, who: Persona) =>
  teams.messages(teams.personalConversation(O[who]) ?? '').filter(({ from }) => from === teamsSeed.bot.id);

/** Types a line to the bot, in private or in a channel, and waits for the private answer. */
export const typeLine = async (teams: TeamsTenant, who: Persona, said: Said): Promise<object | undefined> =>
  (await answersTo(teams, who, said)).at(-1);

type Said = { readonly text: string; readonly conversation?: string; readonly mentions?: readonly Persona[] };

/** The cards that came privately since: what follows from a command may be told before, or beside, its answer. */
export const answersTo = async (teams: TeamsTenant, who: Persona, said: Said): Promise<readonly (object | undefined)[]> => {
  const conversation = said.conversation ?? teams.personalConversation(O[who]);
  if (conversation === undefined) throw new Error(`${who} has not installed the app`);
  const before = privatelyTo(teams, who).length;
  const mentions = (said.mentions ?? [])
    .flatMap((each) => personas.filter(({ id }) => id === each))
    .map(({ id, name }) => ({ memberId: `29:${id}`, name }));
  const delivery = await teams.say(O[who], { conversation, text: said.text, mentions });
  if (delivery.kind === 'failed') throw new Error(`${said.text} was not delivered: ${delivery.why}`);
  await until(() => privatelyTo(teams, who).length > before, `an answer to "${said.text}"`);
  return privatelyTo(teams, who)
    .slice(before)
    .map(({ card }) => card);
};

/** Maps the channels by what is typed in each, and grants the roles when nobody else did. */
export const setUpTeams = async (teams: TeamsTenant, { grants }: { readonly grants: boolean }): Promise<void> => {
  for (const channel of channels) {
    const place = placeOf[channel.name];
    if (place !== undefined && 'role' in channel) await typeLine(teams, 'ada', { conversation: T[place], text: `map ${channel.role}` });
  }
  if (!grants) return;
  for (const { persona, role } of firstGrants) {
    const { name } = personas.find(({ id }) => id === persona) ?? { name: '' };
    await typeLine(teams, 'ada', { conversation: T.admins, text: `grant @${name} ${role}`, mentions: [persona] });
  }
};
