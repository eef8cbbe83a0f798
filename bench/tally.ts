/** Counts what one click costs: reads and writes of the store, and calls of Slack's Web API, told apart from what happens meanwhile. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { LocalInstallation } from '../src/handlers/compose-local.ts';
import type { Records, Versioned } from '../src/workflow/ports.ts';

/** What one request of Slack's made the program do. */
export type Tally = {
  readonly reads: string[];
  readonly writes: string[];
  /** Web API calls that the acknowledgement waited for, and those that were answered after it. */
  readonly callsBefore: string[];
  readonly callsAfter: string[];
  /** On the clock of `performance.now`; undefined until then. */
  acknowledged: number | undefined;
  /** While the conversation works on it; what follows from its writes belongs to the change feed. */
  asking: boolean;
};

const current = new AsyncLocalStorage<Tally>();

/** Runs the handling of one request of Slack's under this tally. */
export const tallied = <T>(tally: Tally, handle: () => Promise<T>): Promise<T> => current.run(tally, handle);

export const newTally = (): Tally => ({ reads: [], writes: [], callsBefore: [], callsAfter: [], acknowledged: undefined, asking: false });

const counted =
  <A extends readonly unknown[], R>(kind: 'reads' | 'writes', name: string, call: (...args: A) => R) =>
  (...args: A): R => {
    const tally = current.getStore();
    if (tally?.asking) tally[kind].push(name);
    // A write rings the change feed's bell: what it does from then on is not the click's.
    return current.exit(() => call(...args));
  };

const countRecords = <T extends Versioned>(name: string, records: Records<T>): void => {
  const { list, write } = records;
  Object.assign(records, { list: counted('reads', name, list), write: counted('writes', name, write) });
};

const during =
  <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
  async (...args: A): Promise<R> => {
    const tally = current.getStore();
    if (!tally) return call(...args);
    tally.asking = true;
    try {
      return await call(...args);
    } finally {
      tally.asking = false;
    }
  };

const callName = ({ pathname }: URL): string => (pathname.startsWith('/api/') ? pathname.slice(5) : 'response_url');

/** Puts counters before every port that a click can reach; returns how to stop counting Web API calls. */
export const countPorts = ({ adapters, conversation }: LocalInstallation): (() => void) => {
  const { requests } = adapters;
  const { read, list, create, update } = requests;
  Object.assign(requests, {
    read: counted('reads', 'request', read),
    list: counted('reads', 'request list', list),
    create: counted('writes', 'request', create),
    update: counted('writes', 'request', update),
  });
  countRecords('grants of the person', adapters.grants);
  countRecords('mappings', adapters.mappings);
  countRecords('pinned identity', adapters.identities);
  countRecords('posted cards', adapters.cards);
  countRecords('deliveries', adapters.deliveries);
  countRecords('refused attempt', adapters.refusals);
  const { press, submit, say } = conversation;
  Object.assign(conversation, { press: during(press), submit: during(submit), say: during(say) });
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const tally = current.getStore();
    const response = await fetch(input, init);
    const calls = tally?.acknowledged === undefined ? tally?.callsBefore : tally.callsAfter;
    calls?.push(callName(new URL(input instanceof Request ? input.url : input)));
    return response;
  };
  return () => {
    globalThis.fetch = fetch;
  };
};
