/** A grant in one line. */
import type { Grant } from '../workflow/ports.ts';
import type { Inline, Line } from './card.ts';
import { line, text } from './card.ts';
import type { Context } from './context.ts';
import { dayIn } from './languages/instants.ts';

/** The same, within a sentence. */
export const grantInline = ({ roleLabel }: Pick<Context, 'roleLabel'>, grant: Grant): Inline => {
  const { person, role, project, until, state, proposal, delegatedBy } = grant;
  const proposed = state === 'proposed';
  const said = { person, role: roleLabel(role), project, passedOnBy: delegatedBy, proposed };
  return text((say) => {
    const change = proposed || !proposal ? undefined : { until: dayIn(say, proposal.until) };
    return say.grants.grant({ ...said, until: dayIn(say, proposed ? proposal?.until : until), change });
  });
};

/** Who is an admin without a grant: the policy file names them. */
export const fileAdminLines = ({ admins }: Pick<Context, 'admins'>): readonly Line[] =>
  admins.map((person) => line((say) => say.grants.byFile(person)));

/** Who holds what, until when, and whether a second admin has still to confirm it. */
export const grantLine =
  (context: Pick<Context, 'roleLabel'>) =>
  (grant: Grant): Line =>
    line(grantInline(context, grant));
