/** Whether somebody who once had to do with a request may still read it: what they asked then is answered to nobody who lost their role since. */
import { groupHoldings } from '../workflow/groups.ts';
import { adminRole, checkReader } from '../workflow/permissions.ts';
import type { EgressRequest, Person } from '../workflow/request.ts';
import { grantsOf } from '../workflow/roster.ts';
import type { TellPorts } from './deliver.ts';
import { GroupUnreadError } from './roster-check.ts';

/** Throws `GroupUnreadError` when it hangs on a group that cannot be read, so that it is asked again. */
export const stillReads = async (
  { roster, admins }: Pick<TellPorts, 'roster' | 'admins'>,
  request: EgressRequest,
  person: Person,
): Promise<boolean> => {
  const now = roster.clock();
  const [granted, byGroup] = await Promise.all([grantsOf(roster, person.id), groupHoldings(roster.groups)]);
  const held = [...granted, ...byGroup.grants.filter((grant) => grant.person === person.id)];
  const dormant = await roster.dormantAmong?.(held);
  const grants = dormant?.has(person.id) ? [] : held;
  const admin = admins.includes(person.id) || grants.some(({ role, project }) => role === adminRole && project === '*');
  const barred = checkReader({ person, grants, admin, unread: byGroup.unread }, request, now);
  if (barred?.kind === 'group-unread') throw new GroupUnreadError(`not read: a group of the role ${barred.label}`);
  return barred === undefined;
};
