/** Bars with their names and figures, as a picture. It brings its own ground, so that it is as legible on a dark page as on a light one. */
import { inflateRawSync } from 'node:zlib';
import { font } from './chart-font.ts';
import type { Colour } from './indexed-png.ts';
import { indexedPng } from './indexed-png.ts';

/** `value` is how long the bar is beside its section's others, `figure` what stands behind it. */
export type Bar = { readonly label: string; readonly value: number; readonly figure: string };
export type Chart = {
  readonly title: string;
  readonly sections: readonly { readonly title: string; readonly bars: readonly Bar[] }[];
};

// Shades from the ground to the ink first, then what bars are drawn with. Names and figures tell bars apart, never a colour.
const ground: Colour = [255, 255, 255];
const ink: Colour = [31, 41, 55];
const shades = 8;
const between = (share: number): Colour => [
  Math.round(ground[0] + (ink[0] - ground[0]) * share),
  Math.round(ground[1] + (ink[1] - ground[1]) * share),
  Math.round(ground[2] + (ink[2] - ground[2]) * share),
];
const palette: readonly Colour[] = [
  ...Array.from({ length: shades }, (_, shade) => between(shade / (shades - 1))),
  [15, 118, 110],
  [226, 232, 240],
];
const barColour = shades;
const lineColour = shades + 1;

/** Pixels. */
const size = { width: 640, margin: 20, label: 262, bar: 190, gap: 12, row: 34, thick: 20, title: 40, section: 44 } as const;

type Glyph = { readonly at: number; readonly width: number };
const glyphs = new Map<string, Glyph>();
let stripWidth = 0;
for (const [index, letter] of [...font.letters].entries()) {
  const width = Number.parseInt(font.widths[index] ?? '0', 36);
  glyphs.set(letter, { at: stripWidth, width });
  stripWidth += width;
}
const strip = inflateRawSync(Buffer.from(font.strip, 'base64'));
/** 0 to 15. */
const shadeAt = (x: number, y: number): number => {
  const at = y * stripWidth + x;
  const two = strip[at >> 1] ?? 0;
  return at % 2 === 0 ? two >> 4 : two & 15;
};

/** The letter, or the one below its accents; any other is a dot. */
const glyphOf = (letter: string): Glyph =>
  glyphs.get(letter) ?? glyphs.get(letter.normalize('NFD')[0] ?? '') ?? glyphs.get('·') ?? { at: 0, width: 0 };

const widthOf = (text: string): number => [...text].reduce((sum, letter) => sum + glyphOf(letter).width, 0);

/** As much of the text as there is room for. */
const fitting = (text: string, room: number): string => {
  if (widthOf(text) <= room) return text;
  const letters = [...text];
  while (letters.length > 0 && widthOf(`${letters.join('')}…`) > room) letters.pop();
  return `${letters.join('').trimEnd()}…`;
};

const canvas = (width: number, height: number) => {
  const pixels = new Uint8Array(width * height);
  return {
    pixels,
    box: (at: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }, colour: number): void => {
      for (let y = at.y; y < at.y + at.height; y += 1) pixels.fill(colour, y * width + at.x, y * width + at.x + at.width);
    },
    write: (text: string, at: { readonly x: number; readonly y: number }, room: number): void => {
      let { x } = at;
      for (const letter of fitting(text, room)) {
        const glyph = glyphOf(letter);
        for (let row = 0; row < font.height; row += 1)
          for (let column = 0; column < glyph.width; column += 1) {
            const shade = Math.round((shadeAt(glyph.at + column, row) / 15) * (shades - 1));
            if (shade > 0) pixels[(at.y + row) * width + x + column] = shade;
          }
        x += glyph.width;
      }
    },
  };
};

/** The chart in words, for whoever does not see it. */
export const chartText = ({ title, sections }: Chart): string =>
  [title, ...sections.map(({ title: heading, bars }) => `${heading}: ${bars.map(({ label, figure }) => `${label} ${figure}`).join(', ')}`)]
    .map((said) => `${said}.`)
    .join(' ');

/** The chart as a PNG. */
export const chartPng = ({ title, sections }: Chart): Buffer => {
  const { width, margin } = size;
  const rows = sections.reduce((sum, { bars }) => sum + size.section + bars.length * size.row, 0);
  const height = margin * 2 + size.title + rows;
  const { pixels, box, write } = canvas(width, height);
  const within = width - 2 * margin;
  write(title, { x: margin, y: margin }, within);
  let y = margin + size.title;
  for (const { title: heading, bars } of sections) {
    box({ x: margin, y: y + 6, width: within, height: 1 }, lineColour);
    write(heading, { x: margin, y: y + 14 }, within);
    y += size.section;
    const most = Math.max(...bars.map(({ value }) => value), 0);
    for (const { label, value, figure } of bars) {
      const start = margin + size.label + size.gap;
      // Nothing is drawn for nothing, and at least a little for anything else.
      const length = value <= 0 || most <= 0 ? 0 : Math.max(3, Math.round((value / most) * size.bar));
      write(label, { x: margin, y: y + 4 }, size.label);
      box({ x: start, y: y + 7, width: length, height: size.thick }, barColour);
      const behind = start + length + size.gap;
      write(figure, { x: behind, y: y + 4 }, width - margin - behind);
      y += size.row;
    }
  }
  return indexedPng({ width, height, palette, pixels });
};
