/** Questions that reviewers put to whoever asked for the egress, and the answers; all of it is in the events. */
import type { EgressRequest, Instant, Person } from './request.ts';

/** Questions must not fill the item that the decision needs room in, nor hold a request up for ever. */
export const mostQuestions = 10;

/** One question, with its answer once there is one. */
export type Question = {
  /** 1, 2, ... within the request. */
  readonly number: number;
  readonly stage: number;
  readonly text: string;
  readonly asker: Person;
  readonly at: Instant;
  readonly answer?: { readonly text: string; readonly person: Person; readonly at: Instant };
};

/** Every question of the request, oldest first. */
export const questionsOf = ({ events }: Pick<EgressRequest, 'events'>): readonly Question[] =>
  events.flatMap(({ fact, actor, at }) => {
    if (fact.kind !== 'asked' || actor.kind === 'system') return [];
    const { number, stage, text } = fact;
    const answered = events.find((event) => event.fact.kind === 'answered' && event.fact.number === number);
    const answer =
      answered?.fact.kind === 'answered' && answered.actor.kind === 'person'
        ? { answer: { text: answered.fact.text, person: answered.actor.person, at: answered.at } }
        : {};
    return [{ number, stage, text, asker: actor.person, at, ...answer }];
  });

/** The question that can be answered: the latest, while the request is in review and nobody has answered it. */
export const openQuestion = (request: Pick<EgressRequest, 'events' | 'status'>): Question | undefined => {
  const latest = request.status.kind === 'in-review' ? questionsOf(request).at(-1) : undefined;
  return latest?.answer ? undefined : latest;
};
