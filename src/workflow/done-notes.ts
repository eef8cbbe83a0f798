/** What is done once for a month or a day: noted when it is done, so that a crash before the note has it done again, and one after it does not. */
import type { Delivery } from './deliveries.ts';
import type { Clock, Records } from './ports.ts';

type Noted = { readonly partition: string; readonly name: string };

const doneKey = (name: string): string => `done#${name}`;

export const isDone = async ({ deliveries }: { readonly deliveries: Records<Delivery> }, { partition, name }: Noted): Promise<boolean> => {
  const found = await deliveries.list({ partition, prefix: doneKey(name) });
  return found.some(({ key }) => key === doneKey(name));
};

export const noteDone = async (
  { deliveries, clock }: { readonly deliveries: Records<Delivery>; readonly clock: Clock },
  { partition, name }: Noted,
): Promise<void> => {
  await deliveries.write({ partition, key: doneKey(name), version: 1, what: name, to: 'admins', via: 'slack', at: clock() });
};

/** How many things of this kind were done so far. */
export const countDone = async ({ deliveries }: { readonly deliveries: Records<Delivery> }, partition: string): Promise<number> =>
  (await deliveries.list({ partition, prefix: doneKey('') })).length;
