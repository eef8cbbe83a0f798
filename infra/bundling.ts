/** How the Lambda functions are bundled: for the stack, the rehearsal and the measurement alike. */
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export const functionNames = [
  'slack',
  'teams',
  'download-page',
  'intake',
  'stage',
  'request-review',
  'package',
  'clean-up',
  'expire',
  'fail',
  'change-feed',
  'follow-up',
  'schedule',
] as const;
export type FunctionName = (typeof functionNames)[number];

const entryOf = (name: FunctionName): string => here(`../src/handlers/lambdas/${name}.ts`);

/** Bolt loads its servers and its socket although nothing of ours starts one; in their place stands a module that only says so. */
const unused = ['express', '@slack/socket-mode', '@slack/oauth', 'raw-body', 'undici', 'tsscmp'];

/** What esbuild is told. What is imported only when it is needed stands in files of its own, which a cold start does not read. */
const bundling = {
  format: 'esm',
  splitting: true,
  outExtension: { '.js': '.mjs' },
  platform: 'node',
  target: 'node24',
  minify: true,
  sourcemap: 'linked',
  mainFields: ['module', 'main'],
  alias: Object.fromEntries(unused.map((name) => [name, here('./unused.cjs')])),
  // Some of the packages are CommonJS and look for `require`.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
} as const;

/** Writes the function's bundle into a folder, as `index.mjs` and what it loads later; throws what esbuild says about a source that does not compile. */
export const bundleFunction = (name: FunctionName, folder: string): void => {
  buildSync({
    ...bundling,
    mainFields: [...bundling.mainFields],
    entryPoints: [{ in: entryOf(name), out: 'index' }],
    bundle: true,
    outdir: folder,
    logLevel: 'silent',
  });
};
