import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { rootFile, sourceFiles } from './source-files.ts';

const src = await sourceFiles(['src']);
const all = await sourceFiles(['src', 'test', 'bench', 'docs', 'infra']);

/** `path:line` of every line that matches. */
const linesWith = (files: typeof src, pattern: RegExp): readonly string[] =>
  files.flatMap(({ path, text }) => text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])));

const environment = /\bprocess\s*(\?\.|\.)\s*env\b|\bprocess\s*\[|from 'node:process'|import\.meta\.env/;
const loose = /^(?!\s*(?:\/\*|\*|\/\/)).*[:<,|&(]\s*any\b(?!\s*\()|\bas any\b|\bas unknown as\b|@ts-(ignore|nocheck|expect-error)/;
const unfinished = /\b(TODO|FIXME|XXX|HACK)\b/;

/** A file's last line ends with a line break and begins no other. */
const linesOf = (text: string): number => text.trimEnd().split('\n').length;

describe('the source', () => {
  test('reads the environment in handlers/config.ts and the sandbox only', () => {
    const deployed = src.filter(({ path }) => path !== 'src/handlers/config.ts' && !path.startsWith('src/sandbox/'));
    expect(linesWith(deployed, environment)).toEqual([]);
  });

  test('has no any and no way around the types', () => {
    expect(linesWith(src, loose)).toEqual([]);
  });

  test('has no file of more than 300 lines without a reason', () => {
    const long = src.filter(({ text }) => linesOf(text) > 300);
    expect(long.map(({ path, text }) => `${path} has ${linesOf(text)} lines`)).toEqual([]);
  });

  test('mocks no module of its own and leaves nothing for later', () => {
    const others = all.filter(({ path }) => path !== 'test/hygiene.test.ts');
    expect(linesWith(others, /\bvi\.(mock|doMock)\(/)).toEqual([]);
    expect(linesWith(others, unfinished)).toEqual([]);
  });
});

describe('the rules themselves', () => {
  test.each([
    { rule: environment, line: 'const a = process.env.HOME;', found: true },
    { rule: environment, line: "const a = process['env'];", found: true },
    { rule: environment, line: "import { env } from 'node:process';", found: true },
    { rule: environment, line: 'const a = process.cwd();', found: false },
    { rule: loose, line: 'const a: any = 1;', found: true },
    { rule: loose, line: 'const a = new Map<string, any>();', found: true },
    { rule: loose, line: 'const a = b as any;', found: true },
    { rule: loose, line: '// Like this, any person would be found.', found: false },
    { rule: loose, line: 'const anyone = company;', found: false },
    { rule: unfinished, line: '// TODO later', found: true },
  ])('$line: $found', ({ rule, line, found }) => {
    expect(rule.test(line)).toBe(found);
  });
});

const Dependencies = z.record(z.string(), z.string()).default({});
const Manifest = z.object({ dependencies: Dependencies, devDependencies: Dependencies, scripts: z.record(z.string(), z.string()) });
const Lock = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({ dependencies: Dependencies, devDependencies: Dependencies, resolved: z.string().optional() }),
  ),
});

describe('the package', () => {
  test('has a lockfile without download addresses', async () => {
    const { packages } = Lock.parse(JSON.parse(await rootFile('package-lock.json')));
    expect(Object.keys(packages).length).toBeGreaterThan(100);
    expect(Object.entries(packages).flatMap(([name, { resolved }]) => (resolved === undefined ? [] : [name]))).toEqual([]);
  });

  test('has a lockfile of the same dependencies as its manifest', async () => {
    const { dependencies, devDependencies } = Manifest.parse(JSON.parse(await rootFile('package.json')));
    const { packages } = Lock.parse(JSON.parse(await rootFile('package-lock.json')));
    expect(packages['']).toMatchObject({ dependencies, devDependencies });
  });
});
