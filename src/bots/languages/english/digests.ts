import { commandLine, line } from '../../card.ts';
import { quantities } from './quantities.ts';

const { bytes, counted, files, number, requests } = quantities;

/** A month in figures. */
export const digests = {
  drawnUp: (month: string) => `The figures of ${month} are being drawn up`,
  comePrivately: 'They come to you privately in a moment.',
  figures: (month: string) => `${month} in figures`,
  nothing: (title: string) => `${title}: nothing happened`,
  nothingHappened: 'No request came, none was decided, and no link was given.',
  another: line('Another month: ', commandLine('digest YYYY-MM')),
  summary: (title: string, counts: { readonly received: number; readonly released: number; readonly rejected: number }) =>
    `${title}: ${requests(counts.received)} received, ${number(counts.released)} released, ${number(counts.rejected)} rejected`,
  received: 'Received',
  released: 'Released',
  releasedFiles: (released: number, content: { readonly files: number; readonly bytes: number }) =>
    `${number(released)} (${files(content.files)}, ${bytes(content.bytes)})`,
  rejected: 'Rejected',
  expired: 'Expired',
  withdrawn: 'Withdrawn',
  givenUp: 'Given up',
  revoked: 'Revoked',
  links: 'Links given',
  escalated: 'Escalated',
  failed: 'Steps that failed',
  overdue: 'Past their deadline now',
  whole: 'From receipt to outcome',
  howLong: 'How long it took',
  decisions: (decisions: number) => counted(decisions, { one: 'decision', other: 'decisions' }),
  /** Behind a name. */
  took: (what: string, median: string, slowest: string) => `: ${what}, half within ${median}, slowest ${slowest}`,
  tookOne: (what: string, time: string) => `: ${what}, within ${time}`,
  whyRejected: 'Why requests were rejected',
};
