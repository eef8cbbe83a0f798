/** The database's schema as migrations: entry n brings a database from `user_version` n to n + 1. Append only. */
export const migrations: readonly string[] = [
  `
  -- A long value lies in overflow pages; the document comes last, so that reading what precedes it never touches them.
  CREATE TABLE requests (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    project TEXT NOT NULL,
    received TEXT NOT NULL,
    due TEXT,
    summary TEXT NOT NULL,
    document TEXT NOT NULL
  );
  CREATE INDEX requests_open ON requests (due) WHERE due IS NOT NULL;
  CREATE INDEX requests_open_in_project ON requests (project, due) WHERE due IS NOT NULL;
  CREATE INDEX requests_in_project ON requests (project, received);
  CREATE TABLE requesters (
    person TEXT NOT NULL,
    received TEXT NOT NULL,
    request TEXT NOT NULL REFERENCES requests (id),
    PRIMARY KEY (person, received)
  ) WITHOUT ROWID;
  -- One row for a request with changes that nobody acknowledged, whatever their number.
  CREATE TABLE changes (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    request TEXT NOT NULL UNIQUE REFERENCES requests (id),
    mark INTEGER NOT NULL
  );
  CREATE TABLE records (
    collection TEXT NOT NULL,
    partition TEXT NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (collection, partition, key)
  ) WITHOUT ROWID;
  CREATE TABLE task_tokens (request TEXT PRIMARY KEY, stage INTEGER NOT NULL, token TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE egress_stores (id TEXT PRIMARY KEY, status TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE mails (place INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL);
  CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE executions (
    id TEXT PRIMARY KEY,
    phase TEXT NOT NULL CHECK (phase IN ('active', 'waiting', 'succeeded', 'failed')),
    -- Counts each attempt at each state: what belongs to an earlier attempt is recognised by it.
    step INTEGER NOT NULL,
    state TEXT NOT NULL,
    input TEXT NOT NULL,
    retries TEXT NOT NULL,
    not_before TEXT NOT NULL,
    deadline TEXT,
    token_hash TEXT UNIQUE,
    started_at TEXT NOT NULL,
    since TEXT NOT NULL,
    error TEXT,
    cause TEXT
  );
  CREATE INDEX executions_active ON executions (not_before) WHERE phase = 'active';
  CREATE INDEX executions_by_deadline ON executions (deadline) WHERE deadline IS NOT NULL;
  `,
  `
  -- A task that is tried again may leave several tokens, of which only the engine knows the living one.
  CREATE TABLE kept_task_tokens (
    request TEXT NOT NULL,
    stage INTEGER NOT NULL,
    token TEXT NOT NULL,
    PRIMARY KEY (request, token)
  ) WITHOUT ROWID;
  INSERT INTO kept_task_tokens (request, stage, token) SELECT request, stage, token FROM task_tokens;
  DROP TABLE task_tokens;
  ALTER TABLE kept_task_tokens RENAME TO task_tokens;
  `,
  `
  ALTER TABLE requests ADD COLUMN acts TEXT;
  CREATE INDEX requests_by_act ON requests (acts) WHERE acts IS NOT NULL;
  `,
  `
  CREATE TABLE errands (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    attempts INTEGER NOT NULL DEFAULT 0,
    document TEXT NOT NULL
  );
  `,
];
