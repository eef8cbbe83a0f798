/** Reads a PNG of eight bits a channel, as Chromium writes them, into its pixels. */
import { inflateSync } from 'node:zlib';

type Pixel = { readonly colour: readonly [red: number, green: number, blue: number]; readonly alpha: number };
export type Picture = { readonly width: number; readonly height: number; readonly pixels: readonly Pixel[] };

const chunks = (png: Buffer): readonly { readonly type: string; readonly data: Buffer }[] => {
  const found = [];
  for (let at = 8; at < png.length; ) {
    const size = png.readUInt32BE(at);
    found.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + size) });
    at += 12 + size;
  }
  return found;
};

const paeth = (a: number, b: number, c: number): number => {
  const [da, db, dc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (da <= db && da <= dc) return a;
  return db <= dc ? b : c;
};

/** What each filter of the PNG specification adds to a byte: of left, above, and above left. */
const filters = [() => 0, (a: number) => a, (_: number, b: number) => b, (a: number, b: number) => (a + b) >> 1, paeth];

export const readPng = (png: Buffer): Picture => {
  const header = chunks(png).find(({ type }) => type === 'IHDR')?.data ?? Buffer.alloc(13);
  const [width, height, depth, kind, interlaced] = [header.readUInt32BE(0), header.readUInt32BE(4), header[8], header[9], header[12]];
  const size = kind === 6 ? 4 : 3;
  if (depth !== 8 || (kind !== 2 && kind !== 6) || interlaced !== 0) throw new Error('a kind of PNG that this does not read');
  const packed = chunks(png).filter(({ type }) => type === 'IDAT');
  const raw = inflateSync(Buffer.concat(packed.map(({ data }) => data)));
  const bytes = Buffer.alloc(width * height * size);
  const at = (x: number, y: number): number => (x < 0 || y < 0 ? 0 : (bytes[y * width * size + x] ?? 0));
  for (let y = 0; y < height; y += 1) {
    const row = y * (width * size + 1);
    const filter = filters[raw[row] ?? 0] ?? (() => 0);
    for (let x = 0; x < width * size; x += 1) {
      const corner = x < size ? 0 : at(x - size, y - 1);
      bytes[y * width * size + x] = (raw[row + 1 + x] ?? 0) + filter(at(x - size, y), at(x, y - 1), corner);
    }
  }
  const pixels = Array.from({ length: width * height }, (_, index): Pixel => {
    const [red = 0, green = 0, blue = 0, alpha = 255] = bytes.subarray(index * size, (index + 1) * size);
    return { colour: [red, green, blue], alpha };
  });
  return { width, height, pixels };
};
