/** What a persona does in the pretend Slack and Teams, with Slack's own excuses when the program does not answer. */
import type { Clock } from '../workflow/ports.ts';
import { conversationsOf, homeTab, nextSaid } from './conversations.ts';
import type { MemoryFile } from './memory.ts';
import type { Sandbox } from './sandbox.ts';
import { PageProblem } from './sandbox.ts';
import { FieldState } from './slack/fields.ts';
import type { Delivery } from './slack/interactions.ts';
import type { SlackWorkspace } from './slack/workspace.ts';
import { personaOf } from './state.ts';
import type { TeamsTenant } from './teams/tenant.ts';
import { teamsActing } from './teams-acting.ts';
import { teamsConversationsOf } from './teams-conversations.ts';
import { isTeams } from './teams-world.ts';

type Failed = Extract<Delivery, { kind: 'failed' }>;
export type ActingPorts = {
  readonly slack: SlackWorkspace;
  readonly teams: TeamsTenant;
  readonly memory: MemoryFile;
  readonly clock: Clock;
};

const excuse = ({ why }: Failed): PageProblem =>
  new PageProblem(
    why === 'timeout'
      ? 'Sallyport did not answer within three seconds; Slack would show a warning.'
      : 'Sallyport could not answer that; Slack would show a warning.',
  );

const command = '/egress';
const mostSaid = 200;

type Acting = Pick<Sandbox, 'press' | 'openHome' | 'submitDialog' | 'closeDialog' | 'pressCard' | 'lookAt' | 'install' | 'say'>;

export const acting = ({ slack, teams, memory, clock }: ActingPorts): Acting => {
  const speak = (as: string, { conversation, text }: { readonly conversation: string; readonly text: string }): void => {
    const persona = personaOf(as);
    const { said } = memory.read();
    const places = [...conversationsOf(slack, said, persona), ...teamsConversationsOf(teams, said, persona)];
    const place = places.find(({ id }) => id === conversation);
    if (!place) throw new PageProblem(`${persona.name} is not in that conversation.`);
    if (place.kind !== 'channel') throw new PageProblem('Sallyport listens to /egress commands only. Try /egress help.');
    const at = clock();
    memory.change({ said: [...said.slice(1 - mostSaid), { conversation, persona: as, text, at, ts: nextSaid(place, at) }] });
  };
  const inTeams = teamsActing({ teams, speak });
  return {
    ...inTeams,
    press: async (as, { conversation, message, block, action }) => {
      const { slackId } = personaOf(as);
      const button = { actionId: action, blockId: block };
      const pressed =
        conversation === homeTab
          ? slack.pressHome(slackId, button)
          : slack.press(slackId, { ...button, channel: conversation, ts: message });
      const delivery = await pressed.catch((cause: unknown) => {
        // The workspace throws when there is no such message or button any more.
        throw new PageProblem('That button is gone: the card has changed meanwhile.', { cause });
      });
      if (delivery.kind === 'failed') throw excuse(delivery);
    },
    openHome: async (as) => {
      const delivery = await slack.openHome(personaOf(as).slackId);
      if (delivery.kind === 'failed') throw excuse(delivery);
    },
    submitDialog: async (as, { dialog, values }) => {
      const { slackId } = personaOf(as);
      if (slack.modal(slackId)?.id !== dialog) throw new PageProblem('That dialog is closed.');
      const state = Object.fromEntries(
        Object.entries(values).map(([block, fields]) => [
          block,
          Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, FieldState.parse(field)])),
        ]),
      );
      const submission = await slack.submitState(slackId, { viewId: dialog, state });
      if (submission.kind === 'failed') throw excuse(submission);
      return submission.kind === 'errors' ? submission.errors : {};
    },
    closeDialog: async (as, dialog) => {
      const { slackId } = personaOf(as);
      if (slack.modal(slackId)?.id === dialog) slack.closeDialog(slackId);
    },
    say: async (as, { conversation, text }) => {
      if (isTeams(conversation)) return inTeams.say(as, { conversation, text });
      const { slackId } = personaOf(as);
      if (text !== command && !text.startsWith(`${command} `)) {
        if (text.startsWith('/')) throw new PageProblem(`The sandbox knows no command ${text.split(' ', 1)[0]}. Try ${command} help.`);
        return speak(as, { conversation, text });
      }
      const delivery = await slack.slash(slackId, { channel: conversation, text: text.slice(command.length).trim() });
      if (delivery.kind === 'failed') throw excuse(delivery);
    },
  };
};
