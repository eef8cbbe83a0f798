import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serveDownload } from '../../src/workflow/local/serve-download.ts';
import type { Program } from '../an-installation.ts';
import { aPolicyText, aProgram, C, U } from '../an-installation.ts';
import { inEnglish } from '../in-english.ts';
import { buttonsOf, cardOf, press, release, say, wordsOf } from '../people.ts';
import { unzip, unzipComplaint } from '../workflow/packaging/unzip.ts';

const urlIn = (blocks: unknown): string => /"url":"(http[^"]+)"/.exec(JSON.stringify(blocks))?.[1] ?? '';

/** Downloads through the program's own server function, as the sandbox serves it. */
const download = async (
  { installation }: Program,
  url: string,
): Promise<{ readonly status: number; readonly bytes: Buffer; readonly disposition: string }> => {
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => void serveDownload(installation, { request, response }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const response = await fetch(`http://127.0.0.1:${port}${new URL(url).pathname}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return { status: response.status, bytes, disposition: response.headers.get('content-disposition') ?? '' };
};

const manyFiles = {
  'a/data.csv': 'x,y\n1,2\n',
  'b/data.csv': 'x,y\n3,4\n',
  'with space + plus %41.txt': 'odd',
  'Ünïcödé/雪.txt': 'snow',
  'empty.txt': '',
};

test('I8: the link in the private message downloads a zip that holds every file, byte for byte', async () => {
  const program = await aProgram();
  const id = await program.submit({ files: manyFiles });
  await release(program, id);
  const [message] = program.slack.directMessages(U.mei);
  expect(wordsOf(message?.blocks)).toContain('Link 1 of 3');
  const { status, bytes, disposition } = await download(program, urlIn(message?.blocks));
  expect(status).toBe(200);
  expect(disposition).toContain(`egress_${id.slice(0, 8)}.zip`);
  const request = await program.read(id);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(request.release?.sha256);
  const file = join(program.folder, 'download.zip');
  await writeFile(file, bytes);
  expect(unzipComplaint(file)).toBeUndefined();
  const entries = (await unzip(file)).map(({ path, bytes: content }): [string, string] => [path, content.toString()]);
  expect(Object.fromEntries(entries)).toEqual(manyFiles);
  expect(entries).toHaveLength(Object.keys(manyFiles).length);
  expect(request.links).toMatchObject([{ number: 1, cause: 'release-message', person: { id: 'mei@example.ac.uk' } }]);
});

test('I10: of 20 who ask at once with a limit of three, three get a URL in all, and the rest are told who had them', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await release(program, id);
  const speaker = { identity: { platform: 'slack', tenant: 'T01SANDBOX', user: U.mei }, channel: C.desk } as const;
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      program.installation.conversation.say(speaker, [
        { kind: 'text', text: 'link' },
        { kind: 'text', text: id.slice(0, 8) },
      ]),
    ),
  );
  const urls = answers.map(urlIn).filter((url) => url !== '');
  expect(urls).toHaveLength(2);
  expect(answers.filter((answer) => urlIn(answer) === '').map(inEnglish)[0]).toContain('All 3 links');
  await program.settle();
  expect((await program.read(id)).status).toEqual({ kind: 'closed', reason: 'links-used' });
  expect(buttonsOf(cardOf(program, C.desk, id))).toEqual([]);
  const events = JSON.stringify((await program.read(id)).events);
  for (const url of urls) expect(events).not.toContain(url);
});

test('I10: a link is refused to whoever is not an egress manager, in words and on the button, and no channel ever shows one', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await release(program, id);
  expect(await say(program, U.ines, `link ${id.slice(0, 8)}`)).toContain('Only people who hold the role');
  expect(await press(program, U.ada, { channel: C.desk, ts: cardOf(program, C.desk, id).ts, action: 'link' })).toContain(
    'Only people who hold the role',
  );
  expect(await press(program, U.mei, { channel: C.desk, ts: cardOf(program, C.desk, id).ts, action: 'link' })).toContain('Link 2 of 3');
  for (const channel of [C.ig, C.it, C.desk, C.admins]) expect(JSON.stringify(program.slack.messages(channel))).not.toContain('/download/');
  const posts = program.slack.calls().filter(({ method }) => method === 'chat.postMessage');
  expect(posts.length).toBeGreaterThan(5);
  for (const { params } of posts) expect(params).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
});

test('I10: a link dies after its time, and when one character of it is changed', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await release(program, id);
  const url = urlIn(program.slack.directMessages(U.mei)[0]?.blocks);
  const forged = url.slice(0, -2) + (url.endsWith('A') ? 'BB' : 'AA');
  expect((await download(program, forged)).status).toBe(403);
  program.wait(3601);
  expect((await download(program, url)).status).toBe(410);
});

test('I10: with several managers nobody is sent a link unasked; each gets the button', async () => {
  const program = await aProgram();
  await say(program, U.ada, 'grant @tomasz EgressManager');
  const id = await program.submit();
  await release(program, id);
  for (const user of [U.mei, U.tomasz]) {
    const [message] = program.slack.directMessages(user).filter(({ text }) => text.includes('can be downloaded'));
    expect(urlIn(message?.blocks)).toBe('');
    expect(message && buttonsOf(message)).toContain('egress:link');
  }
  expect((await program.read(id)).links).toEqual([]);
});

test('a policy of links on request sends none unasked', async () => {
  const policy = await aPolicyText((value) => Object.assign(value['defaults'] ?? {}, { linkDelivery: 'on-request' }));
  const program = await aProgram({ policy });
  const id = await program.submit();
  await release(program, id);
  expect((await program.read(id)).links).toEqual([]);
  expect(urlIn(program.slack.directMessages(U.mei)[0]?.blocks)).toBe('');
});

test('I11: cards hide file names when the policy says so', async () => {
  const policy = await aPolicyText((value) => Object.assign(value['defaults'] ?? {}, { showFileNames: false }));
  const program = await aProgram({ policy });
  const id = await program.submit({ files: { 'secret-study-name.csv': 'a,b\n' } });
  await program.settle();
  expect(JSON.stringify(cardOf(program, C.ig, id).blocks)).not.toContain('secret-study-name');
  expect(await press(program, U.ines, { channel: C.ig, ts: cardOf(program, C.ig, id).ts, action: 'files' })).not.toContain(
    'secret-study-name',
  );
  expect(wordsOf(program.slack.modal(U.ines))).toContain('csv: 1 file');
});
