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
  givenUp: 0,
  revoked: 0,
  links: 0,
  escalated: 0,
  failed: 0,
  stages: medians.map((median, index) => ({ label: `Stage ${index + 1}`, count: 1, median, slowest: median })),
  whole: undefined,
});

const pictureOf = (...medians: readonly number[]): string => {
  const picture = digestPicture('2026-11', digest(...medians));
  if (picture.kind !== 'image') throw new Error('no picture');
  return sayPhrase(english, picture.png);
};

test('stages that are said to have taken equally long have bars of one length in the picture', () => {
  expect(pictureOf(2, 20, 85)).toBe(pictureOf(60, 60, 60));
});

test('how long it took is a sentence for each role, without bars', () => {
  const stages = [{ label: 'Information Governance', count: 2, median: 50, slowest: 180 }];
  const whole = { count: 1, median: 3600 * 3, slowest: 3600 * 3 };
  const told = JSON.stringify(sayCard(english, digestCard('2026-11', { digest: { ...digest(), stages, whole }, overdue: 0 })));
  expect(told).toContain(': 2 decisions, half within 1 minute, slowest 3 minutes');
  expect(told).toContain(': 1 request, within 3 hours');
  expect(told).toContain('Chart: November 2026');
  expect(told).not.toContain('█');
});
