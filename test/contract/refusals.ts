/** Whoever may not do something is told so privately and what to do instead, and the attempt is on record: every word, every button, on every platform. */
import { expect, test } from 'vitest';
import type { ActionCommand } from '../../src/bots/card.ts';
import { FormCommand, PlainCommand } from '../../src/bots/commands.ts';
import { words } from '../../src/bots/words.ts';
import type { ChatIdentity, RequestId } from '../../src/workflow/request.ts';
import { O, teamsSeed } from '../a-teams-tenant.ts';
import type { Program } from '../an-installation.ts';
import { U } from '../an-installation.ts';
import { inEnglish } from '../in-english.ts';
import type { Office, Who } from './approvals.ts';

/** `free`: they may; else the refusal's kind on record. */
type Outcome = string;
type Row = { readonly line: string; readonly oliver: Outcome; readonly ines: Outcome };

/** For a colleague without any role, and for a reviewer who is no admin. `ID` is a request that waits for the reviewer. */
const rows: Readonly<Record<string, Row>> = {
  help: { line: 'help', oliver: 'free', ines: 'free' },
  home: { line: 'home', oliver: 'free', ines: 'free' },
  whoami: { line: 'whoami', oliver: 'free', ines: 'free' },
  pending: { line: 'pending', oliver: 'free', ines: 'free' },
  status: { line: 'status ID', oliver: 'unreadable-request', ines: 'free' },
  files: { line: 'files ID', oliver: 'unreadable-request', ines: 'free' },
  history: { line: 'history ID', oliver: 'unreadable-request', ines: 'free' },
  verify: { line: 'verify ID', oliver: 'unreadable-request', ines: 'free' },
  link: { line: 'link ID', oliver: 'unreadable-request', ines: 'wrong-role' },
  ask: { line: 'ask ID what is this', oliver: 'unreadable-request', ines: 'free' },
  answer: { line: 'answer ID this is it', oliver: 'unreadable-request', ines: 'not-asked' },
  withdraw: { line: 'withdraw ID because I can', oliver: 'unreadable-request', ines: 'not-requester' },
  revoke: { line: 'revoke ID because I can', oliver: 'unreadable-request', ines: 'wrong-role' },
  remind: { line: 'remind ID', oliver: 'unreadable-request', ines: 'free' },
  retry: { line: 'retry ID', oliver: 'unreadable-request', ines: 'not-admin' },
  abort: { line: 'abort ID because I can', oliver: 'unreadable-request', ines: 'not-admin' },
  map: { line: 'map', oliver: 'not-admin', ines: 'not-admin' },
  unmap: { line: 'unmap', oliver: 'not-admin', ines: 'not-admin' },
  mappings: { line: 'mappings', oliver: 'not-admin', ines: 'not-admin' },
  grant: { line: 'grant', oliver: 'not-admin', ines: 'not-admin' },
  'revoke-grant': { line: 'revoke-grant', oliver: 'not-admin', ines: 'not-admin' },
  'check-grants': { line: 'check-grants', oliver: 'not-admin', ines: 'not-admin' },
  delegate: { line: 'delegate nobody@example.ac.uk until 2099-01-01', oliver: 'not-delegable', ines: 'unknown-person' },
  undelegate: { line: 'undelegate tomasz@example.ac.uk', oliver: 'no-such-delegation', ines: 'no-such-delegation' },
  'confirm-grant': { line: 'confirm-grant tomasz@example.ac.uk', oliver: 'not-admin', ines: 'not-admin' },
  grants: { line: 'grants', oliver: 'not-admin', ines: 'not-admin' },
  export: { line: 'export 2026-01-01 2026-01-31', oliver: 'not-auditor', ines: 'not-auditor' },
  digest: { line: 'digest', oliver: 'not-admin', ines: 'not-admin' },
  'dead-letters': { line: 'dead-letters', oliver: 'not-admin', ines: 'not-admin' },
  replay: { line: 'replay 1234', oliver: 'not-admin', ines: 'not-admin' },
  discard: { line: 'discard 1234 because I can', oliver: 'not-admin', ines: 'not-admin' },
};

type Button = { readonly oliver: Outcome; readonly ines: Outcome };
/** What a changed client could send, for the same two. */
const buttons: Readonly<Record<ActionCommand['do'], Button>> = {
  approve: { oliver: 'wrong-role', ines: 'free' },
  reject: { oliver: 'wrong-role', ines: 'free' },
  ask: { oliver: 'wrong-role', ines: 'free' },
  answer: { oliver: 'not-asked', ines: 'not-asked' },
  claim: { oliver: 'wrong-role', ines: 'free' },
  files: { oliver: 'wrong-role', ines: 'free' },
  link: { oliver: 'wrong-role', ines: 'wrong-role' },
  retry: { oliver: 'not-admin', ines: 'not-admin' },
  map: { oliver: 'not-admin', ines: 'not-admin' },
  unmap: { oliver: 'not-admin', ines: 'not-admin' },
  grant: { oliver: 'not-admin', ines: 'not-admin' },
  'revoke-grant': { oliver: 'not-admin', ines: 'not-admin' },
  'unmap-entry': { oliver: 'not-admin', ines: 'not-admin' },
  'take-back-entry': { oliver: 'not-admin', ines: 'not-admin' },
  'confirm-grant': { oliver: 'not-admin', ines: 'not-admin' },
  replay: { oliver: 'not-admin', ines: 'not-admin' },
  abort: { oliver: 'not-admin', ines: 'not-admin' },
  discard: { oliver: 'not-admin', ines: 'not-admin' },
};

const schemas = [...FormCommand.options, ...PlainCommand.options];

/** The command with those of these fields that it takes. */
const commandOf = (fields: { readonly do: string } & Readonly<Record<string, unknown>>): ActionCommand => {
  for (const schema of schemas) {
    const taken = Object.entries(fields).filter(([key]) => Object.hasOwn(schema.shape, key));
    const parsed = schema.safeParse(Object.fromEntries(taken));
    if (parsed.success) return parsed.data;
  }
  throw new Error(`no command ${fields.do}`);
};

const places = ['ig', 'it', 'desk', 'admins'] as const;

type Recorded = { readonly person: string; readonly attempted: string; readonly refusal: string };

const recordedBy = async ({ installation }: Program): Promise<readonly Recorded[]> => {
  const today = new Date().toISOString().slice(0, 10);
  const all = await installation.adapters.refusals.list({ partition: today });
  return all.map(({ person = '', attempted, refusal }) => ({ person: person.replace(/@.*/, ''), attempted, refusal }));
};

/** Runs the suite; `open` starts a program whose roles and channels are on the desk's platform. */
export const refusalsContract = (name: string, open: () => Promise<Office>): void => {
  const waiting = async () => {
    const office = await open();
    const id = await office.program.submit();
    await office.program.settle();
    const speaker = (who: Who): ChatIdentity =>
      office.desk.platform === 'Slack'
        ? { platform: 'slack', tenant: 'T01SANDBOX', user: U[who] }
        : { platform: 'teams', tenant: teamsSeed.tenant.id, user: O[who] };
    return { ...office, id, speaker };
  };
  /** What everybody can see, and the request as it is stored. */
  const publicly = async ({ desk, program }: Office, id: RequestId) => ({
    posts: places.map((place) => desk.posts(place)),
    thread: desk.thread('ig', id),
    card: desk.card('ig', id),
    version: (await program.read(id)).version,
  });

  test(`${name}: every word and every button has a row here`, () => {
    expect(Object.keys(rows).toSorted()).toEqual(Object.keys(words).toSorted());
    const commands = schemas.flatMap(({ shape }): readonly string[] => ('values' in shape.do ? [...shape.do.values] : shape.do.options));
    expect(Object.keys(buttons).toSorted()).toEqual(commands.toSorted());
  });

  test.each(['oliver', 'ines'] as const)(`I12: ${name}: what %s may not type is refused privately, and on record`, async (who) => {
    const office = await waiting();
    const { desk, program, id } = office;
    for (const [word, row] of Object.entries(rows)) {
      const expected = row[who];
      // What they may do may well be seen by others.
      if (expected === 'free') continue;
      const [before, known] = [await publicly(office, id), await recordedBy(program)];
      const told = await desk.say(who, row.line.replace('ID', id));
      expect(told.length, word).toBeGreaterThan(20);
      expect(await publicly(office, id), word).toEqual(before);
      const news = (await recordedBy(program)).slice(known.length);
      expect(news, word).toEqual([{ person: who, attempted: `/egress ${word}`, refusal: expected }]);
    }
  });

  test(`I3: ${name}: a guest may do nothing at all, and is told why`, async () => {
    const office = await waiting();
    const { desk, program, id } = office;
    const before = await publicly(office, id);
    for (const [word, { line }] of Object.entries(rows))
      expect(await desk.say('gita', line.replace('ID', id)), word).toMatch(/cannot act here.*guest/);
    expect(await publicly(office, id)).toEqual(before);
    const tried = (await recordedBy(program)).filter(({ refusal }) => refusal === 'untrusted-account').map(({ attempted }) => attempted);
    expect(tried).toEqual(Object.keys(rows).map((word) => `/egress ${word}`));
  });

  test.each(['oliver', 'ines', 'gita'] as const)(`I4: ${name}: a button that %s may not press does nothing but tell them`, async (who) => {
    const office = await waiting();
    const { desk, program, id, speaker } = office;
    // In Teams nobody is known before they have spoken.
    await desk.say(who, 'help');
    const { conversation } = program.installation;
    const digest = (await program.read(id)).manifest?.digest;
    for (const [action, button] of Object.entries(buttons)) {
      const expected = who === 'gita' ? 'untrusted-account' : button[who];
      if (expected === 'free') continue;
      const [before, known] = [await publicly(office, id), await recordedBy(program)];
      const command = commandOf({
        do: action,
        request: id,
        stage: 0,
        digest,
        question: 1,
        letter: 'a'.repeat(16),
        person: 'tomasz@example.ac.uk',
        version: 1,
        entry: 'a'.repeat(32),
      });
      const answer = await conversation.press({ identity: speaker(who) }, command);
      expect(inEnglish(answer).length, action).toBeGreaterThan(60);
      expect(await publicly(office, id), action).toEqual(before);
      const news = (await recordedBy(program)).slice(known.length).map(({ attempted, refusal }) => ({ attempted, refusal }));
      expect(news, action).toEqual([{ attempted: action, refusal: expected }]);
    }
  });
};
