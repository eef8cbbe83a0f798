/** The first start: the admin maps the channels and grants the roles, by the same commands that anybody's admin would type. */
import type { LocalInstallation } from '../handlers/compose-local.ts';
import type { Platform } from '../workflow/request.ts';
import { listGrants, listMappings } from '../workflow/roster.ts';
import { channels, firstGrants, personas } from './personas.ts';
import type { SlackWorkspace } from './slack/workspace.ts';
import type { TeamsTenant } from './teams/tenant.ts';
import { teamsChannels, teamsIdsOf } from './teams-world.ts';

export type SeedPorts = {
  readonly roster: LocalInstallation['roster'];
  readonly slack: Pick<SlackWorkspace, 'slash'>;
  readonly teams: Pick<TeamsTenant, 'say'>;
  /** Resolves when what was typed has been dealt with. */
  readonly settled: () => Promise<void>;
};

const handleOf = (id: string): string => personas.find((persona) => persona.id === id)?.handle ?? id;

const commands = (): readonly string[] => [
  ...channels.flatMap((channel) => ('role' in channel ? [`map #${channel.name} ${channel.role}`] : [])),
  ...firstGrants.map(({ persona, role }) => `grant @${handleOf(persona)} ${role}`),
];

const mappedOn = async ({ roster }: SeedPorts, platform: Platform): Promise<number> =>
  (await listMappings(roster)).filter(({ state, channel }) => state === 'active' && channel.platform === platform).length;

const roleChannels = channels.filter((channel) => 'role' in channel).length;

/** Types in each Teams channel which role it shows; throws when that had no effect. */
export const seedTeams = async (ports: SeedPorts): Promise<void> => {
  const { teams, settled } = ports;
  const admin = personas.find(({ id }) => id === 'ada');
  if (!admin) throw new Error('the sandbox has no admin');
  for (const { id, role } of teamsChannels) {
    if (role === undefined) continue;
    await teams.say(teamsIdsOf(admin).objectId, { conversation: id, text: `map ${role}` });
    await settled();
  }
  const mapped = await mappedOn(ports, 'teams');
  if (mapped < roleChannels) throw new Error(`the sandbox's Teams shows only ${mapped} roles`);
};

/** Types the commands in the admins' channel; throws when their effect is not there afterwards. */
export const seedRoster = async (ports: SeedPorts): Promise<void> => {
  const { roster, slack, settled } = ports;
  const admin = personas.find(({ id }) => id === 'ada');
  const place = channels.find(({ name }) => name === 'tre-admins');
  if (!admin || !place) throw new Error('the sandbox has no admin');
  for (const text of commands()) {
    const { kind } = await slack.slash(admin.slackId, { channel: place.id, text });
    if (kind === 'failed') throw new Error(`the sandbox could not type /egress ${text}`);
    await settled();
  }
  const mapped = await mappedOn(ports, 'slack');
  const granted = (await listGrants(roster)).length;
  if (mapped < roleChannels || granted < firstGrants.length)
    throw new Error(`the sandbox's first roster is incomplete: ${mapped} mappings and ${granted} grants`);
};
