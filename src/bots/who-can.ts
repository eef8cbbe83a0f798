/** Who a wrong person is told can act instead. */
import type { Refusal } from '../workflow/refusal.ts';
import type { RequestId } from '../workflow/request.ts';
import { adminsOf, reviewersOf } from '../workflow/roster.ts';
import { currentStage } from '../workflow/transitions.ts';
import type { Context } from './context.ts';
import { decidersOf } from './deciders.ts';

/** Whoever holds the role; on a request that waits for it, only those who may still decide. */
export const withHolders = async ({ roster, admins, core }: Context, refusal: Refusal, id?: RequestId): Promise<Refusal> => {
  if (refusal.kind !== 'wrong-role') return refusal;
  const request = id === undefined ? undefined : await core.requests.read(id);
  const waits = request !== undefined && currentStage(request)?.role === refusal.role;
  const holders = waits ? (await decidersOf({ roster }, request)).deciders : await reviewersOf(roster, refusal);
  return { ...refusal, holders: refusal.orAdmin ? [...new Set([...holders, ...(await adminsOf(roster, admins))])] : holders };
};
