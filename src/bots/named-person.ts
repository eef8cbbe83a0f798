/** The account behind a person whom a dialog names: what the dialog says of them is a claim, and never believed. */
import type { Outcome } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import type { ChatIdentity, PersonId } from '../workflow/request.ts';
import type { NamedPerson } from './card.ts';
import type { Word } from './chat.ts';
import type { Asked, Context } from './context.ts';
import { granteeOf } from './grant-deeds.ts';

/** The account that a word means: of somebody who is mentioned, or by their address. */
export const accountMeant = async (context: Context, asked: Asked, word: Word): Promise<Outcome<ChatIdentity>> => {
  if (word.kind === 'user') return done(word.identity);
  const typed = word.kind === 'text' ? word.text : word.id;
  if (!/^[^\s@]+@[^\s@]+$/u.test(typed)) return refused({ kind: 'unknown-person', who: typed });
  return accountNamed(context, asked, { email: typed.toLowerCase() });
};

/** Who was named, as the speaker's own platform finds them in the speaker's own workspace or tenant. */
export const accountNamed = async (context: Context, { speaker }: Asked, who: NamedPerson): Promise<Outcome<ChatIdentity>> => {
  const { platform, tenant } = speaker.identity;
  const workplace = context.workplaces[platform];
  const isPicked = 'user' in who;
  const found = await workplace?.find(tenant, isPicked ? { user: who.user } : { email: who.email as PersonId });
  if (!found) return refused({ kind: 'unknown-person', ...(isPicked ? { who: who.user, by: 'pick' } : { who: who.email, by: 'address' }) });
  if (who.email === undefined) return done(found);
  // An address may be an alias, and an alias was somebody else's before.
  const person = await granteeOf(context, found);
  if (!person.ok) return person;
  return person.value === who.email ? done(found) : refused({ kind: 'two-people', picked: person.value, typed: who.email });
};
