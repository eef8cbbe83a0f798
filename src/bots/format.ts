/** How numbers and names are said to people. */
import type { ManifestSummary, Platform, RejectionCategory, StatusKind, SwbUser } from '../workflow/request.ts';

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, as people read them off a download: 1,500 is "1.5 kB". */
export const formatBytes = (bytes: number): string => {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  const unit = bytes === 1 ? 'byte' : (units[power] ?? 'bytes');
  return `${power === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
};

const thousands = new Intl.NumberFormat('en-GB');

/** "1 file", "1,200 files". */
export const count = (number: number, singular: string, plural = `${singular}s`): string =>
  `${thousands.format(number)} ${number === 1 ? singular : plural}`;

/** The first digits of a digest, enough to tell two manifests apart by eye. */
export const shortDigest = (digest: string): string => digest.slice(0, 12);

export const formatTypes = ({ types }: Pick<ManifestSummary, 'types'>): string =>
  types.map(({ extension, files }) => `${files} ${extension === '' ? 'without type' : extension}`).join(', ');

export const platformName = { slack: 'Slack', teams: 'Teams' } satisfies Record<Platform, string>;

export const statusName = {
  received: 'received',
  staging: 'being copied',
  'in-review': 'in review',
  packaging: 'approved, being packaged',
  released: 'released',
  closed: 'closed',
  revoked: 'revoked',
  rejected: 'rejected',
  expired: 'expired',
  withdrawn: 'withdrawn',
  failed: 'failed',
} satisfies Record<StatusKind, string>;

export const statusIcon = {
  received: '📥',
  staging: '⏳',
  'in-review': '🔎',
  packaging: '📦',
  released: '✅',
  closed: '🔒',
  revoked: '🚫',
  rejected: '⛔',
  expired: '⌛',
  withdrawn: '↩️',
  failed: '⚠️',
} satisfies Record<StatusKind, string>;

export const categoryName = {
  'personal-data': 'Contains personal data',
  'small-counts': 'Small counts',
  'wrong-files': 'Wrong files',
  'insufficient-context': 'Not enough context',
  'file-type': 'File type not allowed',
  other: 'Other',
} satisfies Record<RejectionCategory, string>;

export const formatUser = ({ email, id }: SwbUser): string => email ?? `unknown (SWB user ${id})`;

/** "1 of 3". */
export const ofTotal = (number: number, total: number): string => `${number} of ${total}`;
