import { crc32, inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { lineChart } from '../../src/sandbox/png.ts';

/** Reads a PNG's chunks, checking each one's sum. */
const chunksOf = (png: Buffer): ReadonlyMap<string, Buffer> => {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const size = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + size);
    expect(png.readUInt32BE(at + 8 + size)).toBe(crc32(body));
    chunks.set(body.subarray(0, 4).toString('latin1'), body.subarray(4));
    at += 12 + size;
  }
  return chunks;
};

test('the chart is a PNG with the pixels of its lines', () => {
  const chunks = chunksOf(lineChart([{ colour: [13, 148, 136], values: [0, 1] }]));
  expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
  const [width, height] = [chunks.get('IHDR')?.readUInt32BE(0) ?? 0, chunks.get('IHDR')?.readUInt32BE(4) ?? 0];
  const rows = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
  expect(rows.length).toBe(height * (width * 3 + 1));
  const middle = (height / 2) * (width * 3 + 1) + 1 + (width / 2) * 3;
  expect([...rows.subarray(middle, middle + 3)]).toEqual([13, 148, 136]);
});
