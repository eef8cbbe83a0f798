/** A grant in one line. */
import type { Grant } from '../workflow/ports.ts';
import { projectText } from './admin-parts.ts';
import type { Line } from './card.ts';
import { line, text } from './card.ts';
import type { Context } from './context.ts';

const untilText = (until: string | undefined): string => (until === undefined ? '' : `, until ${until.slice(0, 10)}`);

/** Who holds what, until when, and whether a second admin has still to confirm it. */
export const grantLine =
  (context: Pick<Context, 'roleLabel'>) =>
  ({ person, role, project, until, state, proposal, delegatedBy }: Grant): Line =>
    line(
      `${person}: `,
      text(context.roleLabel(role), 'bold'),
      `, ${projectText(project)}${untilText(state === 'proposed' ? proposal?.until : until)}`,
      ...(delegatedBy === undefined ? [] : [`, passed on by ${delegatedBy}`]),
      ...(state === 'proposed' ? ['; it confers nothing until another admin confirms it'] : []),
    );
