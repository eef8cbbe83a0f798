import { expect, test } from 'vitest';
import { openDatabase } from '../../src/workflow/local/database.ts';
import { sqliteRequestStore } from '../../src/workflow/local/request-store.ts';
import { aProgram, C, U } from '../an-installation.ts';
import { cardOf, press, release, say, wordsOf } from '../people.ts';

test('help names what the reader may use', async () => {
  const program = await aProgram();
  const toAda = await say(program, U.ada, 'help');
  for (const word of [
    'pending',
    'status',
    'files',
    'history',
    'whoami',
    'verify',
    'map',
    'unmap',
    'mappings',
    'grant',
    'revoke-grant',
    'grants',
  ])
    expect(toAda).toContain(`/egress ${word}`);
  expect(await say(program, U.mei, 'help')).toContain('/egress link');
  expect(await say(program, U.ines, '')).not.toContain('/egress grant ');
  expect(await say(program, U.ines, 'pednign')).toContain('Did you mean /egress pending');
  expect(await say(program, U.ines, 'approve 1a2b')).toContain('buttons on the request');
});

test('whoami tells roles; status, files and history tell a request; verify proves its record', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await release(program, id);
  const short = id.slice(0, 4);
  expect(await say(program, U.ines, 'whoami')).toMatch(/Inés Okafor.*Information Governance ?, all projects/);
  expect(await say(program, U.ines, `status ${short}`)).toContain('released');
  expect(await say(program, U.ines, `files ${short}`)).toContain('results/table.csv');
  expect(await say(program, U.rosa, `history ${id}`)).toMatch(
    /Received from rosa@example.ac.uk.*Copied.*Approved for Information Governance.*Released.*Link 1 of 3/,
  );
  expect(await say(program, U.ines, `verify ${short.toUpperCase()}`)).toContain('all 7 events hold');
  expect(await say(program, U.ines, 'status zzzz')).toContain('There is no request');
  expect(await say(program, U.oliver, `status ${short}`)).toContain('There is no request');
  const today = await program.installation.adapters.refusals.list({ partition: new Date().toISOString().slice(0, 10) });
  expect(today.at(-1)).toMatchObject({ person: 'oliver@example.ac.uk', attempted: '/egress status', refusal: 'unreadable-request' });
});

test('I12: verify names the first event that was tampered with in the database', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  const db = openDatabase(`${program.folder}/sallyport.db`);
  db.sql.prepare("UPDATE requests SET document = replace(document, 'rosa@example.ac.uk', 'mallory@example.ac.uk') WHERE id = ?").run(id);
  expect((await sqliteRequestStore(db).read(id))?.submission.submittedBy.email).toBe('mallory@example.ac.uk');
  db.close();
  expect(await say(program, U.ada, `verify ${id.slice(0, 8)}`)).toContain('At event 1');
});

test('an ambiguous short id lists the candidates that the asker may read', async () => {
  const program = await aProgram();
  const ids = ['1a2b0000-0000-4000-8000-000000000001', '1a2b0000-0000-4000-8000-000000000002'];
  for (const id of ids) await program.submit({ id });
  await program.settle();
  const answer = await say(program, U.ines, 'status 1a2b');
  for (const id of ids) expect(answer).toContain(id);
  expect(await say(program, U.oliver, 'status 1a2b')).toContain('There is no request');
});

test('pending for a project of which nothing waits says so of that project alone', async () => {
  const program = await aProgram();
  await program.submit();
  await program.settle();
  const answer = await say(program, U.ada, 'pending proj-nope');
  expect(answer).toMatch(/Nothing waits in proj-nope.*with exactly this name.*Of all projects: .*pending/);
  expect(answer).not.toContain('are decided');
});

test('I3: a mapping is refused for a shared or unknown channel, an unknown role, and anybody but an admin', async () => {
  const program = await aProgram();
  expect(await say(program, U.ada, 'map #shared ResearchIT')).toContain('shared with another organisation');
  expect(await say(program, U.ada, 'map #tre-users Reviewer')).toContain('There is no role Reviewer');
  expect(await say(program, U.ada, 'map #tre-users')).toContain('Write it as');
  expect(await say(program, U.ada, 'map #nowhere ResearchIT')).toContain('That channel does not exist');
  expect(await say(program, U.ada, 'map #tre-users ResearchIT proj#1')).toContain('A project id has letters');
  expect(await say(program, U.ines, 'map #tre-users ResearchIT')).toContain('Only admins');
  expect(await say(program, U.ines, 'grants')).toContain('Only admins');
  expect(await say(program, U.ada, 'mappings')).toMatch(/3 mappings.*#ig-review in Slack: Information Governance ?, all projects/);
});

test('I3: a grant is refused to a guest, and to nobody in particular', async () => {
  const program = await aProgram();
  expect(await say(program, U.ada, 'grant @gita ResearchIT')).toContain('it is a guest account');
  expect(await say(program, U.ada, 'grant @nobody ResearchIT')).toContain('There is no member @nobody');
  expect(await say(program, U.ada, 'grant @oliver ResearchIT until 2020-01-01')).toContain('not a day in the future');
  expect(await say(program, U.ada, 'grants')).not.toContain('gita');
});

test('I4: a grant, its end date and a mapping serve the very next request, and end when they are taken back', async () => {
  const program = await aProgram();
  const until = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  expect(await say(program, U.ada, `grant @oliver researchit proj-1 until ${until}`)).toContain('Role granted');
  expect(await say(program, U.ada, 'map #tre-users "Research IT" proj-1')).toContain('is mapped');
  const id = await program.submit();
  await program.settle();
  await program.slack.press(U.ines, { channel: C.ig, ts: cardOf(program, C.ig, id).ts, actionId: 'egress:approve' });
  await expect.poll(() => program.slack.modal(U.ines)).toBeDefined();
  await program.slack.submit(U.ines, {});
  await program.settle();
  const { ts } = cardOf(program, 'C05TREUSERS', id);
  program.wait(4 * 86_400);
  expect(await press(program, U.oliver, { channel: 'C05TREUSERS', ts, action: 'approve' })).toContain('Only people who hold the role');
  expect(await say(program, U.ada, 'unmap #tre-users')).toContain('1 mapping removed');
  const other = await program.submit();
  await program.settle();
  expect(() => cardOf(program, 'C05TREUSERS', other)).toThrow();
});

test('I12: grants and mappings keep who, when and why in a chain of their own', async () => {
  const program = await aProgram();
  await say(program, U.ada, 'revoke-grant @ines InformationGovernance');
  await say(program, U.ada, 'grant @ines InformationGovernance');
  const grants = await program.installation.adapters.grants.list({ partition: 'grants', prefix: 'ines' });
  expect(grants[0]?.events.map(({ fact, actor }) => [fact.kind, actor.kind === 'person' ? actor.person.id : ''])).toEqual([
    ['granted', 'ada@example.ac.uk'],
    ['revoked', 'ada@example.ac.uk'],
    ['granted', 'ada@example.ac.uk'],
  ]);
});

test('I13: hostile names, reasons and workspace names are shown literally, without mention, link or markup', async () => {
  const program = await aProgram();
  const hostile = {
    '<!channel>.csv': 'a',
    '*bold*_it_`code`.csv': 'b',
    '=cmd()|calc.csv': 'c',
    'evil\u202Efdp.csv': 'd',
    '../../etc/passwd': 'e',
    'a&b<https://x.example|y>.txt': 'f',
  };
  const id = await program.submit({ files: hostile, changes: { egress_store_name: '<@U06ADA> *free* <https://evil.example|money>' } });
  await program.settle();
  const card = cardOf(program, C.ig, id);
  const raw = JSON.stringify(card.blocks);
  expect(raw).not.toContain('"mrkdwn"');
  expect(raw).not.toMatch(/"type":"(user|broadcast|channel|link)"/);
  expect(wordsOf(card.blocks)).not.toContain('\u202E');
  expect(card.text).not.toMatch(/<[!@#h]/);
  await release(program, id);
  const [mail] = await program.installation.mailer.sent();
  expect(mail?.subject).not.toMatch(/[\r\n]/);
  expect((await program.read(id)).status.kind).toBe('released');
});
