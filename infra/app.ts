/** `npm run synth [-- SETTINGS]`: writes the stack's template and bundles to `cdk.out`; neither a network nor an AWS account is needed. */
import { fileURLToPath } from 'node:url';
import { BadInputError } from '../src/workflow/errors.ts';
import { makeApp } from './make-app.ts';
import { readSettings } from './settings.ts';

const [file = fileURLToPath(new URL('./settings.example.jsonc', import.meta.url))] = process.argv.slice(2);

try {
  const { app } = makeApp(readSettings(file), 'cdk.out');
  app.synth();
  console.log('The template and the bundles are in cdk.out.');
} catch (error) {
  if (!(error instanceof BadInputError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
