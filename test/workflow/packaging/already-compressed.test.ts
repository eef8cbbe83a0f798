import { brotliCompressSync, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCompressed } from '../../../src/workflow/packaging/already-compressed.ts';

const hex = (digits: string): Uint8Array => Buffer.from(digits.replaceAll(' ', ''), 'hex');

test.each([
  { name: 'gzip', head: gzipSync('some text') },
  { name: 'zstd', head: zstdCompressSync('some text') },
  { name: 'zip', head: Buffer.from('PK\u0003\u0004\u0014\u0000') },
  { name: 'xz', head: hex('fd 37 7a 58 5a 00 00 04') },
  { name: 'bzip2', head: hex('42 5a 68 39 31 41 59 26 53 59') },
  { name: '7z', head: hex('37 7a bc af 27 1c 00 04') },
  { name: 'parquet', head: hex('50 41 52 31 15 04') },
  { name: 'png', head: hex('89 50 4e 47 0d 0a 1a 0a') },
  { name: 'jpeg', head: hex('ff d8 ff e0') },
  { name: 'webp', head: Buffer.from('RIFF\u0010\u0000\u0000\u0000WEBPVP8 ') },
  { name: 'mp4', head: Buffer.from('\u0000\u0000\u0000\u0020ftypisom') },
])('$name is compressed', ({ head }) => {
  expect(isCompressed(head)).toBe(true);
});

test.each([
  { name: 'nothing', head: new Uint8Array() },
  { name: 'one byte of gzip', head: hex('1f') },
  { name: 'a table with a column PAR1', head: Buffer.from('PAR1,PAR2\n') },
  { name: 'a table with a column PK', head: Buffer.from('PK,name\n') },
  { name: 'a text about BZh9', head: Buffer.from('BZh9 is how bzip2 begins') },
  { name: 'a text about ftyp', head: Buffer.from('see ftyp boxes') },
  { name: 'plain sound', head: Buffer.from('RIFF\u0010\u0000\u0000\u0000WAVEfmt ') },
  { name: 'a bitmap', head: Buffer.from('BM\u0036\u0000\u0000') },
  { name: 'brotli, which has no signature', head: brotliCompressSync('x') },
  { name: 'raw deflate, which has no signature', head: deflateRawSync('x') },
])('$name is not', ({ head }) => {
  expect(isCompressed(head)).toBe(false);
});

test('no text is taken for compressed', async () => {
  const text = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 40 });
  await fc.assert(fc.property(text, (some) => !isCompressed(Buffer.from(some))));
});
