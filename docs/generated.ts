/** The documents that are written by the program itself; `npm run docs` writes them, a test fails when they differ. */

import { installationJsonSchema } from '../src/handlers/serve/file-form.ts';
import { policyJsonSchema } from '../src/workflow/policy.ts';
import { frontServerPermissions } from './front-server-permissions.ts';
import { requestStates } from './request-states.ts';

/** Path from the repository's root to what the file must hold. */
export const generatedDocs = (): ReadonlyMap<string, string> =>
  new Map([
    ['docs/front-server-permissions.json', frontServerPermissions()],
    ['docs/installation.schema.json', `${JSON.stringify(installationJsonSchema(), undefined, 2)}\n`],
    ['docs/policy.schema.json', `${JSON.stringify(policyJsonSchema(), undefined, 2)}\n`],
    ['docs/request-states.md', requestStates()],
  ]);
