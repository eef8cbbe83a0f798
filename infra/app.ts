/** `npm run synth [-- SETTINGS]`: writes the stack's template and bundles to `cdk.out`; neither a network nor an AWS account is needed. */
import { fileURLToPath } from 'node:url';
import { BadInputError } from '../src/workflow/errors.ts';
import { makeApp } from './make-app.ts';
import { readSettings } from './settings.ts';

const example = fileURLToPath(new URL('./settings.example.jsonc', import.meta.url));
const [file = example, ...more] = process.argv.slice(2);

const synthesise = (): void => {
  if (file.startsWith('-') || more.length > 0) {
    console.log('npm run synth [-- SETTINGS]   SETTINGS is a file like infra/settings.example.jsonc, which is taken when there is none.');
    return;
  }
  const { app } = makeApp(readSettings(file), 'cdk.out');
  app.synth();
  console.log(`The template and the bundles are in cdk.out, with the settings of ${file}.`);
};

try {
  synthesise();
} catch (error) {
  if (!(error instanceof BadInputError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
