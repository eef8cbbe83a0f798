/** Egress requests in SQLite: one row each, its document as JSON, its summary and what lists are ordered by beside it. */
import type { SQLInputValue } from 'node:sqlite';
import type { RequestPage, RequestQuery, RequestStore } from '../ports.ts';
import type { EgressRequest } from '../request.ts';
import { isOpen } from '../request.ts';
import { requesters } from '../requesters.ts';
import type { RequestSummary } from '../summary.ts';
import { summarise } from '../summary.ts';
import { changeNoter } from './changes.ts';
import type { Database } from './database.ts';

/** Sorts after every instant, so that what has no deadline comes last. */
const noDeadline = '~';

const received = (request: EgressRequest): string => `${request.receivedAt}#${request.id}`;

/** The columns that change with each version. */
const changing = (request: EgressRequest) => {
  const summary = summarise(request);
  return {
    version: request.version,
    acts: summary.nextActAt === undefined ? '' : `${summary.nextActAt}#${request.id}`,
    due: isOpen(request.status.kind) ? `${summary.deadline ?? noDeadline}#${request.id}` : '',
    summary: JSON.stringify(summary),
    document: JSON.stringify(request),
  };
};

type Selection = {
  readonly sort: string;
  readonly from: string;
  readonly values: readonly SQLInputValue[];
  readonly order: 'ascending' | 'descending';
};

const selection = (by: RequestQuery['by']): Selection => {
  switch (by.kind) {
    case 'open':
      return by.project === undefined
        ? { sort: 'due', from: 'requests WHERE due IS NOT NULL', values: [], order: 'ascending' }
        : { sort: 'due', from: 'requests WHERE due IS NOT NULL AND project = ?', values: [by.project], order: 'ascending' };
    case 'project':
      return { sort: 'received', from: 'requests WHERE project = ?', values: [by.project], order: 'descending' };
    case 'requester':
      return {
        sort: 'requesters.received',
        from: 'requesters JOIN requests ON requests.id = requesters.request WHERE requesters.person = ?',
        values: [by.person],
        order: 'descending',
      };
    case 'due':
      return { sort: 'acts', from: 'requests WHERE acts < ?', values: [by.before], order: 'ascending' };
    case 'all':
      return { sort: 'id', from: 'requests WHERE true', values: [], order: 'ascending' };
    case 'id-prefix':
      if (by.prefix.length < 4) throw new RangeError(`an id prefix has at least four characters: ${by.prefix}`);
      // Every character of an id sorts before the tilde.
      return { sort: 'id', from: 'requests WHERE id >= ? AND id < ?', values: [by.prefix, `${by.prefix}~`], order: 'ascending' };
    default:
      return by satisfies never;
  }
};

/** The statement that reads one row more than is shown, which tells whether there is a next page. */
const listing = ({ by, limit, after }: RequestQuery): { readonly statement: string; readonly values: readonly SQLInputValue[] } => {
  const { sort, from, values, order } = selection(by);
  const [comes, direction] = order === 'ascending' ? ['>', 'ASC'] : ['<', 'DESC'];
  const cursor = after === undefined ? '' : ` AND ${sort} ${comes} ?`;
  return {
    statement: `SELECT ${sort} AS sort, summary FROM ${from}${cursor} ORDER BY ${sort} ${direction} LIMIT ?`,
    values: [...values, ...(after === undefined ? [] : [after]), limit + 1],
  };
};

const pageOf = (rows: readonly Readonly<Record<string, unknown>>[], limit: number): RequestPage => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    requests: shown.map(({ summary }) => {
      const parsed: RequestSummary = JSON.parse(String(summary));
      return parsed;
    }),
    ...(rows.length > limit && last ? { next: String(last['sort']) } : {}),
  };
};

/** The store over the database; each write leaves its change for the feed in the same transaction, and rings after the commit. */
export const sqliteRequestStore = (db: Database): RequestStore => {
  const { sql } = db;
  const insert = sql.prepare(
    `INSERT INTO requests (id, version, project, received, due, acts, summary, document)
     VALUES (:id, :version, :project, :received, NULLIF(:due, ''), NULLIF(:acts, ''), :summary, :document) ON CONFLICT DO NOTHING`,
  );
  const insertRequester = sql.prepare('INSERT INTO requesters (person, received, request) VALUES (?, ?, ?)');
  const replace = sql.prepare(
    `UPDATE requests SET version = :version, due = NULLIF(:due, ''), acts = NULLIF(:acts, ''), summary = :summary, document = :document
     WHERE id = :id AND version = :version - 1`,
  );
  const note = changeNoter(sql);
  const select = sql.prepare('SELECT document FROM requests WHERE id = ?');
  return {
    create: async (request) => {
      const created = db.transaction(() => {
        const row = { id: request.id, project: request.submission.projectId, received: received(request), ...changing(request) };
        if (insert.run(row).changes === 0) return false;
        for (const person of requesters(request)) insertRequester.run(person, received(request), request.id);
        note(request.id);
        return true;
      });
      if (created) db.ring();
      return created ? 'created' : 'exists';
    },
    read: async (id) => {
      const document = select.get(id)?.['document'];
      if (document === undefined) return undefined;
      const request: EgressRequest = JSON.parse(String(document));
      return request;
    },
    update: async (request) => {
      const written = db.transaction(() => {
        if (replace.run({ id: request.id, ...changing(request) }).changes === 0) return false;
        note(request.id);
        return true;
      });
      if (written) db.ring();
      return written ? 'written' : 'stale';
    },
    list: async (query) => {
      const { limit } = query;
      if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw new RangeError(`a page has 1 to 100 requests: ${limit}`);
      const { statement, values } = listing(query);
      return pageOf(sql.prepare(statement).all(...values), limit);
    },
  };
};
