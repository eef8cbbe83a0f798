/** Download links of one machine: they expire, and whoever changes a character of one has nothing. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { Clock } from '../ports.ts';
import type { Instant, ObjectLocation } from '../request.ts';

/** Where the program's server answers them. */
export const downloadPath = '/download/';

export type OpenedDownload =
  | { readonly kind: 'open'; readonly location: ObjectLocation; readonly fileName: string }
  | { readonly kind: 'refused'; readonly why: 'expired' | 'tampered' };

export type DownloadLinks = {
  /** A URL that downloads the object as `fileName`, for this many seconds. */
  readonly mint: (location: ObjectLocation, link: { readonly fileName: string; readonly expiresInSeconds: number }) => string;
  /** What a request's URL (its path, or the whole of it) asks for. */
  readonly openDownload: (url: string) => OpenedDownload;
};

const Promised = z.strictObject({ bucket: z.string(), key: z.string(), fileName: z.string(), expiresAt: z.string() });

const refused = (why: 'expired' | 'tampered'): OpenedDownload => ({ kind: 'refused', why });

const laterBy = (from: Instant, seconds: number): string => new Date(Date.parse(from) + seconds * 1000).toISOString();

/** The part of the URL that names and seals the download; a query or fragment that a client added says nothing. */
const sealedPart = (url: string): string | undefined =>
  /^(?:https?:\/\/[^/?#]+)?\/download\/([^/?#]+)$/i.exec(url.split(/[?#]/, 1)[0] ?? '')?.[1];

/** Mints and opens links, sealed with HMAC-SHA256 under `key` (`keptSecret`); `baseUrl` is the server's own, without a slash at its end. */
export const downloadLinks = ({
  key,
  baseUrl,
  clock,
}: {
  readonly key: Buffer;
  readonly baseUrl: string;
  readonly clock: Clock;
}): DownloadLinks => {
  const sealOf = (promised: string): string => createHmac('sha256', key).update(promised).digest('base64url');
  return {
    mint: ({ bucket, key: objectKey }, { fileName, expiresInSeconds }) => {
      const promised: z.infer<typeof Promised> = { bucket, key: objectKey, fileName, expiresAt: laterBy(clock(), expiresInSeconds) };
      const text = Buffer.from(JSON.stringify(promised)).toString('base64url');
      return `${baseUrl}${downloadPath}${text}.${sealOf(text)}`;
    },
    openDownload: (url) => {
      const [text = '', seal = '', ...more] = sealedPart(url)?.split('.') ?? [];
      // The seal's text is compared, not what it decodes to: several texts decode to the same bytes.
      const expected = Buffer.from(sealOf(text));
      const given = Buffer.from(seal);
      if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return refused('tampered');
      const { bucket, key: objectKey, fileName, expiresAt } = Promised.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
      if (clock() >= expiresAt) return refused('expired');
      return { kind: 'open', location: { bucket, key: objectKey }, fileName };
    },
  };
};
