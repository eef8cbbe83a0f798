/** SHA-256 on a thread of its own: of two checksums over the same bytes, the main thread need only compute one. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Sha256 } from '../request.ts';

/** Bytes travel through memory that both threads see, so that none are left for a garbage collector to find. */
const slotBytes = 256 * 1024;
const slots = 16;

/** As text, so that a bundle needs no second file. It answers each slot with its number, and an empty message with the digest. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const hash = require('node:crypto').createHash('sha256');
parentPort.on('message', ({ slot, length }) => {
  if (slot === undefined) return parentPort.postMessage(hash.digest('hex'));
  hash.update(new Uint8Array(workerData, slot * ${slotBytes}, length));
  parentPort.postMessage(slot);
});
`;

export type HashThread = {
  /** Takes a copy; resolves when there is room for more. Throws what went wrong in the thread. */
  readonly update: (chunk: Uint8Array) => Promise<void>;
  readonly digest: () => Promise<Sha256>;
  /** Ends the thread, whatever it is doing. */
  readonly end: () => Promise<void>;
};

/** Starts a thread that hashes what it is given; `end` it in every case. */
export const hashThread = (): HashThread => {
  const memory = new SharedArrayBuffer(slots * slotBytes);
  const worker = new Worker(program, { eval: true, workerData: memory });
  const free = Array.from({ length: slots }, (_, slot) => slot);
  let digest: Sha256 | undefined;
  let failure: Error | undefined;
  worker.on('error', (error: Error) => {
    failure = error;
  });
  worker.on('message', (answer: number | Sha256) => {
    if (typeof answer === 'number') free.push(answer);
    else digest = answer;
  });
  const answered = async (): Promise<void> => {
    if (failure) throw failure;
    // Rejects when the thread reports an error meanwhile.
    await once(worker, 'message');
  };
  const takeSlot = async (): Promise<number> => {
    for (;;) {
      const slot = free.pop();
      if (slot !== undefined) return slot;
      await answered();
    }
  };
  return {
    update: async (chunk) => {
      if (failure) throw failure;
      for (let from = 0; from < chunk.length; from += slotBytes) {
        const part = chunk.subarray(from, from + slotBytes);
        const slot = await takeSlot();
        new Uint8Array(memory, slot * slotBytes, part.length).set(part);
        worker.postMessage({ slot, length: part.length });
      }
    },
    digest: async () => {
      worker.postMessage({});
      while (digest === undefined) await answered();
      return digest;
    },
    end: async () => {
      await worker.terminate();
    },
  };
};
