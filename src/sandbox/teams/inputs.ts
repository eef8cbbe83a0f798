/** What a Teams client finds on a card: the actions that can be taken, and the inputs that go with each. */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { TeamsCard } from './state.ts';

const Execute = z.looseObject({ type: z.literal('Action.Execute'), verb: z.string(), data: z.record(z.string(), z.unknown()) });
const Input = z.looseObject({
  type: z.string().startsWith('Input.'),
  id: z.string(),
  isRequired: z.boolean().default(false),
  maxLength: z.number().optional(),
  value: z.union([z.string(), z.number()]).optional(),
  valueOn: z.string().default('true'),
  valueOff: z.string().default('false'),
  choices: z.array(z.looseObject({ value: z.string() })).default([]),
});
type Input = z.infer<typeof Input>;
const Refresh = z.object({ refresh: z.looseObject({ action: Execute, userIds: z.array(z.string()).optional() }) });

/** An action that a person can take on a card. */
export type Taken = { readonly verb: string; readonly data: Readonly<Record<string, unknown>>; readonly inputs: readonly Input[] };

const inputsOf = (value: unknown): readonly Input[] => {
  if (Array.isArray(value)) return value.flatMap(inputsOf);
  if (typeof value !== 'object' || value === null) return [];
  // The inputs of an unfolded card belong to its own actions.
  if ('type' in value && value.type === 'Action.ShowCard') return [];
  const own = Input.safeParse(value);
  return own.success ? [own.data] : Object.values(value).flatMap(inputsOf);
};

const actionsIn = (value: unknown, inputs: readonly Input[]): readonly Taken[] => {
  if (Array.isArray(value)) return value.flatMap((each) => actionsIn(each, inputs));
  if (typeof value !== 'object' || value === null) return [];
  const execute = Execute.safeParse(value);
  if (execute.success) return [{ verb: execute.data.verb, data: execute.data.data, inputs }];
  if ('type' in value && value.type === 'Action.ShowCard' && 'card' in value)
    return actionsIn(value.card, [...inputs, ...inputsOf(value.card)]);
  return Object.entries(value).flatMap(([key, each]) => (key === 'refresh' ? [] : actionsIn(each, inputs)));
};

/** Every `Action.Execute` that can be pressed, those of `Action.ShowCard`s among them. */
export const actionsOf = (card: TeamsCard): readonly Taken[] => actionsIn(card, inputsOf(card));

/** The action that a client runs by itself, and for whom (by member id; everybody in a 1:1 conversation when none are named). */
export const refreshOf = (card: TeamsCard): { readonly action: Taken; readonly userIds?: readonly string[] | undefined } | undefined => {
  const parsed = Refresh.safeParse(card);
  if (!parsed.success) return undefined;
  const { action, userIds } = parsed.data.refresh;
  return { action: { verb: action.verb, data: action.data, inputs: [] }, userIds };
};

export const hasData = (data: object) => (action: Taken) => isDeepStrictEqual(action.data, data);

/** What the client sends of the inputs, or what it asks the person to correct; throws at answers that no input takes. */
export const filledIn = (
  inputs: readonly Input[],
  answers: Readonly<Record<string, string>>,
): { readonly values: Readonly<Record<string, string>>; readonly problems: readonly string[] } => {
  const unknown = Object.keys(answers).find((id) => !inputs.some((input) => input.id === id));
  if (unknown !== undefined) throw new Error(`no input ${unknown} on the card`);
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const { id, type, isRequired, maxLength, value, valueOn, valueOff, choices } of inputs) {
    const isToggle = type === 'Input.Toggle';
    const isChoice = type === 'Input.ChoiceSet';
    const given = answers[id] ?? (value === undefined ? (isToggle ? valueOff : '') : String(value));
    if (isToggle && given !== valueOn && given !== valueOff) throw new Error(`${id} is ${valueOn} or ${valueOff}`);
    if (isChoice && given !== '' && !choices.some((choice) => choice.value === given)) throw new Error(`no choice ${given} of ${id}`);
    if (isRequired && (given === '' || (isToggle && given === valueOff))) problems.push(`${id} is required`);
    if (maxLength !== undefined && given.length > maxLength) problems.push(`${id} has at most ${maxLength} characters`);
    // An untouched choice is left out; an empty text is sent.
    if (!isChoice || given !== '') values[id] = given;
  }
  return { values, problems };
};
