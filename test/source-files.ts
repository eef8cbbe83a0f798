import { readdir, readFile } from 'node:fs/promises';

const root = new URL('../', import.meta.url);

export type SourceFile = { readonly path: string; readonly text: string };

/** Every TypeScript file below these folders; paths are relative to the repository's root, with `/`. */
export const sourceFiles = async (folders: readonly string[]): Promise<readonly SourceFile[]> => {
  const paths: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(new URL(`${folder}/`, root), { recursive: true }).catch(() => []);
    paths.push(...entries.map((entry) => `${folder}/${entry.replaceAll('\\', '/')}`));
  }
  return Promise.all(
    paths
      .filter((path) => /\.tsx?$/.test(path) && !path.includes('/node_modules/'))
      .sort()
      .map(async (path) => ({ path, text: await readFile(new URL(path, root), 'utf8') })),
  );
};

/** The text of one file at the repository's root. */
export const rootFile = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8');
