/** What every rehearsal does: the installation set up from chat, requests read, and cards pressed. */
import { channels, firstGrants, personas } from '../../src/sandbox/personas.ts';
import { teamsChannels, teamsIdsOf } from '../../src/sandbox/teams-world.ts';
import { dynamoRequestStore } from '../../src/workflow/aws/request-store.ts';
import type { EgressRequest, RequestId } from '../../src/workflow/request.ts';
import { dynamo } from './clients.ts';
import type { Rehearsal } from './rehearsal.ts';

export const persona = (id: (typeof personas)[number]['id']) => {
  const found = personas.find((each) => each.id === id);
  if (!found) throw new Error(`nobody is called ${id}`);
  return { ...found, ...teamsIdsOf(found) };
};
export const channel = (name: string): string => channels.find((each) => each.name === name)?.id ?? '';
export const teamsChannel = (name: string): string => teamsChannels.find((each) => each.name === name)?.id ?? '';

/** The admin maps the channels of both platforms and grants the roles. */
export const openForBusiness = async (stage: Rehearsal): Promise<void> => {
  const ada = persona('ada');
  for (const each of channels)
    if ('role' in each) await stage.slack.slash(ada.slackId, { channel: channel('tre-admins'), text: `map #${each.name} ${each.role}` });
  for (const { persona: who, role } of firstGrants)
    await stage.slack.slash(ada.slackId, { channel: channel('tre-admins'), text: `grant @${who} ${role}` });
  await stage.teams.say(ada.objectId, { conversation: teamsChannel('research-it'), text: 'map ResearchIT' });
};

export const readRequest = async (stage: Rehearsal, id: string): Promise<EgressRequest> => {
  const request = await dynamoRequestStore(dynamo, stage.table).read(id as RequestId);
  if (!request) throw new Error(`no request ${id}`);
  return request;
};

/** The first stage's card of this request in Slack. */
export const cardsOf = (stage: Rehearsal, id: string) =>
  stage.slack.messages(channel('ig-review')).filter(({ blocks }) => JSON.stringify(blocks ?? '').includes(id));

export const press = async (
  stage: Rehearsal,
  { who, id, action }: { readonly who: 'ines' | 'gareth'; readonly id: string; readonly action: 'approve' | 'reject' | 'files' },
) => {
  const ts = cardsOf(stage, id).at(-1)?.ts ?? '';
  return stage.slack.press(persona(who).slackId, { channel: channel('ig-review'), ts, actionId: `egress:${action}` });
};

/** Inés approves the first stage in Slack's dialog. */
export const approveFirst = async (stage: Rehearsal, id: string): Promise<void> => {
  await press(stage, { who: 'ines', id, action: 'approve' });
  await stage.slack.submit(persona('ines').slackId, { comment: 'Smallest cell is 120.' });
};

/** The second stage's card of this request in Teams. */
export const secondCardOf = (stage: Rehearsal, id: string) =>
  stage.teams.messages(teamsChannel('research-it')).findLast(({ card }) => JSON.stringify(card ?? '').includes(id));

/** Tomasz approves the second stage from the card in Teams; resolves with the card that he is shown. */
export const approveSecond = async (stage: Rehearsal, id: string) => {
  const conversation = teamsChannel('research-it');
  const { manifest } = await readRequest(stage, id);
  return stage.teams.execute(persona('tomasz').objectId, {
    conversation,
    message: secondCardOf(stage, id)?.id ?? '',
    data: { do: 'approve', request: id, stage: 1, digest: manifest?.digest },
    forged: true,
  });
};
