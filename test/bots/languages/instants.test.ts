/** Instants in words: the organisation's wall clock, with the name of its zone. */
import { describe, expect, test } from 'vitest';
import { line } from '../../../src/bots/card.ts';
import { instantIn } from '../../../src/bots/languages/instants.ts';
import { languageOf } from '../../../src/bots/languages/languages.ts';
import { mailOf } from '../../../src/bots/mails.ts';
import { sayPhrase } from '../../../src/bots/say.ts';
import { cardActivity } from '../../../src/bots/teams/adaptive-card.ts';
import type { LanguageCode } from '../../../src/workflow/organisation.ts';
import { instant } from '../slack/program.ts';

const inZone = (timeZone: string, language: LanguageCode = 'en') => languageOf({ organisation: { language, timeZone } });
const winter = '2026-11-24T14:02:59.999Z';

describe('an instant is said on the organisation’s wall clock', () => {
  test.each([
    { at: winter, timeZone: 'Europe/London', said: '24 Nov 2026, 14:02 GMT' },
    { at: '2026-07-24T14:02:00Z', timeZone: 'Europe/London', said: '24 Jul 2026, 15:02 BST' },
    { at: '2026-12-31T23:30:00Z', timeZone: 'Europe/Berlin', said: '1 Jan 2027, 00:30 CET' },
    { at: winter, timeZone: 'Asia/Kolkata', said: '24 Nov 2026, 19:32 GMT+5:30' },
    { at: winter, timeZone: 'Europe/Berlin', language: 'de', said: '24. Nov. 2026, 15:02 MEZ' },
    { at: winter, timeZone: 'Europe/London', language: 'de', said: '24. Nov. 2026, 14:02 GMT' },
    { at: 'soon', timeZone: 'Europe/London', said: '–' },
  ] as const)('$at in $timeZone: $said', ({ at, timeZone, said, ...given }) => {
    expect(instantIn(inZone(timeZone, 'language' in given ? given.language : 'en'), instant(at))).toBe(said);
  });
});

describe('in a sentence it is said so wherever the reader’s own zone cannot be shown', () => {
  const language = inZone('Europe/Berlin');
  const sentence = line('Decided at ', { kind: 'instant', at: instant(winter) }, '.');
  const card = { summary: () => sentence, blocks: [{ kind: 'text', line: sentence, tone: 'normal' }] } as const;

  test.each([
    { where: 'in Teams', said: JSON.stringify(cardActivity(language, card, { kind: 'personal' }).attachments) },
    { where: 'in a mail', said: mailOf(language, card, { to: [], cc: [] }).body },
    { where: 'in a notification', said: sayPhrase(language, card.summary) },
  ])('$where', ({ said }) => {
    expect(said).toContain('24 Nov 2026, 15:02 CET');
    expect(said).not.toContain('14:02');
  });
});
