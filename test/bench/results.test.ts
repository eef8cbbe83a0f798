import { execFile } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { quantile, showMs } from '../../bench/measure.ts';
import { drawTable } from '../../bench/table.ts';

describe('the results of benchmarks', () => {
  test('a quantile is the nearest rank, whatever the order of the samples', () => {
    const samples = [50, 10, 40, 20, 30];
    expect([0, 0.2, 0.5, 0.8, 0.99, 1].map((share) => quantile(samples, share))).toEqual([10, 10, 30, 40, 50, 50]);
    expect(
      quantile(
        Array.from({ length: 100 }, (_, index) => 100 - index),
        0.99,
      ),
    ).toBe(99);
    expect(quantile([], 0.5)).toBeNaN();
    expect(samples).toEqual([50, 10, 40, 20, 30]);
  });

  test('milliseconds have as many digits as mean something', () => {
    expect([0.123, 9.876, 12.34, 1234.5].map(showMs)).toEqual(['0.12', '9.88', '12.3', '1235']);
  });

  test('a table is aligned Markdown with its notes below', () => {
    const table = {
      title: 'T',
      columns: ['what', 'ms'],
      rows: [
        ['a long name', '1'],
        ['b', '12.5'],
      ],
      notes: ['mind this'],
    };
    expect(drawTable(table)).toBe(
      [
        '**T**',
        '',
        '| what        |   ms |',
        '| ----------- | ---: |',
        '| a long name |    1 |',
        '| b           | 12.5 |',
        '',
        '- mind this',
      ].join('\n'),
    );
  });
});

describe('npm run bench', () => {
  const main = (...words: string[]) =>
    new Promise<{ readonly code: unknown; readonly said: string }>((resolve) => {
      execFile(process.execPath, ['bench/main.ts', ...words], (error, stdout) => resolve({ code: error?.code ?? 0, said: stdout }));
    });

  test('--help names every benchmark and measures nothing', async () => {
    const { code, said } = await main('--help');
    expect(code).toBe(0);
    for (const name of ['clicks', 'notification', 'listing', 'packaging']) expect(said).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
    expect(said).not.toContain('|');
  });

  test('an unknown name is refused with the list of names', async () => {
    const { code, said } = await main('nonsense');
    expect(code).toBe(2);
    expect(said).toContain('clicks');
  });
});
