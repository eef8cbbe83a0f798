/** A card says first what an approver needs, or what became of the request, and says nothing twice. */
import { expect, test } from 'vitest';
import type { Card } from '../../src/bots/card.ts';
import { line, text } from '../../src/bots/card.ts';
import { releaseCard, reviewCard } from '../../src/bots/cards.ts';
import { english } from '../../src/bots/languages/english.ts';
import { refusalNotice } from '../../src/bots/messages.ts';
import { outcomeMessage, releaseMail, releaseMessage, takenPartMessage } from '../../src/bots/private-messages.ts';
import { sayCard, sayNotice } from '../../src/bots/say.ts';
import { renderCard } from '../../src/bots/slack/blocks.ts';
import { cardActivity } from '../../src/bots/teams/adaptive-card.ts';
import { threadLine } from '../../src/bots/thread-line.ts';
import type { EgressRequest, Fact, RequestId } from '../../src/workflow/request.ts';
import { shortId } from '../../src/workflow/request.ts';
import { resubmissionOf } from '../../src/workflow/resubmission.ts';
import { wordsOf } from '../people.ts';
import { approval, aReleasedRequest, aRequestInReview, at, digest, email, noon, person, system, withFacts } from '../workflow/builders.ts';

const saidIn = (card: Card): string => wordsOf(renderCard(english, card).blocks);
const review = (request: EgressRequest): string => saidIn(reviewCard(request, { actionable: true }));

const withdrawn: Fact = { kind: 'withdrawn', reason: 'a mistake of mine' };
const rejected: Fact = { kind: 'rejected', stage: 0, digest, category: 'small-counts', reason: 'Table 2 has counts below ten.' };

test('an approver reads what would leave, whose it is, by when and where to look before anything else; ids come last', () => {
  const said = review(aRequestInReview());
  const order = [
    'Contents',
    'Requester',
    'Project',
    'Workspace',
    'Deadline',
    'Look at the files',
    'Stage',
    'Submitted',
    'Files',
    'Request ',
    'Manifest digest',
  ];
  const places = order.map((label) => said.indexOf(label));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
  expect(said).toContain('1 of 2; 0 of 1 approvals');
});

test('what has been escalated is seen by its icon, and says who was told', () => {
  const escalated = withFacts(aRequestInReview(), [[system, { kind: 'escalated', stage: 0, to: 'ResearchIT' }]]);
  expect(reviewCard(escalated, { actionable: true }).blocks[0]).toMatchObject({ kind: 'header', icon: '📣' });
  expect(review(escalated)).toContain('📣 Escalated');
});

test.each([
  {
    what: 'withdrawn',
    request: withFacts(aRequestInReview(), [[person('rosa'), withdrawn]]),
    says: /: withdrawn ↩️ Withdrawn by ?rosa ?in Slack, .*: “a mistake of mine”\. Nothing leaves\. Contents/i,
  },
  {
    what: 'rejected',
    request: withFacts(aRequestInReview(), [[person('ines'), rejected]]),
    says: /: rejected ⛔ Rejected by ?ines ?for.*Small counts: “Table 2 has counts below ten\.” Nothing leaves\. The requester is told the reason and can submit again\. Contents/i,
  },
  {
    what: 'revoked',
    request: withFacts(aReleasedRequest(), [[person('mei', 'teams'), { kind: 'revoked', reason: 'a wrong cohort' }]]),
    says: /: revoked 🚫 Revoked by ?mei ?in Teams, .*: “a wrong cohort”\. No further links are issued\. Contents/i,
  },
])('what is $what says so directly below its heading, with who and why, once', ({ request, says }) => {
  const said = review(request);
  expect(said).toMatch(says);
  const reason = /“(.*?)”/.exec(said)?.[1] ?? '';
  expect(said.split(reason)).toHaveLength(2);
});

test('what was submitted again is not said to be possible', () => {
  const request = withFacts(aRequestInReview(), [
    [person('ines'), rejected],
    [system, { kind: 'resubmitted', as: '99999999-9999-4999-8999-999999999999' as RequestId }],
  ]);
  expect(review(request)).not.toContain('can submit again');
  expect(review(request)).toContain('Submitted again as');
});

test('links are counted once on a release, and reviewers are told of no command that is not theirs', () => {
  const request = aReleasedRequest();
  expect(saidIn(releaseCard(request)).match(/\d of \d+/g)).toHaveLength(1);
  const card = sayCard(english, reviewCard(request, { actionable: false }));
  expect(JSON.stringify(card)).not.toContain(`link ${shortId(request.id)}`);
});

test('a muted sentence is one piece in Slack, with the command in it', () => {
  const card: Card = {
    summary: 'x',
    blocks: [
      {
        kind: 'text',
        tone: 'muted',
        line: [
          { kind: 'text', text: 'Type ' },
          { kind: 'command', words: 'link ID' },
          { kind: 'text', text: '; then wait.' },
        ],
      },
    ],
  };
  expect(renderCard(english, card).blocks).toMatchObject([
    { type: 'context', elements: [{ type: 'plain_text', text: 'Type /egress link ID; then wait.' }] },
  ]);
});

test('a muted sentence with an instant is one piece in Slack, in which nothing is markup', () => {
  const card: Card = {
    summary: 'x',
    blocks: [{ kind: 'text', tone: 'muted', line: line('<!channel> by ', { kind: 'instant', at: noon }, '.') }],
  };
  expect(renderCard(english, card).blocks).toMatchObject([
    {
      type: 'rich_text',
      elements: [
        { type: 'rich_text_section', elements: [{ type: 'text', text: '<!channel> by ' }, { type: 'date' }, { type: 'text', text: '.' }] },
      ],
    },
  ]);
});

test('the download is the first button of a release message, another link the second, so that one that has expired is no dead end', () => {
  const request = aReleasedRequest();
  const link = {
    number: 1,
    person: person('mei').person,
    at: noon,
    expiresAt: at('2026-11-16T13:00:00Z'),
    cause: 'release-message',
  } as const;
  const given = { ...request, links: [link] };
  const card = sayCard(english, releaseMessage(given, { link, url: 'https://lake.example/a.zip' }));
  expect(card.blocks.slice(0, 4).map(({ kind }) => kind)).toEqual(['header', 'text', 'actions', 'text']);
  expect(card.blocks[2]).toMatchObject({
    actions: [
      { kind: 'url', style: 'primary' },
      { label: '🔗 Get another link', style: 'normal', command: { do: 'link' } },
    ],
  });
  expect(saidIn(releaseMessage(given, { link, url: 'https://lake.example/a.zip' }))).toContain(
    `When it no longer works: /egress link ${shortId(request.id)}`,
  );
  const spent = { ...given, links: [1, 2, 3].map((number) => ({ ...link, number })) };
  expect(saidIn(releaseMessage(spent, { link, url: 'https://lake.example/a.zip' }))).not.toMatch(/no longer works|another link/);
  expect(JSON.stringify(sayCard(english, releaseMail(given, { offers: true })))).toContain('To get a link, in chat');
});

test('the end of a long name and the size behind it are shown', () => {
  const path = `${'a long folder name/'.repeat(20)}table-9.csv`;
  const items = [line(text(path, 'code'), '  1.2 MB')];
  const card: Card = { summary: 'x', blocks: [{ kind: 'list', title: 'Files', items, more: 0 }] };
  for (const drawn of [renderCard(english, card).blocks, cardActivity(english, card, { kind: 'personal' })])
    expect(wordsOf(drawn)).toMatch(/a long folder name.*….*table-9\.csv\s+1\.2 MB/);
});

test('what an admin gave up after a failure is called given up, not withdrawn: on its card, in the thread, to all who are told, and when submitted again', () => {
  const failure = { step: 'package', error: 'IntegrityError: other bytes', correlationId: 'abc' };
  const request = withFacts(aRequestInReview(), [
    approval('ian', 0),
    approval('rita', 1),
    [system, { kind: 'failed', failure }],
    [person('ada'), { kind: 'aborted', reason: 'the bytes are not what they were' }],
  ]);
  const inThread = threadLine(request, request.events.at(-1) ?? expect.fail('no event')) ?? [];
  const again = resubmissionOf(aRequestInReview(), request, { comparison: { kind: 'not-compared', because: 'missing' } });
  const follows = again && english.resubmission.follows({ id: shortId(again.of), ending: again.ending });
  const thread: Card = { summary: '', blocks: [{ kind: 'text', tone: 'normal', line: [...inThread, ...(follows ?? [])] }] };
  for (const [card, says] of [
    [reviewCard(request, { actionable: false }), /: given up .*Given up after a technical failure by/],
    [outcomeMessage(request), /: given up .*Your egress request was given up after a technical failure\./],
    [takenPartMessage(request), /which you reviewed: given up/],
    [thread, /Given up by ada.*was given up, /],
  ] as const) {
    expect(saidIn(card)).toMatch(new RegExp(says, 'i'));
    expect(saidIn(card)).not.toMatch(/withdrawn/i);
  }
});

test('a full stop stands behind a quotation that ends no sentence, and behind no other', () => {
  const takenBack = (reason: string): string => review(withFacts(aRequestInReview(), [[person('rosa'), { kind: 'withdrawn', reason }]]));
  expect(takenBack('Forgot a table')).toContain('“Forgot a table”. Nothing leaves.');
  expect(takenBack('Forgot a table.')).toContain('“Forgot a table.” Nothing leaves.');
});

test('one person is called the same in all that they were given', () => {
  const links = ['mei@example.ac.uk', 'Mei Chen'].map((name, index) => ({
    number: index + 1,
    person: { id: email('mei'), name },
    at: noon,
    expiresAt: noon,
    cause: 'asked' as const,
  }));
  const said = wordsOf(sayNotice(english, refusalNotice({ kind: 'links-used', links })));
  expect(said.split('Mei Chen')).toHaveLength(3);
  expect(said).not.toContain('mei@');
});
