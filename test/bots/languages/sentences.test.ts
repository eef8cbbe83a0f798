/** What people read stands in the catalogues and nowhere else: a sentence that is written elsewhere is read in English by everybody. */
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { sourceFiles } from '../../source-files.ts';

const Node = z.looseObject({ type: z.string(), start: z.number() });
type Node = z.infer<typeof Node>;

const isNode = (value: unknown): value is Node => Node.safeParse(value).success;

/** What reads a text for the program's own use: names of things in logs and errors, and what is compared or looked up. */
const internal = ['readInput', 'log', 'failed', 'called', 'calledUnless', 'reached'];

const nameOf = (node: unknown): string => (isNode(node) && typeof node['name'] === 'string' ? node['name'] : '');

/** Whether nobody but operators and programs reads what stands in here. */
const isInternal = (node: Node): boolean => {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
      return node['source'] !== null && node['source'] !== undefined;
    case 'TSTypeAliasDeclaration':
    case 'TSTypeAnnotation':
    case 'TSTypeParameterInstantiation':
    case 'ThrowStatement':
      return true;
    case 'NewExpression':
      return /Error$/.test(nameOf(node['callee']));
    case 'Property':
      // The kinds of things that platforms know.
      return nameOf(node['key']) === 'type';
    case 'CallExpression':
      return internal.includes(nameOf(node['callee']));
    default:
      return false;
  }
};

/** Two words, or one that begins as a sentence or a label does. */
const isSentence = (text: string): boolean => /\p{L}[,.;:]? \p{L}/u.test(text) || /^\P{L}*\p{Lu}\p{Ll}+\P{L}*$/u.test(text);

const textsIn = (node: Node): readonly string[] => {
  if (node.type === 'Literal' && typeof node['value'] === 'string') return [node['value']];
  if (node.type !== 'TemplateElement') return [];
  const { value } = z.object({ value: z.object({ cooked: z.string().nullish() }) }).parse(node);
  return [value.cooked ?? ''];
};

type Found = { readonly text: string; readonly at: string };

const sentencesIn = (node: Node): readonly { readonly text: string; readonly start: number }[] => {
  if (isInternal(node)) return [];
  const here = textsIn(node)
    .filter(isSentence)
    .map((text) => ({ text, start: node.start }));
  const below = Object.entries(node).flatMap(([key, child]) => (key === 'type' ? [] : [child].flat()));
  return [...here, ...below.filter(isNode).flatMap(sentencesIn)];
};

const sentencesOf = ({ path, text }: { readonly path: string; readonly text: string }): readonly Found[] => {
  const { program, errors } = parseSync(path, text);
  expect(errors, path).toEqual([]);
  const root: unknown = program;
  if (!isNode(root)) throw new TypeError(`${path} was not parsed`);
  return sentencesIn(root).map(({ text: said, start }) => ({ text: said, at: `${path}:${text.slice(0, start).split('\n').length}` }));
};

/** What is no sentence, or is read by operators alone. */
const allowed = [
  'Sallyport',
  '@Sallyport ',
  // Of HTTP, Adaptive Cards and Microsoft Graph.
  'text/plain; charset=utf-8',
  'application/json; charset=utf-8',
  'Bearer ',
  'Retry',
  'Full',
  'Member',
  'Container',
  // How Teams names a team's first channel to programs; people choose it by this name.
  'General',
  // An issue of a parser, and the error of a failure, which stands on record beside its correlation id.
  'not JSON',
  'The workflow ended before the request did.',
];

test('no sentence stands in src/bots outside its catalogues', async () => {
  const files = (await sourceFiles(['src/bots'])).filter(({ path }) => !path.startsWith('src/bots/languages/'));
  expect(files.length).toBeGreaterThan(80);
  const found = files.flatMap(sentencesOf);
  expect(found.filter(({ text }) => !allowed.includes(text))).toEqual([]);
  for (const text of allowed) expect(found.map((each) => each.text)).toContain(text);
});

test.each([
  { code: "const a = 'Please try again';", found: 1 },
  { code: ['const a = `Approved by $', '{b}`;'].join(''), found: 1 },
  { code: ['const a = `$', '{b}: no`;'].join(''), found: 0 },
  { code: "const a = { label: 'Approve' };", found: 1 },
  { code: "const a = { text: '✅ Approve…' };", found: 1 },
  { code: "throw new Error('Nothing was found');", found: 0 },
  { code: "import { a } from './a b.ts';", found: 0 },
  { code: "type A = 'One kind';", found: 0 },
  { code: "const a = { kind: 'in-review' };", found: 0 },
])('$code: $found', ({ code, found }) => {
  expect(sentencesOf({ path: 'a.ts', text: code })).toHaveLength(found);
});
