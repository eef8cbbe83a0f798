/** A request that submits an earlier one again, in words: what became of that one, and what differs in the files. */
import { changeKinds } from '../workflow/compare-manifests.ts';
import type { AuditEvent, EgressRequest } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import type { Comparison, Resubmission, ShownChange } from '../workflow/resubmission.ts';
import { comparisonIn, resubmissionIn, resubmittedAs } from '../workflow/resubmission.ts';
import type { Block, Line, Phrase } from './card.ts';
import { line, text } from './card.ts';

type Compared = Extract<Comparison, { kind: 'compared' }>;

const says = (sentence: Phrase): Block => ({ kind: 'text', tone: 'normal', line: line(sentence) });

const follows =
  ({ of, ending }: Resubmission): Phrase =>
  (say) =>
    say.resubmission.follows({ id: shortId(of), ending });

/** What must not be missed: that nothing new can leave, or that nobody knows. */
const warning = ({ ending: { kind } }: Resubmission, comparison: Comparison): Phrase | undefined => {
  if (comparison.kind === 'not-compared') {
    const { because } = comparison;
    return (say) => say.resubmission.unknown(say.resubmission.notCompared[because]);
  }
  const { added, changed, renamed, removed, unchanged } = comparison.tallies;
  if (added.files + changed.files > 0) return undefined;
  if (renamed.files > 0) return (say) => say.resubmission.onlyRenamed(kind, renamed.files);
  if (removed.files > 0) return (say) => say.resubmission.onlyRemoved(kind);
  return (say) => say.resubmission.nothingChanged(kind, unchanged.files);
};

const tallyLine = ({ tallies }: Compared): Line =>
  ([...changeKinds, 'unchanged'] as const)
    .filter((kind) => tallies[kind].files > 0)
    .flatMap((kind, index) => line(index === 0 ? '' : ', ', (say) => say.resubmission.tally(kind, tallies[kind].files)));

export const changeLine = ({ kind, path, size, from }: ShownChange): Line =>
  line(
    (say) => say.resubmission.marks[kind],
    '  ',
    text(path, 'code'),
    ...(from === undefined ? [] : ([(say) => say.resubmission.renamedFrom(from)] satisfies Phrase[])),
    (say) => `  ${say.quantities.bytes(size)}`,
  );

/** How many files are not as they were. */
const changedFiles = ({ tallies }: Compared): number => changeKinds.reduce((sum, kind) => sum + tallies[kind].files, 0);

const changeList = (
  comparison: Compared,
  { title, shown }: { readonly title: Phrase; readonly shown: readonly ShownChange[] },
): readonly Block[] => [
  ...(shown.length === 0
    ? []
    : [{ kind: 'list', title, items: shown.map(changeLine), more: changedFiles(comparison) - shown.length } as const]),
  ...(comparison.abridged ? [says((say) => say.resubmission.abridged)] : []),
];

/** For a dialog: which request this one submits again, and how much differs. */
export const resubmissionBrief = (request: EgressRequest): readonly Block[] => {
  const resubmission = resubmissionIn(request);
  const comparison = comparisonIn(request);
  if (!resubmission || !comparison) return [];
  const warned = warning(resubmission, comparison);
  return [
    says(follows(resubmission)),
    ...(resubmission.releasedSince ? [says((say) => say.resubmission.releasedSince)] : []),
    ...(warned === undefined ? [] : [says(warned)]),
    ...(comparison.kind === 'compared' && changedFiles(comparison) > 0
      ? [{ kind: 'facts', facts: [{ label: (say) => say.resubmission.sinceThen, value: tallyLine(comparison) }] } satisfies Block]
      : []),
  ];
};

/** For the card, whose list of files marks what changed: the same, and the requests that submitted this one again. */
export const resubmissionBlocks = (request: EgressRequest): readonly Block[] => {
  const comparison = comparisonIn(request);
  const as = resubmittedAs(request).map(shortId);
  const latest = as.slice(-3);
  return [
    ...resubmissionBrief(request),
    ...(comparison?.kind === 'compared' && comparison.abridged && request.status.kind === 'in-review'
      ? [says((say) => say.resubmission.abridged)]
      : []),
    ...(latest.length > 0 ? [says((say) => say.resubmission.resubmittedAs(latest, as.length - latest.length))] : []),
  ];
};

/** For the view of the files: what changed, as far as it is kept. */
export const changesNotice = (request: EgressRequest, shown: readonly ShownChange[]): readonly Block[] => {
  const resubmission = resubmissionIn(request);
  const comparison = comparisonIn(request);
  if (!resubmission || comparison?.kind !== 'compared') return resubmissionBrief(request);
  const title: Phrase = (say) => say.resubmission.changesSince(shortId(resubmission.of));
  return [...resubmissionBrief(request), ...changeList(comparison, { title, shown })];
};

/** What a file of the list is marked with. */
export const markOf = (change: ShownChange['kind'] | undefined): Line =>
  change === undefined ? [] : [...line('  '), text((say) => say.resubmission.marks[change], 'bold')];

/** What such an event adds to its kind, in the history. */
export const resubmissionDetail = ({ fact }: AuditEvent): Phrase | undefined => {
  if (fact.kind === 'resubmitted') return (say) => say.resubmission.event(shortId(fact.as));
  const of = fact.kind === 'staged' ? fact.resubmission?.of : undefined;
  return of && ((say) => say.resubmission.eventOf(shortId(of)));
};
