/** What becomes of content in a zip: deflated, or stored when that would only cost time. */
import type { ZlibOptions } from 'node:zlib';
import { crc32, deflateRaw, deflateRawSync } from 'node:zlib';
import { isCompressed } from './already-compressed.ts';

/** Half the time of level 6, for a zip 7 % larger. */
export const deflateLevel = 4;

/** A whole entry, ready to be written. */
export type Packed = {
  readonly method: 'store' | 'deflate';
  readonly data: Buffer;
  /** Bytes before deflating. */
  readonly size: number;
  /** CRC-32 of the bytes before deflating. */
  readonly checksum: number;
};

/** Up to this many bytes, handing the work to a thread costs more than the work. */
const deflateHereBytes = 16 * 1024;

/** For little content a little compressor: the default one fills 268 KB with zeros, and answers in a buffer of 16 KB. */
const optionsFor = (size: number): ZlibOptions => {
  const bits = Math.ceil(Math.log2(size + 1));
  return {
    level: deflateLevel,
    windowBits: Math.min(Math.max(bits, 9), 15),
    memLevel: Math.min(Math.max(bits - 6, 1), 8),
    chunkSize: Math.max(size + 64, 64),
  };
};

const deflated = (bytes: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    if (bytes.length <= deflateHereBytes) resolve(deflateRawSync(bytes, optionsFor(bytes.length)));
    else deflateRaw(bytes, { level: deflateLevel }, (error, data) => (error ? reject(error) : resolve(data)));
  });

/** Packs content that is wholly in memory; stored when it is compressed already or does not get smaller. */
export const pack = async (bytes: Uint8Array): Promise<Packed> => {
  const content = { size: bytes.length, checksum: crc32(bytes) };
  const data = isCompressed(bytes) ? undefined : await deflated(bytes);
  return data !== undefined && data.length < bytes.length
    ? { method: 'deflate', data, ...content }
    : { method: 'store', data: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), ...content };
};

/** How many first bytes `isWorthDeflating` wants to see; fewer mean that there are no more. */
export const sampleBytes = 64 * 1024;

/** Whether a stream that begins like this gets smaller: by its signature, and by trying, since encrypted content has none. */
export const isWorthDeflating = (head: Uint8Array): boolean => {
  const sample = head.subarray(0, sampleBytes);
  return !isCompressed(sample) && deflateRawSync(sample, { level: 1 }).length < sample.length * 0.98;
};
