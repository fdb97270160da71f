/** Marks a file as ours: `SIGB`, in the header where SQLite keeps a place for it. */
export const applicationId = 0x53494742

/**
 * The first schema. What is told in TypeScript is kept as JSON in `body`; columns stand only for
 * what is looked up. `log` remembers the newest number even when the newest session is removed.
 */
export const firstSchema = `
PRAGMA application_id = ${applicationId};

CREATE TABLE log (one INTEGER PRIMARY KEY CHECK (one = 1), last_seq INTEGER NOT NULL);
INSERT INTO log (one, last_seq) VALUES (1, 0);

CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  session TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (session, version)
);
CREATE INDEX events_of_session ON events (session, seq);

CREATE TABLE sessions (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  root TEXT NOT NULL,
  parent TEXT,
  closed INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX sessions_open ON sessions (id) WHERE parent IS NULL AND closed = 0;
CREATE INDEX sessions_of_root ON sessions (root);
CREATE INDEX sessions_of_parent ON sessions (parent);
CREATE INDEX sessions_by_age ON sessions (updated_at DESC, id);

CREATE TABLE orders (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  runner TEXT NOT NULL,
  session TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX orders_of_runner ON orders (runner, n);
CREATE INDEX orders_of_session ON orders (session);

CREATE TABLE held (
  n INTEGER PRIMARY KEY,
  runner TEXT NOT NULL,
  seq INTEGER NOT NULL,
  session TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX held_of_runner ON held (runner, seq);
CREATE INDEX held_of_session ON held (session);

CREATE TABLE logs (n INTEGER PRIMARY KEY, session TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX logs_of_session ON logs (session, n);

CREATE TABLE notices (seq INTEGER PRIMARY KEY, session TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX notices_of_session ON notices (session);

CREATE TABLE usage (
  session TEXT NOT NULL,
  turn TEXT NOT NULL,
  at INTEGER NOT NULL,
  cost_usd REAL,
  input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  PRIMARY KEY (session, turn)
) WITHOUT ROWID;
CREATE INDEX usage_by_time ON usage (at, cost_usd, input_tokens, output_tokens);

CREATE TABLE offsets (runner TEXT PRIMARY KEY, journal TEXT NOT NULL, seq INTEGER NOT NULL);
CREATE TABLE projects (path TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE session_env (session TEXT PRIMARY KEY, body TEXT NOT NULL);
`

/**
 * Projects have an id of their own, keep their settings, and stand in groups. The id goes into the
 * body afterwards: an expression that gives another value each time must not be asked twice.
 */
export const projectsWithIds = `
CREATE TABLE project_groups (id TEXT PRIMARY KEY, body TEXT NOT NULL);
ALTER TABLE projects RENAME TO old_projects;
CREATE TABLE projects (id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
INSERT INTO projects (id, path, body)
  SELECT lower(hex(randomblob(6))), path, json_object(
    'id', '', 'path', path, 'name', body ->> '$.name', 'remote', NULL, 'rootCommit', NULL,
    'group', NULL, 'agent', NULL, 'model', NULL, 'permission', NULL,
    'onCrash', body ->> '$.onCrash', 'env', json_array(), 'addedAt', body -> '$.addedAt',
    'formerly', json_array())
  FROM old_projects;
UPDATE projects SET body = json_set(body, '$.id', id);
DROP TABLE old_projects;
`

/**
 * One index of a session's events, not two: each is written with every event. That versions follow each other
 * is looked at with each append.
 */
export const eventsByOneIndex = `
ALTER TABLE events RENAME TO old_events;
DROP INDEX events_of_session;
DROP INDEX prompts_of_session;
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  session TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  body TEXT NOT NULL
);
INSERT INTO events (seq, session, version, at, type, body)
  SELECT seq, session, version, at, type, body FROM old_events ORDER BY seq;
DROP TABLE old_events;
CREATE INDEX events_of_session ON events (session, seq);
CREATE INDEX prompts_of_session ON events (session, seq)
  WHERE type IN ('prompt.queued', 'prompt.edited', 'prompt.sent', 'prompt.steered');
`

/**
 * The prompts by a range of types: for a list of them SQLite makes a table of its own with every event that is
 * written.
 */
export const promptsByRange = `
DROP INDEX prompts_of_session;
CREATE INDEX prompts_of_session ON events (session, seq) WHERE type >= 'prompt.' AND type < 'prompt/';
`
