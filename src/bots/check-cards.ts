/** What the check of the roster found, in words. */
import type { Grant } from '../workflow/ports.ts';
import type { Block, Card, Line, Phrase } from './card.ts';
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

/** Lines of findings in one card: with more, a platform would cut them, and with them the command that takes back. */
export const mostLines = 8;

/** Each a block of its own, since a list cuts long lines: the command comes last. */
export const foundBlocks = (lines: readonly Line[]): readonly Block[] =>
  [line(text((say) => say.checking.findings, 'bold')), ...lines].map((each) => ({ kind: 'text', tone: 'normal', line: each }));

/** Part of what is told: the card, the findings in it, and those whose last line is in it. */
export type NewsPart = {
  readonly card: Card;
  readonly about: readonly Finding[];
  readonly ends: readonly Finding[];
  readonly from: number;
};

/** To the admins: what the daily check had not found before, in as many cards as it needs. */
export const newsCards = (context: Drawn, news: readonly Finding[]): readonly NewsPart[] => {
  const all = news.flatMap((finding) => {
    const lines = findingLines(context, finding);
    return lines.map((said, index) => ({ finding, said, index, isLast: index === lines.length - 1 }));
  });
  const title: Phrase = (say) => say.checking.news(news.length);
  return Array.from({ length: Math.ceil(all.length / mostLines) }, (_, part) => {
    const lines = all.slice(part * mostLines, (part + 1) * mostLines);
    const card: Card = {
      summary: title,
      blocks: [
        { kind: 'header', icon: '🎫', text: title },
        { kind: 'text', tone: 'normal', line: line((say) => say.checking.aboutNews) },
        ...foundBlocks(lines.map(({ said }) => said)),
        { kind: 'text', tone: 'muted', line: line((say) => say.checking.allOfIt()) },
      ],
    };
    const ends = lines.filter(({ isLast }) => isLast).map(({ finding }) => finding);
    return { card, about: [...new Set(lines.map(({ finding }) => finding))], ends, from: lines[0]?.index ?? 0 };
  });
};
