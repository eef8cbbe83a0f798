/** A request's body, of which a stranger may send as much as they like. */
import type { IncomingMessage } from 'node:http';

/** Twice what the platforms' own entrances take: it is they who refuse what is merely large. */
const mostBytes = 2 * 1024 * 1024;

/** The body, or `undefined` as soon as it is longer than this many bytes: by default more than any platform's. */
export const readBody = async (request: IncomingMessage, most = mostBytes): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > most) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
};
