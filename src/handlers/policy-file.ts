/** The policy file's text. */
import type { Policy } from '../workflow/policy.ts';
import { parsePolicy } from '../workflow/policy.ts';
import { readJsonc } from './jsonc.ts';

/** Reads the policy file's text, or throws a BadInputError that lists everything that is wrong with it. */
export const readPolicy = (file: string): Policy => parsePolicy(readJsonc('policy file', file));
