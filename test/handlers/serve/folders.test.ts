import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { folderProblems } from '../../../src/handlers/serve/folders.ts';

/** A folder to lay things out in. */
const aBase = (): string => {
  const base = mkdtempSync(join(tmpdir(), 'sallyport-folders-'));
  onTestFinished(() => rmSync(base, { recursive: true }));
  return base;
};

/** Whatever is said of these folders, below a base in which `lay` has put things. */
const said = ({ data = 'data', intake = 'intake' }, lay: (base: string) => void = () => {}): string => {
  const base = aBase();
  lay(base);
  return folderProblems({ dataFolder: join(base, data), intakeFolder: join(base, intake) })
    .map(({ field, expected }) => `${field}: ${expected}`)
    .join('\n')
    .replaceAll(base, 'BASE');
};

describe('what is kept is never looked at as something to take in', () => {
  test.each<{ what: string; data?: string; intake?: string; lay?: (base: string) => void; kept: string }>([
    { what: 'the same folder', intake: 'data', kept: 'BASE/data' },
    { what: 'the intake within what is kept', intake: 'data/egress-store/in', kept: 'BASE/data' },
    { what: 'what is kept within the intake', data: 'intake/data', kept: 'BASE/intake/data' },
    {
      what: 'a link to what is kept',
      lay: (base) => {
        mkdirSync(join(base, 'data'));
        symlinkSync(join(base, 'data'), join(base, 'intake'));
      },
      kept: 'BASE/data',
    },
    {
      what: 'a link on the way to a folder that is not there yet',
      data: 'link/data',
      lay: (base) => {
        mkdirSync(join(base, 'intake'));
        symlinkSync(join(base, 'intake'), join(base, 'link'));
      },
      kept: 'BASE/link/data',
    },
    {
      what: 'an audit record that is a link to the intake',
      lay: (base) => {
        mkdirSync(join(base, 'data'));
        mkdirSync(join(base, 'intake'));
        symlinkSync(join(base, 'intake'), join(base, 'data', 'audit'));
      },
      kept: 'BASE/data/audit',
    },
  ])('$what', ({ kept, lay, ...folders }) => {
    const words = said(folders, lay);
    expect(words).toContain('intake.folder.path: a folder apart from dataFolder');
    expect(words).toContain(`BASE/${folders.intake ?? 'intake'} (`);
    expect(words).toContain(` and ${kept} (`);
  });

  test('folders side by side are right, also with names that begin alike', () => {
    expect(said({ intake: 'data-in' }, (base) => mkdirSync(join(base, 'data')))).toBe('');
  });
});

describe('a data folder that is not ours is named with what to do', () => {
  test.each<{ what: string; lay: (base: string) => void; says: string }>([
    { what: 'a file', lay: (base) => writeFileSync(join(base, 'data'), ''), says: 'dataFolder: the path of a folder; BASE/data is none' },
    {
      what: 'a link to nowhere',
      lay: (base) => symlinkSync(join(base, 'nowhere'), join(base, 'data')),
      says: 'BASE/data is none',
    },
    {
      what: 'the folder of the configuration',
      lay: (base) => {
        mkdirSync(join(base, 'data'));
        writeFileSync(join(base, 'data', 'installation.jsonc'), '{}');
      },
      says: 'BASE/data holds no database of Sallyport, and something else (installation.jsonc)',
    },
  ])('$what', ({ lay, says }) => {
    expect(said({}, lay)).toContain(says);
  });

  test('one of another user', () => {
    const base = aBase();
    chmodSync(base, 0o755);
    mkdirSync(join(base, 'data'), { mode: 0o500 });
    const module = new URL('../../../src/handlers/serve/folders.ts', import.meta.url).href;
    // Root may write everywhere: it becomes somebody who may not, once all is loaded.
    const program = `const { folderProblems } = await import(${JSON.stringify(module)});
      if (process.getuid() === 0) process.setuid(65534);
      console.log(folderProblems({ dataFolder: ${JSON.stringify(join(base, 'data'))} })[0].expected);`;
    const words = String(execFileSync(process.execPath, ['--input-type=module', '-e', program]));
    expect(words).toMatch(/data belongs to uid \d+, and \S+ \(uid \d+\), who runs this, may not read and write there: give it to/);
  });

  test('what is not on a disk', () => {
    expect(folderProblems({ dataFolder: '/proc/x', intakeFolder: '/sys/x' }).map(({ field, expected }) => [field, expected])).toEqual([
      ['dataFolder', 'the path of a folder; /proc/x is not on a disk'],
      ['intake.folder.path', 'the path of a folder; /sys/x is not on a disk'],
    ]);
  });

  test.each<{ what: string; lay: (base: string) => void }>([
    { what: 'one that is not there yet', lay: () => {} },
    { what: 'an empty one', lay: (base) => mkdirSync(join(base, 'data')) },
    {
      what: 'one that was worked in, whatever else lies there',
      lay: (base) => {
        mkdirSync(join(base, 'data'));
        for (const name of ['sallyport.db', 'a-note-of-the-operator']) writeFileSync(join(base, 'data', name), '');
      },
    },
    {
      what: 'one whose start was cut off',
      lay: (base) => {
        mkdirSync(join(base, 'data', 'audit'), { recursive: true });
        writeFileSync(join(base, 'data', 'in-use.db'), '');
      },
    },
  ])('$what is right', ({ lay }) => {
    expect(said({}, lay)).toBe('');
  });
});
