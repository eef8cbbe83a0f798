/** A request's body, of which a stranger may send as much as they like. */
import type { IncomingMessage } from 'node:http';

/** Twice what the platforms' own entrances take: it is they who refuse what is merely large. */
const mostBytes = 2 * 1024 * 1024;

/** Who still sends when the answer comes often sees a broken connection in its place: up to here, what is too much is read and forgotten. */
const mostRead = 2 * mostBytes;

/** The body, or `undefined` when it is longer than this many bytes: by default more than any platform's. */
export const readBody = async (request: IncomingMessage, most = mostBytes): Promise<Buffer | undefined> => {
  let chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > mostRead) return undefined;
    if (size > most) chunks = [];
    else chunks.push(bytes);
  }
  return size > most ? undefined : Buffer.concat(chunks);
};
