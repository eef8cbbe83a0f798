/** One spelling for one value, so that equal values have equal hashes: policy digests and the audit chain rest on it. */
import { createHash } from 'node:crypto';
import type { Sha256 } from './request.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** Code units, as RFC 8785 orders them; never the locale's order. */
const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The value as JSON without spaces and with sorted keys (RFC 8785); properties that are undefined are left out.
 * Throws TypeError for what JSON cannot say: functions, dates, NaN, undefined in an array.
 */
export const canonicalJson = (value: unknown): string => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(',')}]`;
  if (!isRecord(value)) throw new TypeError(`canonical JSON: ${typeof value} has no JSON form`);
  const properties = Object.entries(value)
    .filter(([, property]) => property !== undefined)
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([key, property]) => `${JSON.stringify(key)}:${canonicalJson(property)}`);
  return `{${properties.join(',')}}`;
};

/** The SHA-256 of a text's UTF-8 bytes, or of bytes. */
export const sha256 = (content: string | Uint8Array): Sha256 => createHash('sha256').update(content).digest('hex') as Sha256;
