/** A request's body, of which a stranger may send as much as they like. */
import type { IncomingMessage } from 'node:http';

/** Twice what the platforms' own entrances take: it is they who refuse what is merely large. */
const mostBytes = 2 * 1024 * 1024;

/** Whoever is cut off while they send may not see the answer, so that up to here what is too much is read and forgotten. */
const mostRead = 2 * mostBytes;

/** The body, or `undefined` as soon as it is longer than this many bytes: by default more than any platform's. */
export const readBody = (request: IncomingMessage, most = mostBytes): Promise<Buffer | undefined> =>
  new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostRead) request.destroy();
      if (size <= most) return void chunks.push(chunk);
      chunks = [];
      resolve(undefined);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the connection ended within the body')));
  });
