/** The page of links on a server of the program's own. */
import { readBody } from '../serve/body.ts';
import type { Exchange } from '../serve/listen.ts';
import type { DownloadPage } from './answer.ts';
import { largestForm } from './answer.ts';

const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value.join(',') : value);

/** Answers one exchange; a body that nobody looked at ends with the connection. */
export const answerPage =
  (page: DownloadPage) =>
  async ({ request, response }: Exchange): Promise<void> => {
    const { method = '', url = '', headers } = request;
    const {
      statusCode,
      headers: answered,
      body,
    } = await page({
      method,
      path: url.split('?', 1)[0] ?? '',
      origin: headers.origin,
      site: single(headers['sec-fetch-site']),
      readBody: async () => (await readBody(request, largestForm))?.toString('utf8'),
    });
    response
      .writeHead(statusCode, { ...answered, ...(request.complete || request.readableFlowing ? {} : { connection: 'close' }) })
      .end(body);
  };
