/** `npm run docs`: writes the generated documents anew. */
import { writeFile } from 'node:fs/promises';
import { generatedDocs } from './generated.ts';

for (const [path, content] of generatedDocs()) {
  await writeFile(new URL(`../${path}`, import.meta.url), content);
  console.log(`wrote ${path}`);
}
