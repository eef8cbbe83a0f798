import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { generatedDocs } from '../../docs/generated.ts';

test.each([...generatedDocs()])('%s is what npm run docs writes', async (path, content) => {
  expect(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(content);
});
