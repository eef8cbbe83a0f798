import { createServer, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { OpenedObject } from '../../../src/workflow/local/data-lake.ts';
import { folderDataLake } from '../../../src/workflow/local/data-lake.ts';
import { downloadLinks } from '../../../src/workflow/local/download-links.ts';
import { serveDownload } from '../../../src/workflow/local/serve-download.ts';
import type { ObjectLocation } from '../../../src/workflow/request.ts';
import { someBytes, streamOf } from '../../contract/bytes.ts';
import { aFolder } from './a-folder.ts';
import { aTimeline } from './a-timeline.ts';

const location: ObjectLocation = { bucket: 'data-lake', key: 'approved_egress/workspace-1/request-1/egress_data.zip' };
const link = { fileName: 'egress.zip', expiresInSeconds: 3600 };

const someLinks = (key = Buffer.alloc(32, 7)) => {
  const timeline = aTimeline();
  return { ...timeline, ...downloadLinks({ key, baseUrl: 'https://tre.example.ac.uk', clock: timeline.clock }) };
};

describe('I10: a download link', () => {
  test('opens what it was made for, by its whole URL or by its path', () => {
    const { mint, openDownload } = someLinks();
    const url = mint(location, link);
    expect(url).toMatch(/^https:\/\/tre\.example\.ac\.uk\/download\/[\w-]+\.[\w-]{43}$/);
    for (const form of [url, new URL(url).pathname, `${url}?utm_source=chat#top`])
      expect(openDownload(form)).toEqual({ kind: 'open', location, fileName: 'egress.zip' });
  });

  test('holds to its last second and no longer', () => {
    const { mint, openDownload, leap } = someLinks();
    const url = mint(location, link);
    leap(3_599_999);
    expect(openDownload(url)).toMatchObject({ kind: 'open' });
    leap(1);
    expect(openDownload(url)).toEqual({ kind: 'refused', why: 'expired' });
    leap(10 ** 12);
    expect(openDownload(url)).toEqual({ kind: 'refused', why: 'expired' });
  });

  test('with any one character changed, left out or added is worth nothing', () => {
    const { mint, openDownload } = someLinks();
    const path = new URL(mint(location, link)).pathname;
    for (let position = '/download/'.length; position < path.length; position += 1) {
      const [before, after] = [path.slice(0, position), path.slice(position + 1)];
      for (const other of ['A', 'B', 'z', '-', '_', '.', '=', '%', ''].filter((character) => character !== path[position]))
        expect(openDownload(`${before}${other}${after}`)).toEqual({ kind: 'refused', why: 'tampered' });
    }
    for (const more of ['A', '=', '.', '.x', '/', '/x', '%00'])
      expect(openDownload(`${path}${more}`)).toEqual({ kind: 'refused', why: 'tampered' });
  });

  test('made with another key, or for another object, is worth nothing', () => {
    const { mint, openDownload } = someLinks();
    const [, seal] = mint(location, link).split('.').slice(-2);
    const [other] = mint({ ...location, key: 'approved_egress/other' }, link)
      .split('.')
      .slice(-2);
    expect(openDownload(`/download/${other?.split('/').at(-1)}.${seal}`)).toEqual({ kind: 'refused', why: 'tampered' });
    expect(openDownload(someLinks(Buffer.alloc(32, 8)).mint(location, link))).toEqual({ kind: 'refused', why: 'tampered' });
  });

  test('is never found in text that nobody sealed', () => {
    const { openDownload } = someLinks();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.webPath(), (text, path) => {
        for (const url of [text, path, `/download/${text}`, `/download${path}`])
          expect(openDownload(url)).toEqual({ kind: 'refused', why: 'tampered' });
      }),
    );
  });
});

type Asked = { readonly method?: string; readonly headers?: Readonly<Record<string, string>> };

/** A server with one release of this many bytes; `ask` sends one request as raw as it can be. */
const aServer = async (length = 100_000) => {
  const timeline = aTimeline();
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const links = downloadLinks({ key: Buffer.alloc(32, 7), baseUrl: `http://127.0.0.1:${port}`, clock: timeline.clock });
  const lake = folderDataLake({ root: join(aFolder(), 'data-lake'), links });
  const failures: unknown[] = [];
  const opened: OpenedObject[] = [];
  const open = async (asked: ObjectLocation) => {
    const object = await lake.open(asked);
    opened.push(object);
    return object;
  };
  server.on('request', (request, response) => {
    serveDownload({ links, lake: { open } }, { request, response }).catch((error: unknown) => failures.push(error));
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const bytes = someBytes(length);
  const release = await lake.upload(location.key, streamOf([bytes]), 'application/zip');
  const ask = (url: string, { method = 'GET', headers = {} }: Asked = {}) =>
    new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>((resolve, reject) => {
      httpRequest(url, { method, headers }, (answer) => {
        buffer(answer).then((body) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }), reject);
      })
        .on('error', reject)
        .end();
    });
  return { ...timeline, links, lake, ask, bytes, release, failures, opened, url: links.mint(release, link) };
};

describe('the server of download links', () => {
  test('gives the bytes as an attachment that no cache keeps and no browser takes for anything else', async () => {
    const { ask, url, bytes } = await aServer();
    const { status, headers, body } = await ask(url);
    expect(status).toBe(200);
    expect(body.equals(bytes)).toBe(true);
    expect(headers).toMatchObject({
      'content-length': '100000',
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="egress.zip"; filename*=UTF-8''egress.zip`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  test('I13: a hostile file name stays within its header', async () => {
    const { ask, links, release } = await aServer();
    const fileName = 'a"; filename=evil.exe\r\nSet-Cookie: x=1\u202e研究.zip';
    const { status, headers } = await ask(links.mint(release, { ...link, fileName }));
    expect(status).toBe(200);
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['content-disposition']).toMatch(/^attachment; filename="[\w. -]*"; filename\*=UTF-8''[\w.%~-]*$/);
  });

  test.each([
    { range: 'bytes=0-0', from: 0, to: 1 },
    { range: 'bytes=99990-', from: 99_990, to: 100_000 },
    { range: 'bytes=-10', from: 99_990, to: 100_000 },
    { range: 'bytes=500-9999999', from: 500, to: 100_000 },
    { range: 'bytes=-9999999', from: 0, to: 100_000 },
  ])('continues a download that broke off: $range', async ({ range, from, to }) => {
    const { ask, url, bytes } = await aServer();
    const { status, headers, body } = await ask(url, { headers: { Range: range } });
    expect(status).toBe(206);
    expect(headers['content-range']).toBe(`bytes ${from}-${to - 1}/100000`);
    expect(body.equals(bytes.subarray(from, to))).toBe(true);
  });

  test.each(['bytes=100000-', 'bytes=-0'])('has nothing at %s', async (range) => {
    const { ask, url } = await aServer();
    expect(await ask(url, { headers: { Range: range } })).toMatchObject({ status: 416, headers: { 'content-range': 'bytes */100000' } });
  });

  test.each(['bytes=5-2', 'bytes=0-1,5-6', 'lines=1-2', 'bytes=-', 'bytes=a-b'])('gives the whole for the range %s', async (range) => {
    const { ask, url } = await aServer();
    expect((await ask(url, { headers: { Range: range } })).body).toHaveLength(100_000);
  });

  test('tells the size of an empty release and of a big one without sending it', async () => {
    for (const length of [0, 3_000_000]) {
      const { ask, url } = await aServer(length);
      expect(await ask(url, { method: 'HEAD' })).toMatchObject({ status: 200, headers: { 'content-length': String(length) } });
      expect((await ask(url)).body).toHaveLength(length);
    }
  });

  test('closes the file after every answer', async () => {
    const { ask, url, opened } = await aServer();
    await ask(url);
    await ask(url, { method: 'HEAD' });
    await ask(url, { headers: { Range: 'bytes=100000-' } });
    await expect.poll(() => opened.map(({ handle }) => handle.fd)).toEqual([-1, -1, -1]);
  });

  test('refuses what has expired, what was tampered with and what is gone, and says which', async () => {
    const { ask, url, lake, release, leap } = await aServer();
    expect(await ask(`${url}x`)).toMatchObject({ status: 403 });
    expect(await ask(url, { method: 'POST' })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    await lake.remove(release);
    expect(await ask(url)).toMatchObject({ status: 404 });
    leap(3_600_000);
    expect(await ask(url)).toMatchObject({ status: 410 });
  });

  test('survives a client that goes away half-way', async () => {
    const { ask, url, failures } = await aServer(20_000_000);
    await new Promise<void>((resolve) => {
      const request = httpRequest(url, (answer) => {
        answer.once('data', () => {
          answer.destroy();
          request.destroy();
          resolve();
        });
        answer.on('error', () => {});
      }).end();
    });
    await expect.poll(() => failures).toHaveLength(1);
    expect(await ask(url, { method: 'HEAD' })).toMatchObject({ status: 200 });
  });
});
