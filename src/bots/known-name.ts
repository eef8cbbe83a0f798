/** What somebody is called, as far as a request knows. */
import type { EgressRequest, Person } from '../workflow/request.ts';

/** A link that goes out with the release message is given to an address; whoever did something since is known by name. */
export const knownName = ({ events, links }: Pick<EgressRequest, 'events' | 'links'>, { id, name }: Person): string => {
  if (name !== id) return name;
  const others = [...links.map(({ person }) => person), ...events.flatMap(({ actor }) => (actor.kind === 'person' ? [actor.person] : []))];
  return others.find((other) => other.id === id && other.name !== id)?.name ?? name;
};
