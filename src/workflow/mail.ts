/** What every mailer checks before anything leaves it (I13). */
import { BadInputError } from './errors.ts';
import type { Mail } from './ports.ts';

/** One address and nothing else: no display name, no list, nothing that could end a header line. */
const address = /^[^\s@<>()[\],;:\\"\p{C}]+@[^\s@<>()[\],;:\\"\p{C}]+$/u;
const lineBreaking = /[\p{Cc}\u2028\u2029]/u;

/** SES: a message has at most 50 recipients. */
const maxRecipients = 50;

const refuse = (field: string, expected: string): never => {
  throw new BadInputError('mail', { field, expected });
};

/** Throws `BadInputError` unless this is one e-mail address and nothing that could add a header or a recipient. */
export const checkAddress = (field: string, value: string): void => {
  if (!address.test(value)) refuse(field, 'must be one e-mail address');
};

/** The mail with nobody in it twice. Throws `BadInputError` for a subject or an address that could add a header or a recipient. */
export const checkedMail = (mail: Mail): Mail => {
  const to = [...new Set(mail.to)];
  const cc = [...new Set(mail.cc)].filter((person) => !to.includes(person));
  for (const [field, people] of Object.entries({ to, cc }))
    for (const [index, person] of people.entries()) checkAddress(`${field}[${index}]`, person);
  if (lineBreaking.test(mail.subject)) refuse('subject', 'must have no control character');
  const recipients = to.length + cc.length;
  if (recipients < 1 || recipients > maxRecipients) refuse('to', `must be, with cc, 1 to ${maxRecipients} addresses`);
  return { ...mail, to, cc };
};
