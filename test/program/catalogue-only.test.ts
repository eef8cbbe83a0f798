/**
 * Whatever an installation posts comes from its catalogue: here every entry of the German one stands in marks, so that what is outside of
 * marks must be data, or a sentence that somebody wrote elsewhere.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Line } from '../../src/bots/card.ts';
import { german } from '../../src/bots/languages/german.ts';
import { personas } from '../../src/sandbox/personas.ts';
import type { RequestId } from '../../src/workflow/request.ts';
import type { Program } from '../an-installation.ts';
import { aPolicyText, aProgram } from '../an-installation.ts';
import type { Desk, Office, Place, Verdict, Who } from '../contract/approvals.ts';
import { slackDesk } from '../slack-desk.ts';
import { teamsDesk } from '../teams-desk.ts';

const isLine = (value: unknown): value is Line => Array.isArray(value);

const inMarks = (value: unknown): unknown => {
  if (typeof value === 'string') return value === '' ? '' : `⟦${value}⟧`;
  if (isLine(value)) return [{ kind: 'text', text: '⟦' }, ...value, { kind: 'text', text: '⟧' }];
  if (typeof value === 'function') return (...given: readonly unknown[]) => inMarks(value(...given));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inMarks(inner)]));
};

const { locale, timeZone, ...parts } = german;
beforeAll(() => {
  Object.assign(german, inMarks(parts));
});
// Other files may be tested by the same process.
afterAll(() => {
  Object.assign(german, parts);
});

/** What is left of a text without what stands in marks; a text that was cut has lost its closing mark to an ellipsis. */
const outsideOfMarks = (text: string): string => {
  let left = text;
  for (let before = ''; before !== left; ) {
    before = left;
    left = left.replaceAll(/⟦[^⟦⟧]*⟧/gu, ' ').replaceAll(/⟦[^⟦⟧]*…/gu, ' ');
  }
  return left;
};

const why = 'Tabelle 2 nennt zu kleine Zahlen.';
const data = [
  ...personas.flatMap(({ name, email }) => [name, email]),
  ...['Information Governance', 'Research IT', 'Egress manager', 'InformationGovernance', 'ResearchIT', 'EgressManager', 'escalations'],
  ...['Ward 7 outcomes', 'results/table.csv', 'results/figure.txt', 'README.md', 'proj-1', 'proj-small', why],
  ...[
    'ig-review',
    'research-it',
    'egress-desk',
    'tre-admins',
    'admin',
    'admins desk ig it',
    'SHA-256',
    'Sallyport',
    'UTC',
    '/egress',
    '/mo',
  ],
];

/** The words in a text that are neither from the catalogue nor data: none. */
const strayWords = (text: string, more: readonly string[]): readonly string[] => {
  let left = outsideOfMarks(text);
  for (const known of [...data, ...more].toSorted((a, b) => b.length - a.length)) left = left.replaceAll(known, ' ');
  left = left
    .replaceAll(/\b[0-9a-f-]{8,64}\b/gu, ' ')
    .replaceAll(/<!date\^[^>]*>|\{\{[^}]*\}\}|https?:\S+/gu, ' ')
    .replaceAll(/\d\. \p{L}+\.? \d{4}, [\d:]+ GMT/gu, ' ');
  return left.match(/[\p{L}⟦⟧]{2,}/gu) ?? [];
};

describe.each<{ platform: 'slack' | 'teams'; deskOf: (program: Program) => Desk }>([
  { platform: 'slack', deskOf: slackDesk },
  { platform: 'teams', deskOf: teamsDesk },
])('$platform', ({ platform, deskOf }) => {
  const open = async (): Promise<Office & { readonly check: (...told: readonly string[]) => void }> => {
    const policy = await aPolicyText((value) => {
      value['organisation'] = { ...Object(value['organisation']), language: 'de' };
    });
    const { reviewLocation } = Object(JSON.parse(policy)).defaults;
    const program = await aProgram({ platforms: [platform], policy });
    const check = (...told: readonly string[]) => {
      for (const text of told) {
        expect(text).toContain('⟦');
        expect(strayWords(text, [reviewLocation]), text).toEqual([]);
      }
    };
    return { program, desk: deskOf(program), check };
  };
  const decide = async ({ desk }: Office, who: Who, at: { place: Place; id: RequestId; verdict: Verdict }) => {
    const form = await desk.begin(who, at);
    return [form.told, await form.submit(at.verdict === 'reject' ? { category: 'small-counts', reason: why } : {})];
  };

  /** Slack opens no dialog for whoever may not; in Teams a changed client can send what is not offered. */
  const refused = async ({ desk }: Office, who: Who, id: RequestId) => {
    const form = await desk.begin(who, { place: 'ig', id, verdict: 'approve' });
    return platform === 'slack' ? [form.told] : [form.told, await form.submit()];
  };

  test('from the notification to the link, and for whoever may not', async () => {
    const office = await open();
    const { program, desk, check } = office;
    const id = await program.submit();
    await program.settle();
    check(desk.card('ig', id), await desk.press('ines', { place: 'ig', id, action: 'files' }));
    check(await desk.press('ines', { place: 'ig', id, action: 'claim' }), desk.card('ig', id));
    for (const who of ['rosa', 'oliver', 'gita'] as const) check(...(await refused(office, who, id)));
    check(...(await decide(office, 'ines', { place: 'ig', id, verdict: 'approve' })));
    await program.settle();
    check(desk.card('it', id), desk.thread('ig', id));
    check(...(await decide(office, 'tomasz', { place: 'it', id, verdict: 'approve' })));
    await program.settle();
    expect((await program.read(id)).status.kind).toBe('released');
    check(desk.told('mei'), desk.told('rosa'), desk.card('ig', id), desk.thread('it', id));
    check(await desk.say('mei', `link ${id.slice(0, 8)}`), await desk.say('ines', `link ${id.slice(0, 8)}`));
    for (const words of ['status', 'files', 'history', 'verify']) check(await desk.say('ines', `${words} ${id.slice(0, 8)}`));
    check(await desk.say('mei', `revoke ${id.slice(0, 8)} ${why}`));
    await program.settle();
    check(desk.told('mei'), desk.told('rosa'));
    for (const { subject, body } of await program.installation.mailer.sent()) check(subject, body);
  });

  test('a question, a rejection, and what people ask', async () => {
    const office = await open();
    const { program, desk, check } = office;
    const id = await program.submit();
    await program.settle();
    const asked = await desk.begin('ines', { place: 'ig', id, verdict: 'ask' });
    check(asked.told, await asked.submit({ question: why }));
    await program.settle();
    check(desk.card('ig', id), desk.told('rosa'));
    check(await desk.say('rosa', `answer ${id.slice(0, 8)} ${why}`));
    await program.settle();
    check(desk.told('ines'));
    check(...(await decide(office, 'ines', { place: 'ig', id, verdict: 'reject' })));
    await program.settle();
    check(desk.card('ig', id), desk.thread('ig', id), desk.told('rosa'));
    for (const words of ['help', 'home', 'pending', 'whoami', 'mappings', 'grants', 'dead-letters', 'check-grants', 'nonsense'])
      for (const who of ['ada', 'ines', 'rosa'] as const) check(await desk.say(who, words));
    for (const { subject, body } of await program.installation.mailer.sent()) check(subject, body);
  });
});
