/** What only the sandbox remembers, in one small file: what people said to each other, and who downloaded what. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

/** Reads a JSON file; undefined when there is none, and `schema`'s error when it holds something else. */
export const readKept = <T>(file: string, schema: z.ZodType<T>): T | undefined => {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

/**
 * Replaces a JSON file whole. Written before the call returns, so that a process that is killed afterwards has told
 * nobody of something that it then forgets.
 */
export const keep = (file: string, value: unknown): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(value));
  renameSync(`${file}.new`, file);
};

const Memory = z.object({
  version: z.literal(1),
  /** Slack's last message id when the first grants and mappings had been made; empty before. */
  seeded: z.string(),
  said: z.array(z.object({ conversation: z.string(), persona: z.string(), text: z.string(), at: z.string(), ts: z.string() })),
  downloads: z.number(),
  /** Where it was served last, so that links and open pages outlive a restart; 0 before the first. */
  port: z.number().default(0),
  /** What of the checklist was done, once and for all. */
  ticked: z.array(z.string()),
});
export type Memory = z.infer<typeof Memory>;

/** The memory in this file; every change is kept at once. */
export const memoryIn = (file: string) => {
  let memory: Memory = readKept(file, Memory) ?? { version: 1, seeded: '', said: [], downloads: 0, port: 0, ticked: [] };
  return {
    read: (): Memory => memory,
    change: (changes: Partial<Omit<Memory, 'version'>>): void => {
      memory = { ...memory, ...changes };
      keep(file, memory);
    },
  };
};
export type MemoryFile = ReturnType<typeof memoryIn>;
