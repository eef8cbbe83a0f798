/** The sandbox's people at the pretend Teams. */
import { personas } from '../src/sandbox/personas.ts';
import { actionsOf } from '../src/sandbox/teams/inputs.ts';
import type { TeamsCard } from '../src/sandbox/teams/state.ts';
import type { RequestId } from '../src/workflow/request.ts';
import { answersTo, O, privatelyTo, T, typeLine } from './a-teams-tenant.ts';
import type { Program } from './an-installation.ts';
import { wordsOn } from './bots/teams/a-tenant.ts';
import type { Answers, Desk, Place, Who } from './contract/approvals.ts';

type At = { readonly place: Place; readonly id: RequestId };

const wordsOf = (shown: unknown): string => wordsOn([shown]).join(' ');

/** What unfolds under the button whose title has this in it. */
const unfoldingOf = (card: unknown, label: string): unknown => {
  if (Array.isArray(card)) return card.map((each) => unfoldingOf(each, label)).find((found) => found !== undefined);
  if (typeof card !== 'object' || card === null) return undefined;
  const { type, title, tooltip = '', card: inner } = Object(card);
  if (type === 'Action.ShowCard' && `${title} ${tooltip}`.includes(label)) return inner;
  return Object.values(card)
    .map((each) => unfoldingOf(each, label))
    .find((found) => found !== undefined);
};

export const teamsDesk = (program: Pick<Program, 'teams' | 'read'>): Desk => {
  const { teams } = program;
  const hangsIn = ({ place, id }: At) => teams.messages(T[place]).filter(({ card }) => JSON.stringify(card ?? '').includes(id));
  const copy = (at: At) => {
    const found = hangsIn(at).at(-1);
    if (!found) throw new Error(`no card of ${at.id} in ${at.place}`);
    return found;
  };
  const pressed = async (
    who: Who,
    at: At & { readonly data: Readonly<Record<string, unknown>>; readonly inputs?: Readonly<Record<string, string>> },
  ): Promise<TeamsCard> => {
    const { id: message } = copy(at);
    const { data, inputs = {} } = at;
    const view = teams.viewOf(O[who], T[at.place], message);
    const offered = view ? actionsOf(view).some((action) => JSON.stringify(action.data) === JSON.stringify(data)) : false;
    // What is not offered is sent as a changed client could, or one that was not painted over yet.
    const done = await teams.execute(O[who], { conversation: T[at.place], message, data, inputs, forged: !offered });
    if (done.kind === 'failed' || !done.card) throw new Error(`the button was not answered: ${JSON.stringify(done)}`);
    return done.card;
  };
  const look = (who: Who, at: At): Promise<TeamsCard> => pressed(who, { ...at, data: { do: 'look', request: at.id } });
  const filledIn = (verdict: string, answers: Answers): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(answers).map(([name, value]) => [`${verdict}-${name}`, value === true ? 'yes' : value === false ? 'no' : value]),
    );

  return {
    platform: 'Teams',
    card: (place, id) => wordsOf(copy({ place, id }).card),
    copies: (place, id) => hangsIn({ place, id }).length,
    offersDecision: async (who, at) => actionsOf(await look(who, at)).some(({ data }) => data['do'] === 'approve'),
    begin: async (who, { place, id, verdict }) => {
      const view = await look(who, { place, id });
      const { status, manifest } = await program.read(id);
      const stage = status.kind === 'in-review' ? status.stage : 0;
      const shown = actionsOf(view).find(({ data }) => data['do'] === verdict)?.data;
      const data = shown ?? { do: verdict, request: id, stage, digest: manifest?.digest };
      return {
        told: wordsOf(view),
        submit: async (answers = {}) => wordsOf(await pressed(who, { place, id, data, inputs: filledIn(verdict, answers) })),
      };
    },
    press: async (who, { place, id, action }) => {
      const { status } = await program.read(id);
      const stage = status.kind === 'in-review' ? status.stage : 0;
      await look(who, { place, id });
      const data = { do: action, request: id, ...(action === 'claim' ? { stage } : {}) };
      return wordsOf(await pressed(who, { place, id, data }));
    },
    pressPrivately: async (who, action) => {
      const offers = (card: unknown) => actionsOf(Object(card)).find(({ data }) => data['do'] === action);
      const found = privatelyTo(teams, who).findLast(({ card }) => card && offers(card));
      if (!found) throw new Error(`${who} was sent no button ${action}`);
      const conversation = teams.personalConversation(O[who]) ?? '';
      const done = await teams.execute(O[who], { conversation, message: found.id, data: offers(found.card)?.data ?? {} });
      if (done.kind === 'failed' || !done.card) throw new Error(`the button was not answered: ${JSON.stringify(done)}`);
      return wordsOf(done.card);
    },
    giveReason: async (who, { action, reason }) => {
      const offers = (card: unknown) => actionsOf(Object(card)).find(({ data }) => data['do'] === action);
      const found = privatelyTo(teams, who).findLast(({ card }) => card && offers(card));
      if (!found) throw new Error(`${who} was sent no button ${action}`);
      const done = await teams.execute(O[who], {
        conversation: teams.personalConversation(O[who]) ?? '',
        message: found.id,
        data: offers(found.card)?.data ?? {},
        inputs: { [`${action}-reason`]: reason },
      });
      if (done.kind === 'failed' || !done.card) throw new Error(`the form was not answered: ${JSON.stringify(done)}`);
      return wordsOf(done.card);
    },
    beginPrivately: async (who, form) => {
      const offers = (card: unknown) => actionsOf(Object(card)).find(({ data }) => data['do'] === form);
      const found = privatelyTo(teams, who).findLast(({ card }) => card && offers(card));
      if (!found) throw new Error(`${who} was sent no form ${form}`);
      const at = { conversation: teams.personalConversation(O[who]) ?? '', message: found.id, data: offers(found.card)?.data ?? {} };
      return async (answers) => {
        const done = await teams.execute(O[who], { ...at, inputs: filledIn(form, answers) });
        if (done.kind === 'failed' || !done.card) throw new Error(`the form was not answered: ${JSON.stringify(done)}`);
        return wordsOf(done.card);
      };
    },
    say: async (who, words) => {
      const mentions = personas.filter(({ id }) => words.includes(`@${id} `) || words.endsWith(`@${id}`));
      const text = mentions.reduce((line, { id, name }) => line.replace(`@${id}`, `@${name}`), words);
      // Whom a mention means is known in a channel only: a private conversation has two members.
      const where = mentions.length > 0 ? { conversation: T.admins, mentions: mentions.map(({ id }) => id) } : {};
      return (await answersTo(teams, who, { text, ...where })).map(wordsOf).join(' ');
    },
    fill: async (who, words, button = words) => {
      const card = await typeLine(teams, who, { text: words });
      const form = actionsOf(Object(card)).find(({ data }) => data['do'] === button);
      const message = privatelyTo(teams, who).at(-1)?.id;
      if (!form || message === undefined) throw new Error(`${words} was not answered with a form`);
      return {
        told: wordsOf(card),
        option: (field, label) => {
          const choices = form.inputs.find(({ id }) => id === `${button}-${field}`)?.choices ?? [];
          const found = choices.find(({ title }) => String(title).includes(label));
          if (!found) throw new Error(`${field} offers no ${label}`);
          return found.value;
        },
        submit: async (answers = {}, { forged = false } = {}) => {
          const conversation = teams.personalConversation(O[who]) ?? '';
          const inputs = filledIn(button, answers);
          const done = await teams.execute(O[who], { conversation, message, data: form.data, inputs, forged });
          if (done.kind === 'failed' || !done.card) throw new Error(`the form was not answered: ${JSON.stringify(done)}`);
          return wordsOf(done.card);
        },
      };
    },
    fillEntry: async (who, words, label) => {
      const card = await typeLine(teams, who, { text: words });
      const unfolded = unfoldingOf(card, label);
      const data = actionsOf(Object(unfolded))[0]?.data;
      const message = privatelyTo(teams, who).at(-1)?.id;
      if (!data || message === undefined) throw new Error(`${words} was not answered with a button ${label}`);
      return {
        told: wordsOf(unfolded),
        option: (field) => {
          throw new Error(`there is no field ${field}`);
        },
        submit: async () => {
          const done = await teams.execute(O[who], { conversation: teams.personalConversation(O[who]) ?? '', message, data });
          if (done.kind === 'failed' || !done.card) throw new Error(`the form was not answered: ${JSON.stringify(done)}`);
          return wordsOf(done.card);
        },
      };
    },
    channel: (place) => (place === 'nowhere' ? '19:nowhere@thread.tacv2' : T[place]),
    person: (who) => O[who],
    told: (who) => wordsOn(privatelyTo(teams, who)).join(' '),
    posts: (place) => teams.messages(T[place]).length,
    thread: (place, id) => wordsOn(teams.messages(`${T[place]};messageid=${copy({ place, id }).id}`).slice(1)).join('\n'),
  };
};
