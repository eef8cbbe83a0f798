/** The people picker of a Teams client: it searches the tenant's directory, of which the bot that sent the card learns nothing. */
import type { TeamsCard } from './state.ts';
import type { TeamsWorld } from './world.ts';

/** Teams: People Picker in Adaptive Cards, the whole organisation. */
export const peopleDataset = 'graph.microsoft.com/users';

/** Everybody whom the directory holds, guests and accounts that are switched off among them; by object id. */
const peopleOf = ({ seed, users }: TeamsWorld): readonly { readonly title: string; readonly value: string }[] =>
  users()
    .filter(({ tenantId = seed.tenant.id }) => tenantId === seed.tenant.id)
    .map(({ name, objectId }) => ({ title: name, value: objectId }));

const isPicker = (value: object): boolean => {
  const { type, 'choices.data': query } = Object(value);
  return type === 'Input.ChoiceSet' && query?.dataset === peopleDataset;
};

const filled = (value: unknown, choices: ReturnType<typeof peopleOf>): unknown => {
  if (Array.isArray(value)) return value.map((each) => filled(each, choices));
  if (typeof value !== 'object' || value === null) return value;
  if (isPicker(value)) return { ...value, choices };
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, key === 'data' ? each : filled(each, choices)]));
};

/** The card as a client draws it, with people to choose from. */
export const withPeople = (world: TeamsWorld, card: TeamsCard): TeamsCard => ({ ...card, ...Object(filled(card, peopleOf(world))) });
