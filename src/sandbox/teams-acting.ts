/** What a persona does in the pretend Teams, with Teams' own excuses when the program does not answer. */
import { personas } from './personas.ts';
import type { Sandbox } from './sandbox.ts';
import { PageProblem } from './sandbox.ts';
import { personaOf } from './state.ts';
import type { Delivery, Executed } from './teams/interactions.ts';
import type { TeamsTenant } from './teams/tenant.ts';
import { personalOf } from './teams-conversations.ts';
import { teamsChannels, teamsIdsOf } from './teams-world.ts';

export type TeamsActingPorts = {
  readonly teams: TeamsTenant;
  /** A message for the other people in the conversation, that no program hears. */
  readonly speak: (as: string, line: { readonly conversation: string; readonly text: string }) => void;
};

const excuse = (delivery: Extract<Delivery, { kind: 'failed' }>): PageProblem => {
  if (delivery.why === 'invalid-input') return new PageProblem(`Please mend this first: ${delivery.problems?.join('; ') ?? ''}`);
  return new PageProblem(
    delivery.why === 'timeout'
      ? 'Sallyport did not answer in time; Teams would say that something went wrong.'
      : 'Sallyport could not answer that; Teams would say that something went wrong.',
  );
};

const answered = (done: Executed | Delivery): void => {
  if (done.kind === 'failed') throw excuse(done);
  if ('error' in done && done.error) throw new PageProblem(done.error.message);
};

const mentionBot = '@Sallyport';

/** The people whose names stand behind an `@`. */
const mentionedIn = (text: string): readonly { readonly memberId: string; readonly name: string }[] =>
  personas
    .filter(({ name }) => text.includes(`@${name}`))
    .map((persona) => ({ memberId: teamsIdsOf(persona).memberId, name: persona.name }));

export const teamsActing = ({
  teams,
  speak,
}: TeamsActingPorts): Pick<Sandbox, 'pressCard' | 'lookAt' | 'install'> & Pick<Sandbox, 'say'> => {
  const conversationOf = (as: string, conversation: string): 'channel' | 'direct' => {
    const persona = personaOf(as);
    if (conversation === personalOf(teams, persona)) return 'direct';
    const channel = teamsChannels.find(({ id }) => id === conversation);
    if (!channel?.members.some((member) => member === as)) throw new PageProblem(`${persona.name} is not in that conversation.`);
    return 'channel';
  };
  return {
    pressCard: async (as, { conversation, message, data, inputs }) => {
      conversationOf(as, conversation);
      const { objectId } = teamsIdsOf(personaOf(as));
      const done = await teams.execute(objectId, { conversation, message, data, inputs }).catch((cause: unknown) => {
        // The tenant throws when there is no such message or button any more.
        throw new PageProblem('That button is gone: the card has changed meanwhile.', { cause });
      });
      answered(done);
    },
    lookAt: async (as, conversation) => {
      conversationOf(as, conversation);
      for (const done of await teams.look(teamsIdsOf(personaOf(as)).objectId, conversation)) answered(done);
    },
    install: async (as, installed) => {
      const { objectId } = teamsIdsOf(personaOf(as));
      await (installed ? teams.install(objectId) : teams.uninstall(objectId));
    },
    say: async (as, { conversation, text }) => {
      const kind = conversationOf(as, conversation);
      const { objectId } = teamsIdsOf(personaOf(as));
      if (kind === 'direct' && teams.personalConversation(objectId) === undefined)
        throw new PageProblem('Add Sallyport first: Teams has no chat with an app that is not installed.');
      if (kind === 'channel' && !text.includes(mentionBot)) return speak(as, { conversation, text });
      const said = text.replace(mentionBot, '').trim();
      answered(
        await teams.say(objectId, { conversation, text: kind === 'direct' ? said : `${mentionBot} ${said}`, mentions: mentionedIn(text) }),
      );
    },
  };
};
