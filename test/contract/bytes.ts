/** Bodies for the contract suites of what keeps bytes. */
import { createHash } from 'node:crypto';

/** Bytes that repeat only after a long time, the same for the same seed. */
export const someBytes = (length: number, seed = 1): Buffer => {
  const bytes = Buffer.alloc(length);
  let state = seed * 2654435761 + 1;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
};

export const digestOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** The chunks one by one, then the error if there is one. */
export async function* streamOf<T>(chunks: readonly T[], failure?: Error): AsyncGenerator<T> {
  yield* chunks;
  if (failure) throw failure;
}

export const bytesOfStream = async (stream: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
};
