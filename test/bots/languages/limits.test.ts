/** Longer words of another language still fit where a platform counts characters (Slack: modal titles and submit labels 24, buttons 75). */
import { describe, expect, test } from 'vitest';
import type { Action, Form, Notice } from '../../../src/bots/card.ts';
import { reviewCard } from '../../../src/bots/cards.ts';
import { discardForm, letterActions } from '../../../src/bots/dead-letter-parts.ts';
import { recordingNotice, troubleNotice } from '../../../src/bots/excuses.ts';
import { abortForm } from '../../../src/bots/failure-parts.ts';
import { approveForm, filesNotice, recordedNotice, rejectForm } from '../../../src/bots/forms.ts';
import { english } from '../../../src/bots/languages/english.ts';
import { german } from '../../../src/bots/languages/german.ts';
import { refusalNotice } from '../../../src/bots/messages.ts';
import { answerActions, askActions } from '../../../src/bots/question-forms.ts';
import { answeredNotice, askedNotice } from '../../../src/bots/questions.ts';
import { sayCard, sayForm, sayNotice, sayPhrase } from '../../../src/bots/say.ts';
import { renderCard } from '../../../src/bots/teams/adaptive-card.ts';
import type { Sha256 } from '../../../src/workflow/request.ts';
import { aReleasedRequest, aRequestInReview } from '../../workflow/builders.ts';

const request = aRequestInReview();
const at = { stage: 0, digest: request.manifest?.digest ?? ('0'.repeat(64) as Sha256) };
const letter = 'abcdef01-0000-4000-8000-000000000000';

const formsIn = (actions: readonly Action[]): readonly Form[] => actions.flatMap((action) => (action.kind === 'form' ? [action.form] : []));
const forms = [
  approveForm(request, at),
  rejectForm(request, at),
  discardForm(letter),
  abortForm(request),
  ...formsIn([...askActions(request, at), ...answerActions(request, { number: 1, text: 'Which table?' })]),
];
const notices: readonly Notice[] = [
  recordingNotice((say) => say.excuses.laterInSlack),
  troubleNotice('c-1'),
  recordedNotice(request, 'approve'),
  recordedNotice(request, 'reject'),
  filesNotice(request, { files: [], changes: [], allMarked: true }),
  askedNotice(request),
  answeredNotice(request),
  refusalNotice({ kind: 'not-admin' }),
  refusalNotice({ kind: 'stale' }),
  refusalNotice({ kind: 'links-used', links: [] }),
];

describe.each([
  { name: 'English', language: english },
  { name: 'German', language: german },
])('$name', ({ language }) => {
  test('every dialog has a title and a submit label of at most 24 characters', () => {
    const said = [
      ...forms.map((form) => sayForm(language, form)).flatMap(({ title, submit }) => [title, submit]),
      ...Object.values(language.rosterForms.titles),
      ...Object.values(language.rosterForms.submits),
      ...notices.map((notice) => sayNotice(language, notice).title),
      ...[language.drawing.cancel, language.drawing.close, language.excuses.notServed, language.excuses.pressAgain],
      ...[language.refusals.alreadyRecordedTitle, language.refusals.alreadyDecidedTitle],
    ];
    expect(said.length).toBeGreaterThan(25);
    for (const text of said) expect(text.length, text).toBeLessThanOrEqual(24);
  });

  test('every button has a label of at most 75 characters', () => {
    const actions = [
      ...sayCard(language, reviewCard(request, { actionable: true })).blocks.flatMap((block) =>
        block.kind === 'actions' ? block.actions : [],
      ),
      ...letterActions(letter, 'topic'),
    ];
    const labels = [
      ...actions.map(({ label }) => sayPhrase(language, label)),
      ...Object.values(language.rosterForms.buttons),
      ...[language.privately.getLink, language.privately.download, language.failures.tryAgain, language.drawing.showMyActions],
    ];
    expect(labels.length).toBeGreaterThan(12);
    for (const label of labels) expect(label.length, label).toBeLessThanOrEqual(75);
  });

  test('choices have labels of at most 75 characters, and a card in Teams stays below 25 KB', () => {
    for (const label of Object.values(language.names.category)) expect(label.length).toBeLessThanOrEqual(75);
    for (const shown of [request, aReleasedRequest()]) {
      const card = renderCard(language, reviewCard(shown, { actionable: true }), {
        view: { kind: 'own', request: shown.id, barred: false },
      });
      expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(25_000);
      if (shown === request) expect(JSON.stringify(card)).toContain(language.cards.approve);
    }
  });
});
