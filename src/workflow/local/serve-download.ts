/** Answers a download link over HTTP. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { attachment } from '../attachment.ts';
import { ObjectMissingError, UnsafePathError } from '../errors.ts';
import type { LocalDataLake, OpenedObject } from './data-lake.ts';
import type { DownloadLinks } from './download-links.ts';

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };
type Range = { readonly start: number; readonly end: number };

const refusals = {
  expired: 'This link has expired. Ask for another one where you were given it.',
  tampered: 'This is not a link that was given out.',
  missing: 'The release is no longer here.',
} as const;

const always = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': "default-src 'none'; sandbox",
};

const refuse = (response: ServerResponse, { status, text }: { readonly status: number; readonly text: string }): void => {
  response.writeHead(status, { ...always, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
};

/** One range of bytes (RFC 9110: `bytes=a-b`, `bytes=a-`, `bytes=-n`); a header that asks for anything else is ignored, as it may be. */
const rangeOf = (header: string | undefined, size: number): Range | 'whole' | 'unsatisfiable' => {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  const [, from = '', to = ''] = asked ?? [];
  if (!asked || (from === '' && to === '')) return 'whole';
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size : Math.min(size, Number(to) + 1);
  if (from !== '' && to !== '' && Number(to) < start) return 'whole';
  return start >= size || end <= start ? 'unsatisfiable' : { start, end };
};

const send = async ({ request, response }: Exchange, { handle, size }: OpenedObject, fileName: string): Promise<void> => {
  const range = rangeOf(request.headers.range, size);
  if (range === 'unsatisfiable') {
    response.writeHead(416, { ...always, 'Content-Range': `bytes */${size}` }).end();
    return;
  }
  const { start, end } = range === 'whole' ? { start: 0, end: size } : range;
  response.writeHead(range === 'whole' ? 200 : 206, {
    ...always,
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': attachment(fileName),
    'Content-Length': end - start,
    'Accept-Ranges': 'bytes',
    ...(range === 'whole' ? {} : { 'Content-Range': `bytes ${start}-${end - 1}/${size}` }),
  });
  if (request.method === 'HEAD' || end === start) {
    response.end();
    return;
  }
  await pipeline(handle.createReadStream({ start, end: end - 1, autoClose: false }), response);
};

/** Serves what the request's link promises, or says why not; ends the response in every case. Throws when the client goes away half-way. */
export const serveDownload = async (
  { links, lake }: { readonly links: DownloadLinks; readonly lake: Pick<LocalDataLake, 'open'> },
  exchange: Exchange,
): Promise<void> => {
  const { request, response } = exchange;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return refuse(response, { status: 405, text: 'Only GET and HEAD.' });
  }
  const download = links.openDownload(request.url ?? '');
  if (download.kind === 'refused')
    return refuse(response, { status: download.why === 'expired' ? 410 : 403, text: refusals[download.why] });
  let opened: OpenedObject;
  try {
    opened = await lake.open(download.location);
  } catch (error) {
    if (error instanceof ObjectMissingError || error instanceof UnsafePathError)
      return refuse(response, { status: 404, text: refusals.missing });
    throw error;
  }
  try {
    await send(exchange, opened, download.fileName);
  } finally {
    await opened.handle.close();
  }
};
