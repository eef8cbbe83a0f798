/** Whether the admins were sent the figures of the month that is over: noted once it is done, so that a crash sends nobody the same twice. */
import type { Calendar } from './calendar.ts';
import { monthDue } from './calendar.ts';
import type { Delivery } from './deliveries.ts';
import type { Clock, Records } from './ports.ts';
import type { Instant } from './request.ts';

/** The partition of everything that is noted about digests. */
export const digestsPartition = 'digests';
const doneKey = (month: string): string => `done#${month}`;

/** The month (`YYYY-MM`) whose digest should have been sent by now and was not. */
export const unsentDigest = async (
  { deliveries, calendar }: { readonly deliveries: Records<Delivery>; readonly calendar: Calendar },
  now: Instant,
): Promise<string | undefined> => {
  const due = monthDue(calendar, now);
  if (!due) return undefined;
  const [done] = await deliveries.list({ partition: digestsPartition, prefix: doneKey(due.name) });
  return done ? undefined : due.name;
};

export const noteDigest = async (
  { deliveries, clock }: { readonly deliveries: Records<Delivery>; readonly clock: Clock },
  month: string,
): Promise<void> => {
  const note = {
    partition: digestsPartition,
    key: doneKey(month),
    version: 1,
    what: month,
    to: 'admins',
    via: 'slack',
    at: clock(),
  } as const;
  await deliveries.write(note);
};
