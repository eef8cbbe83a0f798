/** A month in figures, as admins are sent it. Bars are drawn as text: every figure stands beside its bar, so that nothing is told by length alone. */
import type { Digest, Durations } from '../workflow/digest.ts';
import { isEmpty } from '../workflow/digest.ts';
import type { Card, Line } from './card.ts';
import { commandLine, line, text } from './card.ts';
import { digestPicture } from './digest-chart.ts';
import { categoryName, count, formatBytes } from './format.ts';

const longestBar = 12;

/** Nothing is drawn for nothing, and at least a little for anything else. */
const bar = (value: number, most: number): string =>
  value === 0 || most === 0 ? '' : '█'.repeat(Math.max(1, Math.round((value / most) * longestBar)));

/** "40 minutes", "5 hours", "3 days": as exactly as one would say it. */
export const lastingText = (seconds: number): string => {
  if (seconds < 5400) return count(Math.max(1, Math.round(seconds / 60)), 'minute');
  if (seconds < 48 * 3600) return count(Math.round(seconds / 3600), 'hour');
  return count(Math.round(seconds / 86_400), 'day');
};

const lasted = ({ label, count: reviews, median, slowest }: Durations, most: number): Line =>
  line(
    text(label, 'bold'),
    `: ${reviews}, half of them within ${lastingText(median)}, the slowest ${lastingText(slowest)} `,
    text(bar(median, most), 'code'),
  );

const monthText = (name: string): string =>
  new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${name}-15T12:00:00Z`));

export const digestCard = (month: string, { digest, overdue }: { readonly digest: Digest; readonly overdue: number }): Card => {
  const title = `${monthText(month)} in figures`;
  const rejected = digest.rejected.reduce((sum, each) => sum + each.count, 0);
  const mostRejected = Math.max(0, ...digest.rejected.map((each) => each.count));
  const durations = [...digest.stages, ...(digest.whole ? [digest.whole] : [])];
  const mostSeconds = Math.max(0, ...durations.map(({ median }) => median));
  const again = line('Another month: ', commandLine('digest YYYY-MM'));
  const header = { kind: 'header', icon: '📊', text: title } as const;
  if (isEmpty(digest))
    return {
      summary: `${title}: nothing happened`,
      blocks: [
        header,
        { kind: 'text', tone: 'normal', line: line('No request came, none was decided, and no link was given.') },
        { kind: 'text', tone: 'muted', line: again },
      ],
    };
  return {
    summary: `${title}: ${count(digest.received, 'request')} received, ${digest.released} released, ${rejected} rejected`,
    blocks: [
      header,
      {
        kind: 'facts',
        facts: [
          { label: 'Received', value: line(count(digest.received, 'request')) },
          {
            label: 'Released',
            value: line(`${digest.released} (${count(digest.releasedFiles, 'file')}, ${formatBytes(digest.releasedBytes)})`),
          },
          { label: 'Rejected', value: line(String(rejected)) },
          { label: 'Expired', value: line(String(digest.expired)) },
          { label: 'Withdrawn', value: line(String(digest.withdrawn)) },
          { label: 'Revoked', value: line(String(digest.revoked)) },
          { label: 'Links given', value: line(String(digest.links)) },
          { label: 'Escalated', value: line(String(digest.escalated)) },
          { label: 'Steps that failed', value: line(String(digest.failed)) },
          { label: 'Past their deadline now', value: line(String(overdue)) },
        ],
      },
      digestPicture(month, digest),
      ...(durations.length === 0
        ? []
        : [{ kind: 'list', title: 'How long it took', items: durations.map((each) => lasted(each, mostSeconds)), more: 0 } as const]),
      ...(rejected === 0
        ? []
        : [
            {
              kind: 'list',
              title: 'Why requests were rejected',
              items: digest.rejected.map((each) =>
                line(text(categoryName[each.category], 'bold'), `: ${each.count} `, text(bar(each.count, mostRejected), 'code')),
              ),
              more: 0,
            } as const,
          ]),
      { kind: 'text', tone: 'muted', line: again },
    ],
  };
};
