/** Whose turn it is, and by which right. */
import type { DecisionRight } from '../workflow/decision-right.ts';
import { decisionRight, isRequester } from '../workflow/permissions.ts';
import type { EgressRequest, PersonId } from '../workflow/request.ts';
import type { HoldersOf } from '../workflow/roster.ts';
import { holdingsIn } from '../workflow/roster.ts';
import { currentStage } from '../workflow/transitions.ts';
import type { Actors } from './chat.ts';

/** There may be more deciders than these where a group was `unread`. */
type Deciders = {
  readonly deciders: Actors;
  readonly unread: boolean;
  /** Of a request in review: by which right each of them decides. */
  readonly rights: ReadonlyMap<PersonId, DecisionRight>;
};

/** Those whose turn it is; whoever asked for the egress or has decided already is not among them. */
export const decidersOf = async ({ roster }: { readonly roster: HoldersOf }, request: EgressRequest): Promise<Deciders> => {
  const rights = new Map<PersonId, DecisionRight>();
  const role = currentStage(request)?.role ?? (request.status.kind === 'released' ? request.terms.egressManagerRole : undefined);
  if (role === undefined) return { deciders: [], unread: false, rights };
  const { grants, unread } = await holdingsIn(roster, { role, project: request.submission.projectId });
  const stage = currentStage(request)?.index;
  const mayAct = (id: PersonId): boolean => {
    const person = { id, name: id };
    if (isRequester(person, request) || request.decisions.some((decision) => decision.person.id === id)) return false;
    if (stage === undefined)
      return grants.some((grant) => grant.person === id && grant.delegatedBy === undefined && grant.byGroup === undefined);
    const right = decisionRight({ person, grants }, { request, stage, now: roster.clock() });
    if (right.ok) rights.set(id, right.value);
    return right.ok;
  };
  return { deciders: [...new Set(grants.map(({ person }) => person))].filter(mayAct), unread: unread.length > 0, rights };
};

/** At which stage it waited, who was told, and by which right they may decide now, if they may; `unread` while that hangs on a group. */
export type Waiting = { readonly stage: number; readonly to: PersonId; readonly right: DecisionRight | 'unread' | undefined };

/** How the request waits for single people now. */
export const waitingFor = async (ports: { readonly roster: HoldersOf }, request: EgressRequest) => {
  const { rights, unread } = await decidersOf(ports, request);
  return (at: Omit<Waiting, 'right'>): Waiting => ({ ...at, right: rights.get(at.to) ?? (unread ? 'unread' : undefined) });
};
