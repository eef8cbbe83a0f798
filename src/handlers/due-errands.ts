/** What is to be done because time has passed, apart from what requests are due for. */
import type { Errand } from '../bots/errands.ts';
import type { Calendar } from '../workflow/calendar.ts';
import type { Delivery } from '../workflow/deliveries.ts';
import { unsentDigest } from '../workflow/digest-due.ts';
import type { Records } from '../workflow/ports.ts';
import type { Instant } from '../workflow/request.ts';
import { dueCheck } from '../workflow/roster-check-due.ts';

/** The errands that nobody ran yet, each until it is noted as done. */
export const dueErrands = async (
  ports: { readonly deliveries: Records<Delivery>; readonly calendar: Calendar },
  now: Instant,
): Promise<readonly Errand[]> => {
  const [month, day] = await Promise.all([unsentDigest(ports, now), dueCheck(ports, now)]);
  return [
    ...(day === undefined ? [] : [{ kind: 'roster-check', day } as const]),
    ...(month === undefined ? [] : [{ kind: 'digest', month } as const]),
  ];
};
