/** Recognises, by its first bytes, what deflate would only spend time on. */

/**
 * How content that is compressed begins, in hexadecimal (`.` is any digit); long enough that no text file begins so by chance.
 * RIFF holds plain sound too, so WebP is named in full.
 */
const beginnings = {
  gzip: /^1f8b08/,
  'zip, xlsx, docx': /^504b0304/,
  zstd: /^28b52ffd/,
  xz: /^fd377a585a00/,
  bzip2: /^425a683[1-9]314159265359/,
  lz4: /^04224d18/,
  '7z': /^377abcaf271c/,
  rar: /^526172211a07/,
  parquet: /^5041523115/,
  png: /^89504e470d0a1a0a/,
  jpeg: /^ffd8ff/,
  gif: /^47494638(37|39)61/,
  webp: /^52494646.{8}57454250/,
  'mp4, mov, heic, avif': /^0000.{4}66747970/,
  'matroska, webm': /^1a45dfa3/,
  ogg: /^4f67675300/,
  flac: /^664c614300/,
} as const;

/** How many first bytes `isCompressed` looks at. */
export const signatureBytes = 16;

/** Whether content that begins like this is compressed already. */
export const isCompressed = (head: Uint8Array): boolean => {
  const hex = Buffer.from(head.subarray(0, signatureBytes)).toString('hex');
  return Object.values(beginnings).some((beginning) => beginning.test(hex));
};
