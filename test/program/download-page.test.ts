import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { expect, test } from 'vitest';
import { csvOf, rowOf } from '../../src/handlers/audit/rows.ts';
import type { RequestId } from '../../src/workflow/request.ts';
import { findRecordFault } from '../../src/workflow/transitions.ts';
import type { Program } from '../an-installation.ts';
import { aPolicyText, aProgram, C, U } from '../an-installation.ts';
import { buttonsOf, cardOf, release, say, wordsOf } from '../people.ts';

const withPages = (rules: Readonly<Record<string, unknown>> = {}, language = 'en'): Promise<string> =>
  aPolicyText((value) => {
    Object.assign(value['defaults'] ?? {}, { downloadPage: true, ...rules });
    Object.assign(value['organisation'] ?? {}, { language });
  });

const addressesIn = (shown: unknown): readonly string[] =>
  [...JSON.stringify(shown).matchAll(/"url":"(http[^"]+\/l\/[^"]+)"/g)].map(([, url]) => url ?? '');

/** A released request, and the address that its only egress manager was sent. */
const released = async (rules: Readonly<Record<string, unknown>> = {}) => {
  const program = await aProgram({ policy: await withPages(rules) });
  const id = await program.submit();
  await release(program, id);
  const [address = ''] = addressesIn(program.slack.directMessages(U.mei)[0]?.blocks);
  return { program, id, address };
};

const addressAskedFor = async (program: Program, id: RequestId): Promise<readonly string[]> => {
  await say(program, U.mei, `link ${id.slice(0, 8)}`);
  return addressesIn(program.slack.ephemerals(U.mei).at(-1)?.blocks);
};

const confirmationOn = async (address: string): Promise<string> =>
  /name="confirm" value="([^"]+)"/.exec(await (await fetch(address)).text())?.[1] ?? '';

/** Presses the button as a browser does: no referrer, so the origin is `null`. */
const press = (address: string, confirm: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(address, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: 'null', 'sec-fetch-site': 'same-origin', ...headers },
    body: new URLSearchParams({ confirm }),
  });

const openings = async (program: Program, id: RequestId): Promise<number> =>
  (await program.read(id)).events.filter(({ fact }) => fact.kind === 'link-opened').length;

const refusalsOf = async ({ installation }: Program): Promise<readonly string[]> => {
  const partition = new Date().toISOString().slice(0, 10);
  return (await installation.adapters.refusals.list({ partition })).map(({ refusal }) => refusal);
};

test('I10: with a download page, people are given its address and no URL of the zip; its button gives one of a minute', async () => {
  const { program, id, address } = await released();
  expect(address).toMatch(new RegExp(`^${program.url}/l/${id.replaceAll('-', '')}[\\w-]{43}$`));
  const message = program.slack.directMessages(U.mei)[0];
  expect(JSON.stringify(message)).not.toContain('/download/');
  expect(wordsOf(message?.blocks)).toContain('Link 1 of 3');
  expect(wordsOf(message?.blocks)).toContain('the download begins when you press its button');
  const answer = await press(address, await confirmationOn(address));
  expect(answer.status).toBe(303);
  const location = answer.headers.get('location') ?? '';
  const zip = Buffer.from(await (await fetch(location)).arrayBuffer());
  const request = await program.read(id);
  expect(createHash('sha256').update(zip).digest('hex')).toBe(request.release?.sha256);
  program.wait(61);
  expect((await fetch(location)).status).toBe(410);
  expect(request.events.at(-1)).toMatchObject({
    actor: { kind: 'system' },
    fact: { kind: 'link-opened', number: 1, to: { id: 'mei@example.ac.uk' } },
  });
});

test('I12: the record says whose link was opened and when, holds together, and has neither address nor URL', async () => {
  const { program, id, address } = await released();
  const answer = await press(address, await confirmationOn(address));
  await program.settle();
  const request = await program.read(id);
  expect(findRecordFault(request)).toBeUndefined();
  const secret = address.slice(-43);
  const kept = JSON.stringify(request);
  expect(kept).not.toContain(secret);
  expect(kept).not.toContain(answer.headers.get('location'));
  expect(kept).toContain(
    createHash('sha256')
      .update(address.split('/l/')[1] ?? '')
      .digest('hex'),
  );
  const csv = csvOf(
    request.events.map((event) => rowOf(request, event)),
    { header: false },
  );
  expect(csv).toContain('link 1, which was given to mei@example.ac.uk');
  expect(await say(program, U.mei, `history ${id.slice(0, 8)}`)).toMatch(
    /Download begun ?with link 1 of 3 \(press 1 of 3\), which was given to /,
  );
});

test('I10: whoever looks changes nothing, however often and by whichever program', async () => {
  const { program, id, address } = await released();
  const before = await program.read(id);
  for (let times = 0; times < 20; times += 1)
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH']) {
      const { status } = await fetch(times % 2 ? address : `${address}?scanned=1`, { method });
      expect(status, method).toBe(method === 'GET' || method === 'HEAD' ? 200 : 405);
    }
  // What posts without having read the page.
  for (const confirm of ['', 'guessed', 'x'.repeat(43)]) expect((await press(address, confirm)).status).toBe(403);
  expect(await program.read(id)).toEqual(before);
  expect((await press(address, await confirmationOn(address))).status).toBe(303);
});

test('I10: of 100 who press at once, as many get a URL as one link allows', async () => {
  const { program, id, address } = await released();
  const confirm = await confirmationOn(address);
  const answers = await Promise.all(Array.from({ length: 100 }, () => press(address, confirm)));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 303)).toHaveLength(3);
  expect(statuses.filter((status) => status === 410)).toHaveLength(97);
  expect(await openings(program, id)).toBe(3);
  expect((await fetch(address)).status).toBe(410);
  expect(await refusalsOf(program)).toContain('link-used');
});

test('I10: a download that broke off can be begun again for a quarter of an hour, and then no more', async () => {
  const { program, id, address } = await released();
  const confirm = await confirmationOn(address);
  expect((await press(address, confirm)).status).toBe(303);
  program.wait(14 * 60);
  expect((await press(address, confirm)).status).toBe(303);
  program.wait(2 * 60);
  expect((await fetch(address)).status).toBe(410);
  expect((await press(address, confirm)).status).toBe(410);
  expect(await openings(program, id)).toBe(2);
});

test('a link ends when a presigned one would have, and at once when the release is revoked or its holder loses the role', async () => {
  const late = await released({ linkExpirySeconds: 600 });
  const confirm = await confirmationOn(late.address);
  late.program.wait(570);
  const last = (await press(late.address, confirm)).headers.get('location') ?? '';
  late.program.wait(31);
  // Nor does the URL outlive the link.
  expect((await fetch(last)).status).toBe(410);
  expect((await fetch(late.address)).status).toBe(410);
  expect((await press(late.address, confirm)).status).toBe(410);

  const { program, id, address } = await released();
  const shown = await confirmationOn(address);
  await say(program, U.ada, 'revoke-grant @mei EgressManager');
  expect((await fetch(address)).status).toBe(410);
  expect((await press(address, shown)).status).toBe(410);
  await say(program, U.ada, 'grant @mei EgressManager');
  expect((await fetch(address)).status).toBe(200);
  // Between looking and pressing.
  await say(program, U.ada, `revoke ${id} The cohort was drawn wrongly.`);
  expect((await press(address, shown)).status).toBe(410);
  expect(await openings(program, id)).toBe(0);
  expect(await refusalsOf(program)).toEqual(expect.arrayContaining(['link-role', 'link-revoked']));
});

test('I4: a link opens nothing once the roles of whom it was given to rest', async () => {
  const policy = await withPages({ linkExpirySeconds: 604_800 });
  const program = await aProgram({ policy: policy.replace('"organisation":{', '"organisation":{"unseenDays":30,') });
  await say(program, U.mei, 'whoami');
  program.wait(28 * 86_400);
  const id = await program.submit();
  await release(program, id);
  const [address = ''] = addressesIn(program.slack.directMessages(U.mei)[0]?.blocks);
  const confirm = await confirmationOn(address);
  program.wait(3 * 86_400);
  expect(await say(program, U.mei, `link ${id}`)).toContain('Roles rest');
  expect((await fetch(address)).status).toBe(410);
  expect((await press(address, confirm)).status).toBe(410);
  expect(await openings(program, id)).toBe(0);
  await say(program, U.ada, 'grant @mei EgressManager');
  expect((await press(address, confirm)).status).toBe(303);
});

test('I16: of a revocation and a press at once, what was written first counts', async () => {
  const { program, id, address } = await released();
  const confirm = await confirmationOn(address);
  const [, ...answers] = await Promise.all([
    say(program, U.ada, `revoke ${id} The cohort was drawn wrongly.`),
    ...Array.from({ length: 10 }, () => press(address, confirm)),
  ]);
  const given = answers.filter(({ status }) => status === 303).length;
  const kinds = (await program.read(id)).events.map(({ fact }) => fact.kind);
  expect(kinds.filter((kind) => kind === 'link-opened')).toHaveLength(given);
  expect(kinds.slice(kinds.indexOf('revoked'))).not.toContain('link-opened');
});

test('the last link is given again at another address, which opens no further download, and not when it is used up', async () => {
  const { program, id, address } = await released({ maxLinks: 1 });
  program.wait(61);
  const [again = ''] = await addressAskedFor(program, id);
  expect(again).toContain('/l/');
  expect(again).not.toBe(address);
  for (const each of [address, again, address]) expect((await press(each, await confirmationOn(each))).status).toBe(303);
  expect((await fetch(again)).status).toBe(410);
  expect((await fetch(address)).status).toBe(410);
  program.wait(61);
  expect(await say(program, U.mei, `link ${id.slice(0, 8)}`)).toContain('All 1 link');
  expect((await program.read(id)).links).toHaveLength(1);
  expect(findRecordFault(await program.read(id))).toBeUndefined();
});

test('I14: a release message whose only link is used up offers it no longer', async () => {
  const { program, address } = await released({ maxLinks: 1 });
  const message = () => JSON.stringify(program.slack.directMessages(U.mei)[0]?.blocks);
  await program.settle();
  expect(message()).toContain('/l/');
  for (let times = 0; times < 3; times += 1) await press(address, await confirmationOn(address));
  await program.settle();
  expect(message()).not.toContain('/l/');
});

test('I14: a release message whose link is used up, or has expired when another is asked for, offers to get one in its place', async () => {
  const used = await released();
  const shown = ({ slack }: Program) => slack.directMessages(U.mei)[0] ?? expect.fail('no message');
  await used.program.settle();
  for (let times = 0; times < 2; times += 1) await press(used.address, await confirmationOn(used.address));
  await used.program.settle();
  // It may be pressed once more.
  expect(addressesIn(shown(used.program))).toEqual([used.address]);
  await press(used.address, await confirmationOn(used.address));
  await used.program.settle();
  expect(addressesIn(shown(used.program))).toEqual([]);
  expect(buttonsOf(shown(used.program))).toEqual(['egress:link']);

  const late = await released({ linkExpirySeconds: 600 });
  await addressAskedFor(late.program, late.id);
  await late.program.settle();
  expect(addressesIn(shown(late.program))).toEqual([late.address]);
  late.program.wait(601);
  const [another = ''] = await addressAskedFor(late.program, late.id);
  await late.program.settle();
  expect((await fetch(another)).status).toBe(200);
  expect(addressesIn(shown(late.program))).toEqual([]);
});

test('I13: strangers, scanners and tricks are told the same of everything that is not theirs, and cost nothing', async () => {
  const { program, id, address } = await released();
  const other = await program.submit();
  const text = async (path: string) => {
    const answer = await fetch(path);
    return { status: answer.status, body: await answer.text() };
  };
  const { body: unknown, status } = await text(`${program.url}/l/nothing`);
  expect(status).toBe(404);
  expect(unknown).toContain('This link does not work');
  const secret = address.slice(-43);
  const swapped = `${program.url}/l/${other.replaceAll('-', '')}${secret}`;
  const flipped = address.slice(0, -1) + (address.endsWith('A') ? 'E' : 'A');
  const made = [swapped, flipped, `${address}/`, `${address}a`, `${address}%00`, `${program.url}/l/`, `${program.url}/l/${'0'.repeat(75)}`];
  const hostile = ['/l/..%2f..%2fetc%2fpasswd', '/l//evil.example', '/l/<script>alert(1)</script>', `/l/${'a'.repeat(8000)}`, '/l/%ff%fe'];
  for (const path of [...made, ...hostile.map((each) => `${program.url}${each}`)])
    expect(await text(path), path.slice(0, 200)).toEqual({ status: 404, body: unknown });
  // What is over says the same to the eye.
  await say(program, U.ada, `revoke ${id} The cohort was drawn wrongly.`);
  expect(await text(address)).toEqual({ status: 410, body: unknown });
  for (const path of made.slice(0, 3)) expect((await press(path, '')).status).toBe(403);
  expect(await refusalsOf(program)).toEqual([]);
});

test('I13: a form from elsewhere is refused before anything is looked up, and a huge body is not read', async () => {
  const { program, id, address } = await released();
  const confirm = await confirmationOn(address);
  const foreign = [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: `${program.url}.evil` },
  ];
  for (const headers of foreign) {
    const answer = await press(address, confirm, headers);
    expect(answer.status, JSON.stringify(headers)).toBe(403);
    expect(await answer.text()).toContain('The button was not pressed on this page');
  }
  expect((await press(address, confirm, { origin: program.url })).status).toBe(303);
  const { hostname, port, pathname } = new URL(address);
  const status = await new Promise<number | undefined>((resolve) => {
    const posting = httpRequest(
      { hostname, port, path: pathname, method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } },
      (answer) => {
        resolve(answer.statusCode);
        posting.destroy();
      },
    );
    posting.on('error', () => {});
    posting.write('x'.repeat(100_000));
  });
  expect(status).toBe(413);
  expect(await openings(program, id)).toBe(1);
});

test('the page says what the link is for, nothing about files, and lets no one frame, index, store or script it', async () => {
  const { program, id, address } = await released();
  const answer = await fetch(address);
  const page = await answer.text();
  for (const said of [
    'Example University TRE',
    'proj-1',
    id.slice(0, 8),
    'bytes',
    'This link works until',
    'Downloads left with this link',
    'Links left after this one',
    '<dd>2</dd>',
  ])
    expect(page).toContain(said);
  for (const name of ['results', 'table', 'README', 'figure', id, 'mei', 'Mei', 'Ward 7', '<script', 'http:', 'https:'])
    expect(page, name).not.toContain(name);
  expect(page).toContain('<html lang="en-GB">');
  const headers = Object.fromEntries(answer.headers);
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex, nofollow, noarchive',
  });
  const policy = headers['content-security-policy'] ?? '';
  for (const rule of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", 'form-action']) expect(policy).toContain(rule);
  expect(policy).not.toMatch(/script-src|unsafe/);
  expect(buttonsOf(cardOf(program, C.desk, id))).toContain('egress:link');
});

test('the page speaks the language of the installation', async () => {
  const program = await aProgram({ policy: await withPages({}, 'de') });
  const id = await program.submit();
  await release(program, id);
  const [address = ''] = addressesIn(program.slack.directMessages(U.mei)[0]?.blocks);
  const page = await (await fetch(address)).text();
  expect(page).toContain('<html lang="de-DE">');
  expect(page).not.toContain('GMT+0');
  expect(page).toContain('Zip-Datei herunterladen');
  expect(await (await fetch(`${program.url}/l/x`)).text()).toContain('Dieser Link funktioniert nicht');
});
