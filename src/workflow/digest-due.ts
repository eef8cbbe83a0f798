/** Whether the admins were sent the figures of the month that is over. */
import type { Calendar } from './calendar.ts';
import { monthDue } from './calendar.ts';
import type { Delivery } from './deliveries.ts';
import { isDone, noteDone } from './done-notes.ts';
import type { Clock, Records } from './ports.ts';
import type { Instant } from './request.ts';

/** The partition of everything that is noted about digests. */
export const digestsPartition = 'digests';

/** The month (`YYYY-MM`) whose digest should have been sent by now and was not. */
export const unsentDigest = async (
  { deliveries, calendar }: { readonly deliveries: Records<Delivery>; readonly calendar: Calendar },
  now: Instant,
): Promise<string | undefined> => {
  const due = monthDue(calendar, now);
  if (!due) return undefined;
  return (await isDone({ deliveries }, { partition: digestsPartition, name: due.name })) ? undefined : due.name;
};

export const noteDigest = (ports: { readonly deliveries: Records<Delivery>; readonly clock: Clock }, month: string): Promise<void> =>
  noteDone(ports, { partition: digestsPartition, name: month });
