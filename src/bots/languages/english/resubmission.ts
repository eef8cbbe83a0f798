import type { Change } from '../../../workflow/compare-manifests.ts';
import type { Ending } from '../../../workflow/resubmission.ts';
import type { Line } from '../../card.ts';
import { commandLine, line, text } from '../../card.ts';
import { fullStop } from '../full-stop.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';

const { files: countOf, number } = quantities;

type Earlier = { readonly id: string; readonly ending: Ending };

const endedOtherwise = (kind: Exclude<Ending['kind'], 'rejected'>): string => {
  if (kind === 'expired') return 'expired undecided, ';
  return kind === 'aborted' ? 'was given up, ' : 'was withdrawn, ';
};

const ended = ({ ending }: Earlier): Line => {
  const at = { kind: 'instant', at: ending.at } as const;
  if (ending.kind !== 'rejected') return line(endedOtherwise(ending.kind), at, '.');
  return line(
    'was rejected by ',
    text(ending.by.name, 'bold'),
    ` for ${ending.label}, `,
    at,
    `. ${names.category[ending.category]}`,
    ending.reason === undefined ? '.' : `: “${ending.reason}”${fullStop(ending.reason)}`,
  );
};

const fate: Record<Ending['kind'], string> = {
  rejected: 'rejected',
  expired: 'left undecided',
  withdrawn: 'withdrawn',
  aborted: 'given up',
};

const tallies = { added: 'new', changed: 'changed', renamed: 'renamed', removed: 'removed', unchanged: 'unchanged' };

/** What a request submits again, and what differs. */
export const resubmission = {
  follows: (earlier: Earlier): Line =>
    line(
      '🔁 ',
      text('Submitted again', 'bold'),
      ': request ',
      text(earlier.id, 'code'),
      ' ',
      ...ended(earlier),
      ' In full: ',
      commandLine(`status ${earlier.id}`),
    ),
  releasedSince: 'In between, another request of the same egress store was released.',
  nothingChanged: (kind: Ending['kind'], files: number): Line =>
    line(
      '⚠️ ',
      text('Nothing has changed', 'bold'),
      `: ${files === 1 ? 'the one file is' : `all ${countOf(files)} are`} the very same as what was ${fate[kind]}. The manifest digest is another one all the same: it seals the request, too.`,
    ),
  onlyRenamed: (kind: Ending['kind'], files: number): Line =>
    line(
      '⚠️ ',
      text('No content has changed', 'bold'),
      `: ${countOf(files)} only got another name; the bytes are those that were ${fate[kind]}.`,
    ),
  onlyRemoved: (kind: Ending['kind']): Line =>
    line('➖ ', text('Nothing is new', 'bold'), `: files were only taken out, and what is left was in what was ${fate[kind]}.`),
  notCompared: {
    missing: 'the list of the earlier files is no longer kept',
    altered: 'the list of the earlier files is not the one that was shown then',
    'no-time': 'there are too many files to compare in time',
    unreadable: 'a list of files could not be read',
  },
  unknown: (why: string): Line =>
    line('⚠️ ', text('What changed could not be compared', 'bold'), `: ${why}. Please look at every file as if it were new.`),
  sinceThen: 'Since then',
  tally: (kind: Change['kind'] | 'unchanged', files: number) => `${number(files)} ${tallies[kind]}`,
  abridged: 'More differs than can be listed, so a file that was renamed counts as one removed and one new.',
  changesSince: (id: string) => `What changed since ${id}`,
  marks: { added: '🆕 new', changed: '✏️ changed', renamed: '🔀 renamed', removed: '➖ removed' } satisfies Record<Change['kind'], string>,
  renamedFrom: (path: string): Line => line(', was ', text(path, 'code')),
  notAllMarked: 'More files changed than are marked here.',
  resubmittedAs: (ids: readonly string[], more: number): Line =>
    line(
      '🔁 Submitted again as ',
      ...ids.flatMap((id, index) => (index === 0 ? [text(id, 'code')] : [', ', text(id, 'code')])),
      more > 0 ? ` and ${more} more.` : '.',
    ),
  inThread: (id: string): Line => line('🔁 Its files were submitted again as ', text(id, 'code'), ': ', commandLine(`status ${id}`)),
  /** Of an event. */
  event: (id: string) => ` as ${id}`,
  eventOf: (id: string) => `; submits ${id} again`,
};
