/** What is said of exports of the record: to whom one is given, and to whom none is. */
import type { AuditExport, Written } from '../workflow/exports.ts';
import type { Refusal } from '../workflow/refusal.ts';
import type { Instant } from '../workflow/request.ts';
import type { Card, Line } from './card.ts';
import { commandLine, line, text } from './card.ts';
import type { Language } from './languages/english.ts';
import { usageOf } from './usage.ts';

/** Why there is none. */
export const exportRefusalLines = (refusal: Extract<Refusal, { kind: 'not-auditor' | 'export-range' }>): readonly Line[] => {
  if (refusal.kind === 'export-range')
    return [
      line(
        (say) => say.exports.range[refusal.why],
        ' ',
        (say) => say.exports.writeItAs,
        usageOf('export'),
      ),
    ];
  const { role } = refusal;
  return [
    line((say) => say.exports.notAuditor(role)),
    role === undefined ? line((say) => say.exports.yourRoles, commandLine('whoami')) : line((say) => say.exports.askForRole(role)),
  ];
};

const again = ({ days, format }: AuditExport): string => `export ${days.from} ${days.to}${format === 'csv' ? '' : ` ${format}`}`;

/** The link itself, for exactly one reader (I10). */
export const exportCard = (
  made: AuditExport,
  given: { readonly written: Written; readonly url: string; readonly until: Instant; readonly minutes: number; readonly timeZone: string },
): Card => {
  const { days, format, projects } = made;
  const { written, url, until, minutes, timeZone } = given;
  const title = (say: Language): string => say.exports.readyTitle(days.from, days.to);
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '📤', text: title },
      {
        kind: 'text',
        tone: 'normal',
        line: line((say) => say.exports.onlyYou(minutes), { kind: 'instant', at: until }, '.'),
      },
      {
        kind: 'facts',
        facts: [
          { label: (say) => say.exports.whereDays, value: line((say) => say.exports.daysIn(days.from, days.to, timeZone)) },
          ...(projects === '*' ? [] : [{ label: (say: Language) => say.exports.projects, value: line(projects.join(', ')) }]),
          { label: (say) => say.exports.contents, value: line((say) => say.exports.counted(written.events, written.requests)) },
          { label: (say) => say.exports.size, value: line((say) => say.quantities.bytes(written.size)) },
          { label: 'SHA-256', value: line(text(written.sha256, 'code')) },
        ],
      },
      { kind: 'actions', actions: [{ kind: 'url', label: (say) => say.exports.download(format), url }] },
      { kind: 'text', tone: 'muted', line: line((say) => say.exports.onceMore, commandLine(again(made))) },
    ],
  };
};

/** Nothing can be given: why, and what helps. */
export const exportFailedCard = ({ days, key }: AuditExport, why: 'role-lost' | 'error'): Card => {
  const title = (say: Language): string => say.exports.failedTitle(days.from, days.to);
  const said = why === 'role-lost' ? line((say) => say.exports.roleLost) : line((say) => say.exports.error, text(key, 'code'));
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '⚠️', text: title },
      { kind: 'text', tone: 'normal', line: said },
    ],
  };
};

/** By e-mail, which carries no link. */
export const exportUnreachableCard = (): Card => ({
  summary: (say) => say.exports.unreachableTitle,
  blocks: [
    { kind: 'header', icon: '⚠️', text: (say) => say.exports.unreachableTitle },
    { kind: 'text', tone: 'normal', line: line((say) => say.exports.unreachable) },
  ],
});
