/** The figures of a month, drawn. */
import { expect, test } from 'vitest';
import { digestCard } from '../../src/bots/digest-card.ts';
import { digestPicture } from '../../src/bots/digest-chart.ts';
import { english } from '../../src/bots/languages/english.ts';
import { sayCard, sayPhrase } from '../../src/bots/say.ts';
import type { Digest } from '../../src/workflow/digest.ts';

const digest = (...medians: readonly number[]): Digest => ({
  received: 3,
  approvals: 3,
  released: 3,
  releasedFiles: 3,
  releasedBytes: 300,
  rejected: [],
  expired: 0,
  withdrawn: 0,
  revoked: 0,
  links: 0,
  escalated: 0,
  failed: 0,
  stages: medians.map((median, index) => ({ label: `Stage ${index + 1}`, count: 1, median, slowest: median })),
  whole: undefined,
});

const barsOf = (...medians: readonly number[]): readonly number[] =>
  (JSON.stringify(sayCard(english, digestCard('2026-11', { digest: digest(...medians), overdue: 0 }))).match(/█+/g) ?? []).map(
    ({ length }) => length,
  );

const pictureOf = (...medians: readonly number[]): string => {
  const picture = digestPicture('2026-11', digest(...medians));
  if (picture.kind !== 'image') throw new Error('no picture');
  return sayPhrase(english, picture.png);
};

test('stages that are said to have taken equally long have bars of one length, in the list and in the picture', () => {
  expect(barsOf(2, 20, 85)).toEqual([12, 12, 12]);
  expect(pictureOf(2, 20, 85)).toBe(pictureOf(60, 60, 60));
  expect(barsOf(3600 * 2, 3600 * 4)).toEqual([6, 12]);
});
