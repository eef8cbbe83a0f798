/** How the Lambda functions are bundled: for the stack, the rehearsal and the measurement alike. */
import { fileURLToPath } from 'node:url';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export const functionNames = [
  'slack',
  'teams',
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

export const entryOf = (name: FunctionName): string => here(`../src/handlers/lambdas/${name}.ts`);

/** Bolt loads its servers and its socket although nothing of ours starts one; in their place stands a module that only says so. */
const unused = ['express', '@slack/socket-mode', '@slack/oauth', 'raw-body', 'undici', 'tsscmp'];

/** What esbuild is told, whoever calls it. */
export const bundling = {
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minify: true,
  keepNames: true,
  sourcemap: 'linked',
  mainFields: ['module', 'main'],
  alias: Object.fromEntries(unused.map((name) => [name, here('./unused.cjs')])),
  // Some of the packages are CommonJS and look for `require`.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
} as const;
