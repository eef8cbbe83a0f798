/** An export of the record promises the same on every platform. */
import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { english } from '../../src/bots/languages/english.ts';
import { serveDownload } from '../../src/workflow/local/serve-download.ts';
import { privatelyTo } from '../a-teams-tenant.ts';
import type { Program } from '../an-installation.ts';
import { aPolicyText, U } from '../an-installation.ts';
import type { Office, Who } from './approvals.ts';
import { refusalsOf } from './offices.ts';

const day = 86_400;
const places = ['ig', 'it', 'desk', 'admins'] as const;

/** Today where the policy's clocks hang, so many days on. */
const today = (days = 0): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' }).format(new Date(Date.now() + days * day * 1000));

const inWords = (days = 0): string => english.quantities.day(today(days));

const withAuditor = (): Promise<string> =>
  aPolicyText((policy) => {
    Object.assign(Object(policy['roles']), { Auditor: { label: 'Auditor' } });
    policy['auditorRole'] = 'Auditor';
  });

/** The program's own server answers links, so that they are fetched as a browser would. */
const fetchLink = async ({ installation }: Program, url: string): Promise<{ readonly status: number; readonly text: string }> => {
  const server = createServer((request, response) => void serveDownload(installation, { request, response }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const answer = await fetch(`http://127.0.0.1:${address.port}${new URL(url).pathname}`);
  return { status: answer.status, text: await answer.text() };
};

/** Runs the suite; `open` starts a program whose roles and channels are on the desk's platform. */
export const exportsContract = (name: string, open: (options?: { readonly policy?: string }) => Promise<Office>): void => {
  const linksTo = ({ desk, program }: Office, who: Who): readonly string[] => {
    const sent = desk.platform === 'Slack' ? program.slack.directMessages(U[who]) : privatelyTo(program.teams, who);
    return JSON.stringify(sent).match(/http[^"\\]+\/download\/[^"\\]+/g) ?? [];
  };
  const exported = async (office: Office, who: Who, words: string): Promise<string> => {
    const before = linksTo(office, who).length;
    await office.desk.say(who, words);
    await office.program.settle();
    const [url] = linksTo(office, who).slice(before);
    if (url === undefined) throw new Error(`${who} was given no link: ${office.desk.told(who)}`);
    return url;
  };
  const rejectedOne = async (policy?: string) => {
    const office = await open(policy === undefined ? {} : { policy });
    const { desk, program } = office;
    const id = await program.submit({ changes: { egress_store_name: '=HYPERLINK("http://evil.example")' } });
    const other = await program.submit({ project: 'proj-2' });
    await program.settle();
    await (await desk.begin('ines', { place: 'ig', id, verdict: 'reject' })).submit({
      category: 'small-counts',
      reason: 'Table 2 has counts below ten.',
    });
    await program.settle();
    return { ...office, id, other };
  };

  describe(`${name}: exporting the record`, () => {
    test('I12: an admin is given all events of the days, privately, and the export is itself on record', async () => {
      const office = await rejectedOne();
      const { desk, program, id, other } = office;
      const posts = places.map((place) => desk.posts(place));
      expect(await desk.say('ada', `export ${today()} ${today()}`)).toMatch(/is being exported|is ready/);
      await program.settle();
      const told = desk.told('ada');
      expect(told).toContain('is ready');
      expect(told).toContain('Europe/London');
      const [url = ''] = linksTo(office, 'ada');
      const { status, text } = await fetchLink(program, url);
      expect(status).toBe(200);
      const rows = text.trimEnd().split('\r\n');
      expect(rows[0]).toBe('request,project,seq,at,event,stage,person,name,platform,channel,detail,policy,hash');
      for (const each of [id, other])
        expect(rows.filter((row) => row.startsWith(each))).toHaveLength((await program.read(each)).events.length);
      const { events } = await program.read(id);
      for (const { hash } of events) expect(text).toContain(hash);
      expect(places.map((place) => desk.posts(place))).toEqual(posts);
      expect(await desk.say('ada', 'export')).toMatch(new RegExp(`ada@example.ac.uk\\s*: ${inWords()}, csv`));
      const [record] = await program.installation.adapters.exports.list({ partition: 'exports' });
      expect(record?.events.map(({ fact, actor }) => [fact.kind, actor.kind])).toEqual([
        ['export-asked', 'person'],
        ['export-begun', 'system'],
        ['export-made', 'system'],
        ['export-given', 'system'],
      ]);
      expect(record?.events[0]).toMatchObject({ actor: { person: { id: 'ada@example.ac.uk' } }, fact: { from: today(), to: today() } });
      expect(told).toContain(record?.state.kind === 'made' ? record.state.sha256 : 'made');
      expect(JSON.stringify(record)).not.toContain('/download/');
    });

    test('I13: a name that a spreadsheet would run stays text', async () => {
      const office = await rejectedOne();
      const { text } = await fetchLink(office.program, await exported(office, 'ada', `export ${today()} ${today()}`));
      expect(text).toContain(`"'=HYPERLINK`);
      expect(text).not.toMatch(/(^|,)"?[=+@-]/m);
    });

    test('as JSON lines, each event is as it was sealed', async () => {
      const office = await rejectedOne();
      const { text } = await fetchLink(office.program, await exported(office, 'ada', `export ${today()} ${today()} jsonl`));
      const lines = text
        .trimEnd()
        .split('\n')
        .map((each) => JSON.parse(each));
      const { id } = office;
      const { events } = await office.program.read(id);
      expect(lines.filter(({ request }) => request === id)).toEqual(events.map((event) => ({ request: id, ...event })));
    });

    test('only what happened in these days is in it, and it ends with today where later days were asked for', async () => {
      const office = await rejectedOne();
      const { desk, program, id, other } = office;
      program.wait(2 * day);
      await desk.say('ada', `withdraw ${other} because it is not needed`);
      await program.settle();
      const { text } = await fetchLink(program, await exported(office, 'ada', `export ${today(1)} ${today(2)}`));
      expect(text).toContain(other);
      expect(text).toContain('withdrawn');
      expect(text).not.toContain(',received,');
      expect(text).not.toContain(id);
      const again = await desk.say('ada', `export ${today(1)} ${today(20)}`);
      expect(again).toContain(`${inWords(1)} to ${inWords(2)}`);
      expect(again).toContain('ends with today');
      await program.settle();
      const [, upToToday] = await program.installation.adapters.exports.list({ partition: 'exports' });
      expect(upToToday).toMatchObject({ days: { to: today(2) }, events: [{ fact: { to: today(2) } }, {}, {}, {}] });
      expect(await desk.say('ada', `export ${today(3)} ${today(4)}`)).toContain('The first day has not begun yet');
    });

    test('days that are none, in the wrong order, or too many are answered with what is wrong, and nothing is noted', async () => {
      const { desk, program } = await open();
      for (const [words, said] of [
        ['export yesterday today', 'as YYYY-MM-DD'],
        ['export 2026-02-30 2026-03-01', 'as YYYY-MM-DD'],
        ['export 2026-03-01', 'as YYYY-MM-DD'],
        ['export 2026-03-02 2026-03-01', 'comes after'],
        ['export 2024-01-01 2025-01-02', 'more than a year'],
        ['export 2026-01-01 2026-01-31 xlsx', '“jsonl”'],
      ] as const)
        expect(await desk.say('ada', words), words).toContain(said);
      expect(await program.installation.adapters.exports.list({ partition: 'exports' })).toEqual([]);
    });

    test('I4: an auditor has the record of their projects, decides nothing, and nobody else has any', async () => {
      const office = await rejectedOne(await withAuditor());
      const { desk, program, id, other } = office;
      expect(await desk.say('oliver', `export ${today()} ${today()}`)).toContain('Auditor');
      expect(await desk.say('ada', 'grant @oliver Auditor proj-2')).toContain('Role granted');
      const { text } = await fetchLink(program, await exported(office, 'oliver', `export ${today()} ${today()}`));
      expect(text).toContain(other);
      expect(text).not.toContain(id);
      expect(await desk.say('oliver', `history ${other}`)).toContain('Received');
      expect(await desk.say('oliver', `verify ${other}`)).toContain('hold');
      expect(await desk.say('oliver', 'pending')).toContain('proj-2');
      expect(await desk.say('oliver', 'help')).toContain('export YYYY-MM-DD');
      expect(await desk.say('ines', 'help')).not.toContain('export YYYY-MM-DD');
      expect(await desk.offersDecision('oliver', { place: 'ig', id: other })).toBe(desk.platform === 'Slack');
      const told = await (await desk.begin('oliver', { place: 'ig', id: other, verdict: 'approve' })).submit().catch(String);
      expect(told).not.toContain('recorded.');
      expect((await program.read(other)).decisions).toEqual([]);
      expect(await desk.say('oliver', `link ${other}`)).toContain('Egress');
      expect(await desk.say('oliver', `delegate @mei until ${today(5)}`)).toContain('Nothing was passed on');
      expect(await refusalsOf({ program })).toContainEqual(['oliver', '/egress export', 'not-auditor']);
    });

    test('I4: whoever loses the role before the file is written is given none', async () => {
      const office = await rejectedOne(await withAuditor());
      const { desk, program } = office;
      await desk.say('ada', 'grant @oliver Auditor');
      await desk.say('oliver', `export ${today()} ${today()}`);
      await program.settle();
      const [made] = await program.installation.adapters.exports.list({ partition: 'exports' });
      await desk.say('ada', 'revoke-grant @oliver Auditor');
      const links = linksTo(office, 'oliver').length;
      await program.installation.adapters.exports.write({
        ...Object(made),
        key: `${made?.key}-again`,
        version: 1,
        events: made?.events.slice(0, 1),
        state: { kind: 'asked' },
      });
      await program.installation.runErrand({ kind: 'export', key: `${made?.key}-again` });
      expect(linksTo(office, 'oliver')).toHaveLength(links);
      expect(desk.told('oliver')).toContain('no longer hold the role');
    });

    test('I4: whoever may have less by the time that it is given is given less', async () => {
      const office = await rejectedOne(await withAuditor());
      const { desk, program, id, other } = office;
      const { installation } = program;
      await desk.say('ada', 'grant @oliver Auditor');
      await exported(office, 'oliver', `export ${today()} ${today()}`);
      const [given] = await installation.adapters.exports.list({ partition: 'exports' });
      if (!given) throw new Error('no export');
      // As a crash left it: made, and not given.
      const cut = { ...given, key: `${given.key}-cut`, events: given.events.slice(0, 3) };
      for (const version of [1, 2, 3]) await installation.adapters.exports.write({ ...cut, version });
      await desk.say('ada', 'revoke-grant @oliver Auditor');
      await desk.say('ada', 'grant @oliver Auditor proj-2');
      const before = linksTo(office, 'oliver').length;
      await installation.runErrand({ kind: 'export', key: cut.key });
      const { status, text } = await fetchLink(program, linksTo(office, 'oliver').slice(before)[0] ?? '');
      expect(status).toBe(200);
      expect(text).toContain(other);
      expect(text).not.toContain(id);
    });

    test('I4: whoever loses the role while it is written is not given it', async () => {
      const office = await rejectedOne(await withAuditor());
      const { desk, program } = office;
      const { adapters } = program.installation;
      await desk.say('ada', 'grant @oliver Auditor');
      const { upload } = adapters.shelf;
      const slowly: typeof upload = async (...file) => {
        await desk.say('ada', 'revoke-grant @oliver Auditor');
        return upload(...file);
      };
      Object.assign(adapters.shelf, { upload: slowly });
      await desk.say('oliver', `export ${today()} ${today()}`);
      await program.settle();
      expect(linksTo(office, 'oliver')).toEqual([]);
      expect(desk.told('oliver')).toContain('no longer hold the role');
    });

    test('I17: that it failed is told, once, although the first try to tell it did not get through', async () => {
      const office = await rejectedOne();
      const { desk, program } = office;
      const { installation } = program;
      await exported(office, 'ada', `export ${today()} ${today()}`);
      const [given] = await installation.adapters.exports.list({ partition: 'exports' });
      if (!given) throw new Error('no export');
      // As the try left it: failed, and not told.
      const key = `${given.key}-cut`;
      await installation.adapters.exports.write({
        ...given,
        key,
        version: 1,
        events: given.events.slice(0, 1),
        state: { kind: 'failed', why: 'error' },
      });
      const before = desk.told('ada');
      await installation.runErrand({ kind: 'export', key });
      const told = desk.told('ada');
      expect(told).not.toBe(before);
      expect(told).toContain('could not be exported');
      await installation.runErrand({ kind: 'export', key });
      expect(desk.told('ada')).toBe(told);
    });

    test('I10: the link expires, and what it led to is deleted', async () => {
      const office = await rejectedOne();
      const { program } = office;
      const url = await exported(office, 'ada', `export ${today()} ${today()}`);
      const { installation } = program;
      const opened = installation.links.openDownload(url);
      if (opened.kind !== 'open') throw new Error('the link does not work');
      program.wait(16 * 60);
      expect((await fetchLink(program, url)).status).toBe(410);
      await installation.lookAtTheTime();
      await (await installation.lake.open(opened.location)).handle.close();
      program.wait(day);
      await installation.lookAtTheTime();
      await expect(installation.lake.open(opened.location)).rejects.toThrow('does not exist');
    });

    test('I2: what was made before a crash, and deleted before anybody was given it, is made again', async () => {
      const office = await rejectedOne();
      const { program, id } = office;
      const { installation } = program;
      await exported(office, 'ada', `export ${today()} ${today()}`);
      const [given] = await installation.adapters.exports.list({ partition: 'exports' });
      if (!given) throw new Error('no export');
      // As the crash left it: made, and not given.
      const key = `${given.key}-cut`;
      const cut = { ...given, key, events: given.events.slice(0, 3) };
      for (const version of [1, 2, 3]) await installation.adapters.exports.write({ ...cut, version });
      program.wait(2 * 3600);
      await installation.lookAtTheTime();
      const before = linksTo(office, 'ada').length;
      await installation.runErrand({ kind: 'export', key });
      const [url = ''] = linksTo(office, 'ada').slice(before);
      const { status, text } = await fetchLink(program, url);
      expect(status).toBe(200);
      expect(text).toContain(id);
    });
  });
};
