/** What the check of the roster found, in words. */
import type { Grant } from '../workflow/ports.ts';
import type { Card, Line, Phrase } from './card.ts';
import { commandLine, line, text } from './card.ts';
import type { Context } from './context.ts';
import { grantInline } from './grant-line.ts';
import { untrustedReason } from './messages.ts';
import type { Finding } from './roster-check.ts';

type Drawn = Pick<Context, 'roleLabel'> & { readonly unseenDays: number | undefined };

const reason = ({ unseenDays = 0 }: Drawn, { why, seen, named }: Finding): Phrase => {
  if (why === 'no-account') return (say) => say.grants.noAccount;
  if (why !== 'dormant') return untrustedReason(why);
  return (say) => (seen === undefined ? '' : named ? say.checking.notLockedOut(seen) : say.checking.rests(seen, unseenDays));
};

const takeBack = ({ person, role, project }: Grant) => commandLine(`revoke-grant ${person} ${role}${project === '*' ? '' : ` ${project}`}`);

const namedLine = (context: Drawn, finding: Finding): Line =>
  line(
    `${finding.person}, `,
    (say) => say.checking.namedInFile,
    ': ',
    reason(context, finding),
    ...(finding.why === 'dormant' ? [] : [text((say) => say.checking.takeOutOfFile)]),
  );

/** One line for each grant, and one for who is an admin by the policy file. */
export const findingLines = (context: Drawn, finding: Finding): readonly Line[] => {
  const { why, grants, named } = finding;
  const because = text(reason(context, finding));
  return [
    // Of those whom the file names, nothing rests.
    ...(named && why === 'dormant'
      ? []
      : grants.map((grant) =>
          line((say) => say.grants.finding({ grant: grantInline(context, grant), why: because, takeBack: takeBack(grant) })),
        )),
    ...(named ? [namedLine(context, finding)] : []),
  ];
};

/** To the admins: what the daily check had not found before. */
export const newsCard = (context: Drawn, news: readonly Finding[]): Card => {
  const title: Phrase = (say) => say.checking.news(news.length);
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '🎫', text: title },
      { kind: 'text', tone: 'normal', line: line((say) => say.checking.aboutNews) },
      { kind: 'list', title: (say) => say.checking.findings, items: news.flatMap((finding) => findingLines(context, finding)), more: 0 },
      { kind: 'text', tone: 'muted', line: line((say) => say.checking.allOfIt()) },
    ],
  };
};
