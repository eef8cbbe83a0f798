/** By which right somebody decides: nothing is said of a role that was granted to them. */
import type { Group } from './groups.ts';
import type { Grant } from './ports.ts';
import type { PersonId } from './request.ts';

export type DecisionRight = {
  /** The absent colleague whose role it is; the two count as one (I5). */
  readonly delegatedBy?: PersonId;
  /** The group because of which they hold it. */
  readonly byGroup?: Group;
};

export const rightBy = ({ delegatedBy, byGroup }: Grant): DecisionRight => ({
  ...(delegatedBy === undefined ? {} : { delegatedBy }),
  ...(byGroup === undefined ? {} : { byGroup }),
});

/** What was granted to somebody counts before what they hold by group, and that before what was passed on to them. */
export const nearestFirst = (a: Grant, b: Grant): number => distance(a) - distance(b);

const distance = ({ delegatedBy, byGroup }: Grant): number => (delegatedBy !== undefined ? 2 : byGroup !== undefined ? 1 : 0);
