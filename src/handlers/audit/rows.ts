/** Audit events as rows for people who count: spreadsheets and other programs. */
import { stringify } from 'csv-stringify/sync';
import { cellText } from '../../bots/clean.ts';
import type { AuditEvent, EgressRequest, Fact, Submission, SwbUser } from '../../workflow/request.ts';
import { otherCreator } from '../../workflow/requesters.ts';

export const columns = [
  'request',
  'project',
  'seq',
  'at',
  'event',
  'stage',
  'person',
  'name',
  'platform',
  'channel',
  'detail',
  'policy',
  'hash',
] as const;
type Row = Readonly<Record<(typeof columns)[number], string | number>>;

const byWhatRight = ({ delegatedBy, byGroup }: Extract<Fact, { kind: 'approved' | 'rejected' }>): string => {
  if (delegatedBy !== undefined) return `in place of ${delegatedBy} `;
  return byGroup === undefined ? '' : `by ${byGroup.kind} group ${byGroup.id} `;
};

const user = ({ email, id }: SwbUser): string => email ?? `SWB user ${id}`;

const fromWhom = (submission: Submission): string => {
  const creator = otherCreator(submission);
  return `from ${user(submission.submittedBy)}${creator ? `, workspace created by ${user(creator)}` : ''}`;
};

const detailOf = ({ fact }: AuditEvent): string => {
  switch (fact.kind) {
    case 'received':
      return `${fact.submission.egressStoreName}, ${fromWhom(fact.submission)}`;
    case 'staged':
      return `${fact.manifest.files} files, ${fact.manifest.bytes} bytes, manifest ${fact.manifest.digest}${fact.resubmission ? `, submits ${fact.resubmission.of} again` : ''}`;
    case 'approved':
      return `${byWhatRight(fact)}${fact.comment ?? ''}`;
    case 'rejected':
      return `${byWhatRight(fact)}${fact.category}: ${fact.reason}`;
    case 'released':
      return `${fact.release.size} bytes, SHA-256 ${fact.release.sha256}`;
    case 'link-issued':
      return `link ${fact.number} to ${fact.to.id} until ${fact.expiresAt}`;
    case 'link-repeated':
      return `link ${fact.number} to ${fact.to.id}, again`;
    case 'link-opened':
      return `link ${fact.number}, which was given to ${fact.to.id}`;
    case 'escalated':
      return fact.to;
    case 'withdrawn':
    case 'revoked':
    case 'aborted':
    case 'closed':
      return fact.reason ?? '';
    case 'failed':
    case 'step-failed':
      return `${fact.failure.step}: ${fact.failure.error}`;
    case 'zip-removed':
      return `${fact.because}, SHA-256 ${fact.sha256}`;
    case 'claimed':
      return fact.until === undefined ? '' : `until ${fact.until}`;
    case 'asked':
    case 'answered':
      return `question ${fact.number}: ${fact.text}`;
    case 'pause-ended':
      return `question ${fact.number}`;
    case 'claim-ended':
      return fact.because;
    case 'resubmitted':
      return `as ${fact.as}`;
    case 'reminded':
      return fact.question === undefined ? '' : `question ${fact.question}`;
    case 'staging-started':
    case 'expired':
    case 'retried':
      return '';
    default:
      return fact satisfies never;
  }
};

export const rowOf = ({ id, submission }: EgressRequest, event: AuditEvent): Row => {
  const { seq, at, actor, fact, policyDigest, hash } = event;
  const label = 'stage' in fact ? fact.stage + 1 : '';
  return {
    request: id,
    project: submission.projectId,
    seq,
    at,
    event: fact.kind,
    stage: label,
    person: actor.kind === 'person' ? actor.person.id : 'system',
    name: actor.kind === 'person' ? actor.person.name : '',
    platform: actor.kind === 'person' ? actor.identity.platform : '',
    channel: actor.kind === 'person' ? (actor.channel ?? '') : '',
    detail: detailOf(event),
    policy: policyDigest,
    hash,
  };
};

const cellOf = (cell: string | number): string | number => (typeof cell === 'string' ? cellText(cell) : cell);

/** CSV of these rows; a cell that a spreadsheet would take for a formula is given as text (I13). */
export const csvOf = (rows: readonly Row[], { header }: { readonly header: boolean }): string =>
  stringify(
    rows.map((row) => Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, cellOf(cell)]))),
    { columns: [...columns], header, record_delimiter: 'windows' },
  );
