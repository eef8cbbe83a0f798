/** The first start: the admin maps the channels and grants the roles, by the same commands that anybody's admin would type. */
import type { LocalInstallation } from '../handlers/compose-local.ts';
import { listGrants, listMappings } from '../workflow/roster.ts';
import { channels, firstGrants, personas } from './personas.ts';
import type { SlackWorkspace } from './slack/workspace.ts';

export type SeedPorts = {
  readonly roster: LocalInstallation['roster'];
  readonly slack: Pick<SlackWorkspace, 'slash'>;
  /** Resolves when what was typed has been dealt with. */
  readonly settled: () => Promise<void>;
};

const handleOf = (id: string): string => personas.find((persona) => persona.id === id)?.handle ?? id;

const commands = (): readonly string[] => [
  ...channels.flatMap((channel) => ('role' in channel ? [`map #${channel.name} ${channel.role}`] : [])),
  ...firstGrants.map(({ persona, role }) => `grant @${handleOf(persona)} ${role}`),
];

/** Types the commands in the admins' channel; throws when their effect is not there afterwards. */
export const seedRoster = async ({ roster, slack, settled }: SeedPorts): Promise<void> => {
  const admin = personas.find(({ id }) => id === 'ada');
  const place = channels.find(({ name }) => name === 'tre-admins');
  if (!admin || !place) throw new Error('the sandbox has no admin');
  for (const text of commands()) {
    const { kind } = await slack.slash(admin.slackId, { channel: place.id, text });
    if (kind === 'failed') throw new Error(`the sandbox could not type /egress ${text}`);
    await settled();
  }
  const mapped = (await listMappings(roster)).filter(({ state }) => state === 'active').length;
  const granted = (await listGrants(roster)).length;
  if (mapped < channels.filter((channel) => 'role' in channel).length || granted < firstGrants.length)
    throw new Error(`the sandbox's first roster is incomplete: ${mapped} mappings and ${granted} grants`);
};
