/** The formats in which the record is exported, from an archive or from chat. */
import type { ExportWriter } from '../../bots/run-export.ts';
import type { ExportFormat } from '../../workflow/exports.ts';
import { csvOf, rowOf } from './rows.ts';

export const writers = {
  csv: {
    contentType: 'text/csv; charset=utf-8',
    head: csvOf([], { header: true }),
    lines: (request, events) =>
      csvOf(
        events.map((event) => rowOf(request, event)),
        { header: false },
      ),
  },
  jsonl: {
    contentType: 'application/jsonl; charset=utf-8',
    head: '',
    lines: (request, events) => events.map((event) => `${JSON.stringify({ request: request.id, ...event })}\n`).join(''),
  },
} as const satisfies Record<ExportFormat, ExportWriter>;
