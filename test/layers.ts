/** Who may import whom (design: "May import"): folders as layers, and for each what it may reach. */
import { posix } from 'node:path';
import type { SourceFile } from './source-files.ts';

type Layer = {
  readonly name: string;
  readonly files: RegExp;
  /** Files of ours. */
  readonly reaches: readonly RegExp[];
  /** Packages and `node:` modules. */
  readonly packages: readonly RegExp[];
};

const core = /^src\/workflow\/[^/]+\.ts$/;
const bots = /^src\/bots\/(languages\/.+|[^/]+)\.ts$/;
const node = /^node:/;
const zod = /^zod$/;
const own = (folder: string): RegExp => new RegExp(`^${folder}/`);

export const layers: readonly Layer[] = [
  { name: 'core', files: core, reaches: [core], packages: [zod, /^node:crypto$/] },
  {
    name: 'packaging',
    files: own('src/workflow/packaging'),
    reaches: [core, own('src/workflow/packaging')],
    packages: [zod, node, /^archiver$/, /^yauzl$/],
  },
  {
    name: 'aws',
    files: own('src/workflow/aws'),
    reaches: [core, own('src/workflow/aws')],
    packages: [zod, node, /^@aws-sdk\//, /^@smithy\//],
  },
  { name: 'smtp', files: own('src/workflow/smtp'), reaches: [core], packages: [node, /^nodemailer$/] },
  { name: 'local', files: own('src/workflow/local'), reaches: [core, own('src/workflow/local')], packages: [zod, node] },
  { name: 'bots', files: bots, reaches: [core, bots], packages: [zod, /^node:(crypto|zlib)$/] },
  {
    name: 'slack',
    files: own('src/bots/slack'),
    reaches: [core, bots, own('src/bots/slack')],
    packages: [zod, node, /^@slack\//, /^undici$/],
  },
  {
    name: 'teams',
    files: own('src/bots/teams'),
    reaches: [core, bots, own('src/bots/teams')],
    packages: [zod, node, /^botbuilder/, /^botframework-/, /^@microsoft\//],
  },
  // Handlers never reach the sandbox: its bypasses do not exist in what is deployed.
  {
    name: 'handlers',
    files: own('src/handlers'),
    reaches: [own('src/workflow'), own('src/bots'), own('src/handlers')],
    packages: [/./],
  },
  { name: 'sandbox', files: own('src/sandbox'), reaches: [own('src')], packages: [/./] },
  {
    name: 'infra',
    files: own('infra'),
    reaches: [
      own('infra'),
      /^src\/workflow\/(definition|policy|fields|issues|errors|aws\/(table|dynamo-client))\.ts$/,
      /^src\/handlers\/(jsonc|policy-file)\.ts$/,
    ],
    packages: [/./],
  },
];

const statement = /\b(?:import|export)\s+(?:type\s+)?(?:[\w$*{},\s]*?\bfrom\s*)?(['"])([^'"\n]+)\1/g;
const call = /\b(?:import|require)\s*\(\s*(?:(['"])([^'"\n]+)\1\s*[,)])?/g;

/** What a file imports or re-exports, statically or not, types too; `undefined` for an import that is computed. */
export const importsOf = (text: string): readonly (string | undefined)[] => [
  ...[...text.matchAll(statement)].map((match) => match[2]),
  ...[...text.matchAll(call)].map((match) => match[2]),
];

const resolved = (path: string, specifier: string): string => posix.join(posix.dirname(path), specifier);

/** `path imports what it must not`, for every such import. */
export const violations = (files: readonly SourceFile[]): readonly string[] =>
  files.flatMap(({ path, text }) => {
    const layer = layers.find(({ files: pattern }) => pattern.test(path));
    if (!layer) return [`${path} lies in no layer`];
    return importsOf(text).flatMap((specifier) => {
      if (specifier === undefined) return layer.name === 'sandbox' || layer.name === 'infra' ? [] : [`${path} computes an import`];
      const target = specifier.startsWith('.') ? resolved(path, specifier) : specifier;
      const allowed = specifier.startsWith('.') ? layer.reaches : layer.packages;
      return allowed.some((pattern) => pattern.test(target)) ? [] : [`${path} (${layer.name}) imports ${target}`];
    });
  });
