/** How long something took, as people are told it: "40 minutes", "5 hours", "3 days". */
import type { Language } from './languages/english.ts';

/** Seconds. */
const units = { minutes: 60, hours: 3600, days: 86_400 } as const;

const unitOf = (seconds: number): keyof typeof units => {
  if (seconds < 5400) return 'minutes';
  return seconds < 48 * 3600 ? 'hours' : 'days';
};

const countOf = (seconds: number): number => Math.max(1, Math.round(seconds / units[unitOf(seconds)]));

/** In words, as exactly as one would say it. */
export const lasting = ({ quantities }: Language, seconds: number): string => quantities[unitOf(seconds)](countOf(seconds));

/** The seconds of what the words say: bars are drawn by these, so that two of the same words are as long as each other. */
export const lastingAsSaid = (seconds: number): number => countOf(seconds) * units[unitOf(seconds)];
