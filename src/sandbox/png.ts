/** Draws a small line chart as a real PNG, so that the sample request holds a picture without a binary file in the repository. */
import { deflateSync } from 'node:zlib';
import type { Colour } from '../bots/indexed-png.ts';
import { pngChunk, pngSignature } from '../bots/indexed-png.ts';

export type Series = { readonly colour: Colour; readonly values: readonly number[] };

const encode = (width: number, height: number, pixels: Uint8Array): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // eight bits a channel, red green blue
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y += 1) rows.set(pixels.subarray(y * width * 3, (y + 1) * width * 3), y * (width * 3 + 1) + 1);
  return Buffer.concat([pngSignature, pngChunk('IHDR', header), pngChunk('IDAT', deflateSync(rows)), pngChunk('IEND', new Uint8Array())]);
};

const canvas = (width: number, height: number) => {
  const pixels = new Uint8Array(width * height * 3).fill(255);
  const dot = (x: number, y: number, colour: Colour) => {
    if (x >= 0 && y >= 0 && x < width && y < height) pixels.set(colour, (Math.round(y) * width + Math.round(x)) * 3);
  };
  const line = (from: readonly [number, number], to: readonly [number, number], { colour, thick }: { colour: Colour; thick: number }) => {
    const steps = Math.ceil(Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]), 1));
    for (let step = 0; step <= steps; step += 1) {
      const x = Math.round(from[0] + ((to[0] - from[0]) * step) / steps);
      const y = Math.round(from[1] + ((to[1] - from[1]) * step) / steps);
      for (let dx = 0; dx < thick; dx += 1) for (let dy = 0; dy < thick; dy += 1) dot(x + dx, y + dy, colour);
    }
  };
  return { pixels, line };
};

/** A chart of 480 by 270 pixels: grid, axes and one line a series; values run from 0 (bottom) to 1 (top). */
export const lineChart = (series: readonly Series[]): Buffer => {
  const [width, height, margin] = [480, 270, 24];
  const { pixels, line } = canvas(width, height);
  const right = width - margin;
  const bottom = height - margin;
  for (let row = 0; row <= 4; row += 1) {
    const y = Math.round(margin + ((bottom - margin) * row) / 4);
    line([margin, y], [right, y], { colour: [226, 232, 240], thick: 1 });
  }
  line([margin, margin], [margin, bottom], { colour: [71, 85, 105], thick: 2 });
  line([margin, bottom], [right, bottom], { colour: [71, 85, 105], thick: 2 });
  for (const { colour, values } of series) {
    const at = (index: number): readonly [number, number] => [
      margin + ((right - margin) * index) / Math.max(1, values.length - 1),
      bottom - (bottom - margin) * (values[index] ?? 0),
    ];
    for (let index = 1; index < values.length; index += 1) line(at(index - 1), at(index), { colour, thick: 3 });
  }
  return encode(width, height, pixels);
};
