/** Executions in SQLite: where each stands in the workflow, written before and after every step. */
import type { Instant } from '../request.ts';
import type { Database } from './database.ts';
import type { Failure, Retries } from './flow.ts';

/** `active`: its task is to be run or is running. `waiting`: its task was called and its token is out. */
export type Phase = 'active' | 'waiting' | 'succeeded' | 'failed';

export type Execution = {
  /** Its name: the request's id, with the number of the run behind it from the second on. */
  readonly id: string;
  readonly phase: Phase;
  /** Counts each attempt at each state, so that what comes late from an earlier one is recognised. */
  readonly step: number;
  readonly state: string;
  readonly input: unknown;
  readonly retries: Retries;
  /** When its task may be run. */
  readonly notBefore: Instant;
  /** When the wait for its token ends. */
  readonly deadline?: Instant;
  /** SHA-256 of the token that resumes it, as hexadecimal digits. */
  readonly tokenHash?: string;
  readonly startedAt: Instant;
  /** Since when it stands in this state. */
  readonly since: Instant;
  readonly failure?: Failure;
};

type Row = Readonly<Record<string, unknown>>;

const textAt = (row: Row, column: string): string | undefined => {
  const value = row[column];
  return typeof value === 'string' ? value : undefined;
};
const instantAt = (row: Row, column: string): Instant => (textAt(row, column) ?? '') as Instant;

const fromRow = (row: Row): Execution => {
  const [deadline, tokenHash, error] = [textAt(row, 'deadline'), textAt(row, 'token_hash'), textAt(row, 'error')];
  const input: unknown = JSON.parse(String(row['input']));
  const retries: Retries = JSON.parse(String(row['retries']));
  return {
    id: String(row['id']),
    phase: String(row['phase']) as Phase,
    step: Number(row['step']),
    state: String(row['state']),
    input,
    retries,
    notBefore: instantAt(row, 'not_before'),
    ...(deadline === undefined ? {} : { deadline: deadline as Instant }),
    ...(tokenHash === undefined ? {} : { tokenHash }),
    startedAt: instantAt(row, 'started_at'),
    since: instantAt(row, 'since'),
    ...(error === undefined ? {} : { failure: { error, cause: textAt(row, 'cause') ?? '' } }),
  };
};

const toRow = ({ id, phase, step, state, input, retries, notBefore, deadline, tokenHash, startedAt, since, failure }: Execution) => ({
  id,
  phase,
  step,
  state,
  input: JSON.stringify(input),
  retries: JSON.stringify(retries),
  notBefore,
  deadline: deadline ?? '',
  tokenHash: tokenHash ?? '',
  startedAt,
  since,
  error: failure?.error ?? '',
  cause: failure?.cause ?? '',
});

export type Executions = {
  readonly add: (execution: Execution) => 'added' | 'exists';
  readonly save: (execution: Execution) => void;
  readonly read: (id: string) => Execution | undefined;
  readonly byToken: (tokenHash: string) => Execution | undefined;
  /** Active ones whose time has come, the longest due first. */
  readonly due: (now: Instant, limit: number) => readonly Execution[];
  /** Those whose wait for a token has ended. */
  readonly overdue: (now: Instant) => readonly Execution[];
  /** When the next active one is due or the next wait ends, if that is after now. */
  readonly nextAfter: (now: Instant) => Instant | undefined;
  readonly all: () => readonly Execution[];
};

const columns = 'id, phase, step, state, input, retries, not_before, deadline, token_hash, started_at, since, error, cause';

/** The executions of this database. */
export const sqliteExecutions = ({ sql }: Database): Executions => {
  const insert = sql.prepare(
    `INSERT INTO executions (${columns})
     VALUES (:id, :phase, :step, :state, :input, :retries, :notBefore, NULLIF(:deadline, ''), NULLIF(:tokenHash, ''), :startedAt, :since,
             NULLIF(:error, ''), NULLIF(:cause, '')) ON CONFLICT (id) DO NOTHING`,
  );
  const update = sql.prepare(
    `UPDATE executions SET phase = :phase, step = :step, state = :state, input = :input, retries = :retries, not_before = :notBefore,
            deadline = NULLIF(:deadline, ''), token_hash = NULLIF(:tokenHash, ''), started_at = :startedAt, since = :since,
            error = NULLIF(:error, ''), cause = NULLIF(:cause, '')
     WHERE id = :id`,
  );
  const select = (condition: string) => sql.prepare(`SELECT ${columns} FROM executions ${condition}`);
  const one = select('WHERE id = ?');
  const withToken = select('WHERE token_hash = ?');
  const due = select(`WHERE phase = 'active' AND not_before <= ? ORDER BY not_before LIMIT ?`);
  const overdue = select('WHERE deadline IS NOT NULL AND deadline <= ? ORDER BY deadline');
  const all = select('ORDER BY started_at, id');
  const next = sql.prepare(
    `SELECT min(at) AS at FROM (SELECT min(not_before) AS at FROM executions WHERE phase = 'active' AND not_before > :now
     UNION ALL SELECT min(deadline) FROM executions WHERE deadline IS NOT NULL AND deadline > :now)`,
  );
  const found = (row: Row | undefined): Execution | undefined => row && fromRow(row);
  return {
    add: (execution) => (insert.run(toRow(execution)).changes === 0 ? 'exists' : 'added'),
    save: (execution) => {
      update.run(toRow(execution));
    },
    read: (id) => found(one.get(id)),
    byToken: (tokenHash) => found(withToken.get(tokenHash)),
    due: (now, limit) => due.all(now, limit).map(fromRow),
    overdue: (now) => overdue.all(now).map(fromRow),
    nextAfter: (now) => {
      const at = next.get({ now })?.['at'];
      return typeof at === 'string' ? (at as Instant) : undefined;
    },
    all: () => all.all().map(fromRow),
  };
};
