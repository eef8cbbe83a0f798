/** Makes the letters of charts anew: `node docs/chart-font.ts` draws DejaVu Sans (whose licence allows it) in Chromium, in sixteen shades. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import * as z from 'zod';

const file = fileURLToPath(new URL('../src/bots/chart-font.ts', import.meta.url));
const size = 20;
const height = 26;

const range = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, n) => String.fromCodePoint(from + n));
/** Latin with its accents, and the marks of a sentence. */
const letters = [...range(0x20, 0x7e), ...range(0xa1, 0xac), ...range(0xae, 0x17f), ...'–—‘’‚“”„…'].join('');

const executablePath = execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] });
const page = await browser.newPage();
const Drawn = z.object({ widths: z.array(z.int()), shades: z.array(z.int().min(0).max(15)) });
// Runs in the page, whose globals the type checker of this program does not know.
const drawn = Drawn.parse(
  await page.evaluate(`(() => {
    const [text, px, rows] = ${JSON.stringify([letters, size, height])};
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    const font = px + 'px "DejaVu Sans"';
    context.font = font;
    const widths = [...text].map((letter) => Math.round(context.measureText(letter).width));
    canvas.width = widths.reduce((sum, width) => sum + width, 0);
    canvas.height = rows;
    context.font = font;
    context.textBaseline = 'alphabetic';
    let x = 0;
    for (const [index, letter] of [...text].entries()) {
      context.save();
      context.beginPath();
      context.rect(x, 0, widths[index], rows);
      context.clip();
      context.fillText(letter, x, px);
      context.restore();
      x += widths[index];
    }
    const { data } = context.getImageData(0, 0, canvas.width, rows);
    return { widths, shades: Array.from({ length: canvas.width * rows }, (_, n) => Math.round(data[n * 4 + 3] / 17)) };
  })()`),
);
await browser.close();

const packed = Buffer.alloc(Math.ceil(drawn.shades.length / 2));
for (const [index, shade] of drawn.shades.entries()) packed[index >> 1] = (packed[index >> 1] ?? 0) | (shade << (index % 2 === 0 ? 4 : 0));
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
writeFileSync(
  file,
  `/** The letters of charts, made by \`docs/chart-font.ts\` from DejaVu Sans: one strip of shades from 0 to 15, two pixels a byte, deflated. */
export const font = {
  height: ${height},
  letters: ${quoted(letters)},
  widths: ${quoted(drawn.widths.map((width) => width.toString(36)).join(''))},
  strip: ${quoted(deflateRawSync(packed, { level: 9 }).toString('base64'))},
} as const;
`,
);
