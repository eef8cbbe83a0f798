/** `npm run teams:package`: makes the app package for one organisation's bot. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { packApp, writeWhole } from './app-package.ts';
import { fillManifest } from './manifest.ts';
import { parseOptions, usage } from './options.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const fail = (problem: string): never => {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
};

const here = (name: string): URL => new URL(name, import.meta.url);

const next = `Next, in the Teams admin centre (https://admin.teams.microsoft.com):
  1. Teams apps, Manage apps, Actions, Upload new app: choose the file.
  2. Teams apps, Setup policies: install it for everybody who reviews, or private messages do not reach them.
  3. Add it to the team whose channels show requests, and write there: @NAME map ROLE
docs/teams.md has each step, with the settings in Azure that come first.`;

const parsed = parseOptions(process.argv.slice(2));
if (parsed.kind === 'help') say(usage);
else if (parsed.kind === 'wrong') fail(`${parsed.problem}\n\n${usage}`);
else {
  const { out, ...filling } = parsed.options;
  const file = resolve(out);
  try {
    const manifest = fillManifest(JSON.parse(await readFile(here('manifest.json'), 'utf8')), filling);
    const [color, outline] = await Promise.all([readFile(here('color.png')), readFile(here('outline.png'))]);
    await writeWhole(file, await packApp({ manifest, color, outline }));
    say(`${file}: ${manifest.name.short} ${manifest.version} for the bot ${manifest.id}\n\n${next.replace('NAME', manifest.name.short)}`);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}
