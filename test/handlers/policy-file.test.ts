import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readPolicy } from '../../src/handlers/policy-file.ts';
import { BadInputError } from '../../src/workflow/errors.ts';
import { termsFor } from '../../src/workflow/policy.ts';

const example = await readFile(new URL('../../policy.example.jsonc', import.meta.url), 'utf8');

describe('readPolicy', () => {
  test('reads the commented example', () => {
    const policy = readPolicy(example);
    expect(policy.admins).toEqual(['ada@example.ac.uk']);
    expect(termsFor(policy, 'proj-any').stages.map(({ label }) => label)).toEqual(['Information Governance', 'Research IT']);
    expect(termsFor(policy, 'proj-small').stages).toHaveLength(1);
  });

  test('I12: the digest does not change with comments, order of lines or a byte order mark', () => {
    const { digest } = readPolicy(example);
    expect(readPolicy(`\uFEFF// another comment\n${example.replaceAll('\n', '\r\n')}`).digest).toBe(digest);
    expect(readPolicy(example.replace('"maxLinks": 3', '"maxLinks": 4')).digest).not.toBe(digest);
  });

  test('I3: refuses a setting that is given twice, of which a parser would keep the last', () => {
    const twice = example.replace('"maxLinks": 3,', '"maxLinks": 3, "maxLinks": 100,');
    expect(() => readPolicy(twice)).toThrow(/^policy file: defaults\.maxLinks: given once, but is there again at line \d+, column \d+$/);
  });

  test('I3: refuses __proto__, which a parser would take for the prototype', () => {
    const hidden = example.replace('"maxLinks": 3,', '"maxLinks": 3, "__proto__": { "reviewLocation": "x" },');
    expect(() => readPolicy(hidden)).toThrow('policy file: defaults.__proto__: no such key');
  });

  test.each(['', '{', 'null', '[]', '{"organisation": }', `${example} {}`, example.replace('"admins"', 'admins')])(
    'I3: refuses what is not a policy: %#',
    (text) => {
      expect(() => readPolicy(text)).toThrow(BadInputError);
    },
  );

  test('says of a file that is no UTF-8 just that', () => {
    expect(() => readPolicy(Buffer.from(`\uFEFF${example}`, 'utf16le').toString())).toThrow(
      /^policy file: UTF-8 text; this is something else, such as UTF-16$/,
    );
  });

  test('says where the text breaks off', () => {
    expect(() => readPolicy('{\n  "admins": [,]\n}')).toThrow(
      /^policy file: line 2, column 14: JSON with comments: a value should stand here/,
    );
  });
});
