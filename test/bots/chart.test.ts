import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Bar, Chart } from '../../src/bots/chart.ts';
import { chartPng, chartText } from '../../src/bots/chart.ts';
import { digestPicture } from '../../src/bots/digest-chart.ts';
import { english } from '../../src/bots/languages/english.ts';
import { german } from '../../src/bots/languages/german.ts';
import { sayPhrase } from '../../src/bots/say.ts';
import type { Digest } from '../../src/workflow/digest.ts';

type Colour = readonly number[];

/** Reads an indexed PNG of four bits a pixel and no filters, row by row. */
const rowsOf = (png: Buffer): { readonly width: number; readonly rows: readonly (readonly Colour[])[] } => {
  const found = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const size = png.readUInt32BE(at);
    found.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + size));
    at += 12 + size;
  }
  const [header, palette = Buffer.alloc(0), data] = [found.get('IHDR'), found.get('PLTE'), found.get('IDAT')];
  if (!header || !data) throw new Error('no PNG');
  expect([...header.subarray(8)]).toEqual([4, 3, 0, 0, 0]);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const raw = inflateSync(data);
  const step = Math.ceil(width / 2) + 1;
  const colourAt = (x: number, y: number): Colour => {
    const two = raw[y * step + 1 + (x >> 1)] ?? 0;
    const place = x % 2 === 0 ? two >> 4 : two & 15;
    return [...palette.subarray(place * 3, place * 3 + 3)];
  };
  return { width, rows: Array.from({ length: height }, (_, y) => Array.from({ length: width }, (__, x) => colourAt(x, y))) };
};

const bar = (value: number): Bar => ({ label: 'Released', value, figure: String(value) });
const teal = JSON.stringify([15, 118, 110]);
/** How long each bar is, from top to bottom. */
const lengths = (png: Buffer): readonly number[] => {
  const found = rowsOf(png).rows.map((row) => row.filter((colour) => JSON.stringify(colour) === teal).length);
  return found.filter((length, y) => length > 0 && length !== (found[y - 1] ?? 0));
};

/** Contrast of two colours (WCAG 2.2, relative luminance). */
const contrast = (one: Colour, other: Colour): number => {
  const light = (colour: Colour): number => {
    const [r = 0, g = 0, b = 0] = colour.map((part) => {
      const share = part / 255;
      return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dim = 0, bright = 0] = [light(one), light(other)].toSorted((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
};

describe('the chart', () => {
  test('bars are as long as their values are to each other, and nothing is drawn for nothing', () => {
    const drawn = lengths(chartPng({ title: 'A month', sections: [{ title: 'Requests', bars: [bar(40), bar(20), bar(0), bar(10)] }] }));
    expect(drawn).toEqual([190, 95, 48]);
  });

  test('a tiny value is still to be seen, and each section has its own scale', () => {
    const sections = [
      { title: 'Requests', bars: [bar(1), bar(100_000)] },
      { title: 'Time', bars: [bar(7)] },
    ];
    expect(lengths(chartPng({ title: 'A month', sections }))).toEqual([3, 190, 190]);
  });

  test('names and bars stand out from the ground enough for eyes that see little (WCAG: 4.5, 3)', () => {
    const { rows } = rowsOf(chartPng({ title: 'A month', sections: [{ title: 'Requests', bars: [bar(4)] }] }));
    const white = [255, 255, 255];
    const colours = rows.flat();
    expect(rows[0]?.[0]).toEqual(white);
    expect(Math.max(...colours.map((colour) => contrast(colour, white)))).toBeGreaterThan(7);
    expect(contrast([15, 118, 110], white)).toBeGreaterThan(4.5);
  });

  const anyWord = fc.string({ unit: 'binary', maxLength: 60 });
  const anyChart: fc.Arbitrary<Chart> = fc.record({
    title: anyWord,
    sections: fc.array(
      fc.record({
        title: anyWord,
        bars: fc.array(fc.record({ label: anyWord, value: fc.nat(), figure: anyWord }), { maxLength: 7 }),
      }),
      { maxLength: 2 },
    ),
  });

  test('I13: whatever it is given, it stays within its width and small enough for a card', () => {
    fc.assert(
      fc.property(anyChart, (chart) => {
        const png = chartPng(chart);
        expect(png.length).toBeLessThan(16_000);
        const { width, rows } = rowsOf(png);
        expect(width).toBe(640);
        // Nothing is written over the right-hand margin, or around it onto the next row.
        for (const row of rows) for (const colour of [...row.slice(0, 18), ...row.slice(-18)]) expect(colour).toEqual([255, 255, 255]);
      }),
      { numRuns: 25 },
    );
  });

  test('says in words what it shows', () => {
    expect(chartText({ title: 'A month', sections: [{ title: 'Requests', bars: [bar(4), bar(2)] }] })).toBe(
      'A month. Requests: Released 4, Released 2.',
    );
  });
});

describe('the picture of a month', () => {
  const digest: Digest = {
    received: 1200,
    approvals: 4,
    released: 30,
    releasedFiles: 9,
    releasedBytes: 9,
    rejected: [
      { category: 'other', count: 2 },
      { category: 'small-counts', count: 1 },
    ],
    expired: 2,
    withdrawn: 3,
    givenUp: 5,
    revoked: 0,
    links: 4,
    failed: 1,
    escalated: 1,
    stages: [{ label: 'Prüfstelle Süd', count: 3, median: 4 * 3600, slowest: 9 * 3600 }],
    whole: { count: 3, median: 3 * 86_400, slowest: 9 * 86_400 },
  };

  test.each([
    {
      language: english,
      said: 'October 2026 in figures. Requests: Received 1,200, Released 30, Rejected 3, Expired 2, Withdrawn 3, Given up 5, Revoked 0. How long it took: half of them no longer than: Prüfstelle Süd 4 hours, Receipt to outcome 3 days.',
    },
    {
      language: german,
      said: 'Oktober 2026 in Zahlen. Ausleitungsanträge: Eingegangen 1.200, Freigegeben 30, Abgelehnt 3, Verfallen 2, Zurückgezogen 3, Aufgegeben 5, Widerrufen 0. Dauer: die Hälfte nicht länger als: Prüfstelle Süd 4 Stunden, Eingang bis Ergebnis 3 Tage.',
    },
  ])('in $language.locale', ({ language, said }) => {
    const block = digestPicture('2026-10', digest);
    if (block.kind !== 'image') throw new Error('no picture');
    expect(sayPhrase(language, block.alt)).toBe(said);
    expect(lengths(Buffer.from(sayPhrase(language, block.png), 'base64'))).toHaveLength(8);
  });
});
