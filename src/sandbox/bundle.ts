/** The page's script and style, bundled from `page/` when the server starts, in memory. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export type Bundle = { readonly script: Uint8Array; readonly style: Uint8Array };

/** Bundles the page; throws what esbuild says about a source that does not compile. */
export const bundlePage = async (): Promise<Bundle> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./page/main.tsx', import.meta.url))],
    bundle: true,
    write: false,
    outdir: '/',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    minify: true,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  const part = (ending: string): Uint8Array => {
    const file = outputFiles.find(({ path }) => path.endsWith(ending));
    if (!file) throw new Error(`the page's bundle has no ${ending} file`);
    return file.contents;
  };
  return { script: part('.js'), style: part('.css') };
};

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%230f766e'/%3E%3Cpath d='M7 26V14a9 9 0 0 1 18 0v12M12 26V15.500a4 4 0 0 1 4-4V26m4 0V15.500a4 4 0 0 0-4-4' fill='none' stroke='%23fff' stroke-width='2.200' stroke-linecap='round'/%3E%3C/svg%3E";

/** The one page. */
export const pageHtml = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sallyport sandbox</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body>
<div id="root"></div>
<noscript>The sandbox needs JavaScript.</noscript>
</body>
</html>
`;
