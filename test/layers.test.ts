import { describe, expect, test } from 'vitest';
import { importsOf, layers, violations } from './layers.ts';
import { sourceFiles } from './source-files.ts';

const files = await sourceFiles(['src', 'infra']);

test('every file imports only what its layer may', () => {
  expect(violations(files)).toEqual([]);
});

test('the files are really read, and their imports found', () => {
  const core = files.filter(({ path }) => layers[0]?.files.test(path));
  expect(core.length).toBeGreaterThan(5);
  expect(core.flatMap(({ text }) => importsOf(text))).toEqual(expect.arrayContaining(['zod', 'node:crypto', './request.ts']));
});

describe('violations', () => {
  test.each([
    { path: 'src/workflow/a.ts', text: "import * as z from 'zod';", allowed: true },
    { path: 'src/workflow/a.ts', text: "import { createHash } from 'node:crypto';", allowed: true },
    { path: 'src/workflow/a.ts', text: "import { readFile } from 'node:fs/promises';", allowed: false },
    { path: 'src/workflow/a.ts', text: "import { S3Client } from '@aws-sdk/client-s3';", allowed: false },
    { path: 'src/workflow/a.ts', text: "import type { S3Client } from '@aws-sdk/client-s3';", allowed: false },
    { path: 'src/workflow/a.ts', text: "import { zip } from './packaging/zip.ts';", allowed: false },
    { path: 'src/workflow/a.ts', text: "import { store } from './aws/store.ts';", allowed: false },
    { path: 'src/workflow/a.ts', text: "import type { Card } from '../bots/card.ts';", allowed: false },
    { path: 'src/workflow/a.ts', text: "import { parse } from 'jsonc-parser';", allowed: false },
    { path: 'src/workflow/a.ts', text: "export { store } from './local/store.ts';", allowed: false },
    { path: 'src/workflow/a.ts', text: "export * from './local/store.ts';", allowed: false },
    { path: 'src/workflow/a.ts', text: "import './local/store.ts';", allowed: false },
    { path: 'src/workflow/a.ts', text: "const s = await import('./local/store.ts');", allowed: false },
    { path: 'src/workflow/a.ts', text: 'const s = await import(name);', allowed: false },
    { path: 'src/workflow/a.ts', text: 'import {\n  one,\n  type Two,\n} from "./local/store.ts";', allowed: false },
    { path: 'src/workflow/a.ts', text: "type S = import('./local/store.ts').S;", allowed: false },
    { path: 'src/workflow/a.ts', text: "export const from = 'node:fs';", allowed: true },
    { path: 'src/workflow/packaging/a.ts', text: "import { ZipArchive } from 'archiver';", allowed: true },
    { path: 'src/workflow/packaging/a.ts', text: "import { lake } from '../aws/lake.ts';", allowed: false },
    { path: 'src/workflow/aws/a.ts', text: "import type { Mailer } from '../ports.ts';", allowed: true },
    { path: 'src/workflow/aws/a.ts', text: "import { folder } from '../local/folder.ts';", allowed: false },
    { path: 'src/workflow/aws/a.ts', text: "import { zip } from '../packaging/zip.ts';", allowed: false },
    { path: 'src/workflow/local/a.ts', text: "import { dynamoStore } from '../aws/store.ts';", allowed: false },
    { path: 'src/workflow/local/a.ts', text: "import { zip } from '../packaging/zip.ts';", allowed: false },
    { path: 'src/workflow/local/a.ts', text: "import { App } from '@slack/bolt';", allowed: false },
    { path: 'src/bots/a.ts', text: "import { review } from '../workflow/service.ts';", allowed: true },
    { path: 'src/bots/a.ts', text: "import { blocks } from './slack/blocks.ts';", allowed: false },
    { path: 'src/bots/a.ts', text: "import type { Block } from '@slack/types';", allowed: false },
    { path: 'src/bots/slack/a.ts', text: "import { App } from '@slack/bolt';", allowed: true },
    { path: 'src/bots/slack/a.ts', text: "import { card } from '../teams/adaptive-card.ts';", allowed: false },
    { path: 'src/bots/slack/a.ts', text: "import { store } from '../../workflow/local/store.ts';", allowed: false },
    { path: 'src/bots/slack/a.ts', text: "import { config } from '../../handlers/config.ts';", allowed: false },
    { path: 'src/bots/teams/a.ts', text: "import { blocks } from '../slack/blocks.ts';", allowed: false },
    { path: 'src/handlers/a.ts', text: "import { store } from '../workflow/local/store.ts';", allowed: true },
    { path: 'src/handlers/a.ts', text: "import { personas } from '../sandbox/personas.ts';", allowed: false },
    { path: 'src/sandbox/a.ts', text: "import { compose } from '../handlers/compose.ts';", allowed: true },
    { path: 'infra/a.ts', text: "import { definition } from '../src/workflow/definition.ts';", allowed: true },
    { path: 'infra/a.ts', text: "import { dynamoClient } from '../src/workflow/aws/dynamo-client.ts';", allowed: true },
    { path: 'infra/a.ts', text: "import { dynamoStore } from '../src/workflow/aws/store.ts';", allowed: false },
    { path: 'src/other/a.ts', text: '', allowed: false },
  ])('$path with $text: $allowed', ({ path, text, allowed }) => {
    expect(violations([{ path, text }])).toHaveLength(allowed ? 0 : 1);
  });
});
