/** The one-machine stand-in for SWB's table of egress stores. */
import type { EgressStoreRegister, EgressStoreStatus } from '../ports.ts';
import type { Database } from './database.ts';

/** The register, with SWB's own side of it. */
export type LocalRegister = EgressStoreRegister & {
  /** SWB sets a store's status, making the store when it is not there. */
  readonly put: (egressStoreId: string, status: string) => Promise<void>;
  readonly statusOf: (egressStoreId: string) => Promise<string | undefined>;
};

const comesFrom = { PROCESSING: 'PENDING', PROCESSED: 'PROCESSING', PENDING: 'PROCESSING' } as const satisfies Record<
  EgressStoreStatus,
  EgressStoreStatus
>;

/** The register of this database. */
export const sqliteRegister = ({ sql, transaction }: Database): LocalRegister => {
  const select = sql.prepare('SELECT status FROM egress_stores WHERE id = ?');
  const replace = sql.prepare('INSERT OR REPLACE INTO egress_stores (id, status) VALUES (?, ?)');
  const statusOf = (id: string): string | undefined => {
    const status = select.get(id)?.['status'];
    return status === undefined ? undefined : String(status);
  };
  return {
    move: async (egressStoreId, to) =>
      transaction(() => {
        const found = statusOf(egressStoreId) ?? 'missing';
        if (found === to) return { kind: 'moved' };
        if (found !== comesFrom[to]) return { kind: 'refused', found };
        replace.run(egressStoreId, to);
        return { kind: 'moved' };
      }),
    put: async (egressStoreId, status) => {
      replace.run(egressStoreId, status);
    },
    statusOf: async (egressStoreId) => statusOf(egressStoreId),
  };
};
