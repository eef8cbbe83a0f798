/** The pretend Teams tenant of the sandbox: the same people and channels as its Slack, kept in a file from one start to the next. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../workflow/ports.ts';
import { keep, readKept } from './memory.ts';
import type { Persona, SandboxChannel } from './personas.ts';
import { channels, personas } from './personas.ts';
import type { TeamsSeed } from './teams/state.ts';
import { TeamsState } from './teams/state.ts';
import type { TeamsTenant } from './teams/tenant.ts';
import { teamsTenant } from './teams/tenant.ts';

/** How Teams knows a persona: an object id of the directory, and a member id that bots use. */
export const teamsIdsOf = ({ slackId }: Pick<Persona, 'slackId'>): { readonly objectId: string; readonly memberId: string } => {
  const index = personas.findIndex((persona) => persona.slackId === slackId);
  const objectId = `5a11e900-0000-4000-8000-${String(index + 1).padStart(12, '0')}`;
  return { objectId, memberId: `29:${objectId}` };
};

/** The persona behind a member id. */
export const personaByMemberId = (id: string): Persona | undefined => personas.find((persona) => teamsIdsOf(persona).memberId === id);

/** The persona behind an object id. */
export const personaByObjectId = (id: string): Persona | undefined => personas.find((persona) => teamsIdsOf(persona).objectId === id);

/** The channels that approvals happen in; small talk stays in Slack. */
export const teamsChannels: readonly SandboxChannel[] = channels
  .filter(({ name }) => name !== 'tre-users')
  .map((channel) => ({ ...channel, id: `19:${channel.name}@thread.tacv2` }));

/** Whether this is a conversation of Teams, and not of Slack. */
export const isTeams = (conversation: string): boolean => /^(19|a):/.test(conversation);

/** Its messages are the bot's from one start to the next. */
const appId = '5a11e900-0000-4000-8000-0000000000b0';

const seed = (tenantId: string): TeamsSeed => ({
  tenant: { id: tenantId, name: 'Example University TRE' },
  // New at every start: only this process and its pretend Teams know it.
  app: { id: appId, password: randomBytes(24).toString('hex') },
  bot: { id: `28:${appId}`, name: 'Sallyport' },
  team: { id: '19:egress-team@thread.tacv2', name: 'Egress' },
  channels: teamsChannels.map(({ id, name }) => ({ id, name })),
  users: personas.map((persona) => ({
    ...teamsIdsOf(persona),
    name: persona.name,
    email: persona.email,
    isGuest: persona.guest,
    // Somebody for whom the app is still missing can be tried, too.
    installed: persona.id !== 'oliver',
    channels: teamsChannels.filter(({ members }) => members.some((member) => member === persona.id)).map(({ id }) => id),
  })),
});

/** Opens the tenant. Each change is kept before the call that made it is answered, so that a killed process has lost no message. */
export const openTeams = async (
  file: string,
  { tenantId, clock }: { readonly tenantId: string; readonly clock: Clock },
): Promise<{ readonly teams: TeamsTenant; readonly isNew: boolean }> => {
  const state = readKept(file, TeamsState);
  const teams = await teamsTenant({ seed: seed(tenantId), clock, ...(state === undefined ? {} : { state }) });
  teams.on('change', () => keep(file, teams.exportState()));
  return { teams, isNew: state === undefined };
};
