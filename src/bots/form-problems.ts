/** Which field of a form a refusal is about: it is said there, where it can be mended. */
import type { Refusal } from '../workflow/refusal.ts';
import type { FormAnswer } from './card.ts';

const fields: Partial<Record<Refusal['kind'], string>> = {
  'unknown-channel': 'channel',
  'external-channel': 'channel',
  'archived-channel': 'channel',
  'unreachable-channel': 'channel',
  'unknown-person': 'person',
  'untrusted-grantee': 'person',
  'two-people': 'person',
  'unknown-role': 'role',
  'date-not-ahead': 'until',
};

/** The name of the field, of forms that have it. */
export const fieldAbout = (answer: FormAnswer, { kind }: Refusal): { readonly field?: string } => {
  const field = answer.do === 'map' || answer.do === 'grant' ? fields[kind] : undefined;
  return field === undefined ? {} : { field };
};
