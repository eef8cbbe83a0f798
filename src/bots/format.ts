/** What is drawn alike in every language. */
import type { StatusKind } from '../workflow/request.ts';

/** The first digits of a digest, enough to tell two manifests apart by eye. */
export const shortDigest = (digest: string): string => digest.slice(0, 12);

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
