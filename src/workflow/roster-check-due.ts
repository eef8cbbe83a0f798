/** Whether the day's look at the roster was taken, and what earlier ones told the admins. */
import type { Calendar } from './calendar.ts';
import { dayDue } from './calendar.ts';
import type { Delivery } from './deliveries.ts';
import { countDone, isDone, noteDone } from './done-notes.ts';
import type { Clock, Records, Versioned } from './ports.ts';
import type { Instant, PersonId } from './request.ts';

/** What the admins were told about a person last; without `why`, that it is over. Partition `people`, key the person. */
export type ToldFinding = Versioned & { readonly person: PersonId; readonly why?: string; readonly at: Instant };

/** The partition of everything that is noted about these checks. */
export const checksPartition = 'roster-checks';

/** The working day (`YYYY-MM-DD`) whose check should have been taken by now and was not. */
export const dueCheck = async (
  { deliveries, calendar }: { readonly deliveries: Records<Delivery>; readonly calendar: Calendar },
  now: Instant,
): Promise<string | undefined> => {
  const name = dayDue(calendar, now);
  return name === undefined || (await isDone({ deliveries }, { partition: checksPartition, name })) ? undefined : name;
};

export const noteCheck = (ports: { readonly deliveries: Records<Delivery>; readonly clock: Clock }, day: string): Promise<void> =>
  noteDone(ports, { partition: checksPartition, name: day });

/** How many of these checks were taken so far. */
export const checksTaken = (ports: { readonly deliveries: Records<Delivery> }): Promise<number> => countDone(ports, checksPartition);
