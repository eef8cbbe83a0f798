/** What every register of egress stores promises (`ports.ts`). */
import { describe, expect, test } from 'vitest';
import type { EgressStoreRegister, EgressStoreStatus } from '../../src/workflow/ports.ts';

/** A register with the means to play SWB. */
export type OpenRegister = {
  readonly register: EgressStoreRegister;
  /** SWB has a store in this status. */
  readonly put: (id: string, status: string) => Promise<void>;
  readonly statusOf: (id: string) => Promise<string | undefined>;
};

const statuses = ['CREATED', 'PENDING', 'PROCESSING', 'PROCESSED', 'TERMINATED', 'pending'];
const targets = ['PROCESSING', 'PROCESSED', 'PENDING'] as const;

const reachable: Record<EgressStoreStatus, string> = { PROCESSING: 'PENDING', PROCESSED: 'PROCESSING', PENDING: 'PROCESSING' };

const table = statuses.flatMap((from) =>
  targets.map((to) => ({ from, to, outcome: from === to ? 'stays' : from === reachable[to] ? 'moves' : 'is refused' })),
);

/** Runs the suite; `open` gives an empty register. */
export const registerContract = (name: string, open: () => Promise<OpenRegister>): void => {
  describe(`${name} moves egress stores`, () => {
    test.each(table)('from $from to $to a store $outcome', async ({ from, to, outcome }) => {
      const { register, put, statusOf } = await open();
      await put('store-1', from);
      await put('store-2', from);
      expect(await register.move('store-1', to)).toEqual(outcome === 'is refused' ? { kind: 'refused', found: from } : { kind: 'moved' });
      expect(await statusOf('store-1')).toBe(outcome === 'moves' ? to : from);
      expect(await statusOf('store-2')).toBe(from);
    });

    test('a store that SWB does not have is refused and not made up', async () => {
      const { register, statusOf } = await open();
      for (const to of targets) expect(await register.move('no-such-store', to)).toEqual({ kind: 'refused', found: 'missing' });
      expect(await statusOf('no-such-store')).toBeUndefined();
    });

    test('the whole life of a request, every step of it twice', async () => {
      const { register, put, statusOf } = await open();
      await put('store-1', 'PENDING');
      for (const to of ['PROCESSING', 'PENDING', 'PROCESSING', 'PROCESSED'] as const) {
        expect(await register.move('store-1', to)).toEqual({ kind: 'moved' });
        expect(await register.move('store-1', to)).toEqual({ kind: 'moved' });
        expect(await statusOf('store-1')).toBe(to);
      }
    });

    test('of two ends at once the store reaches one, and the other hears which', async () => {
      const { register, put, statusOf } = await open();
      await put('store-1', 'PROCESSING');
      const [released, refusedEnd] = await Promise.all([register.move('store-1', 'PROCESSED'), register.move('store-1', 'PENDING')]);
      const status = await statusOf('store-1');
      expect([released, refusedEnd]).toEqual(
        status === 'PROCESSED'
          ? [{ kind: 'moved' }, { kind: 'refused', found: 'PROCESSED' }]
          : [{ kind: 'refused', found: 'PENDING' }, { kind: 'moved' }],
      );
    });
  });
};
