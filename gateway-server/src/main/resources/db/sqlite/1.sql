-- Times are microseconds since 1970 in UTC, money is in nano-dollars.

-- The few texts that many rows share, so that a row names them by one number. The same combination
-- may stand here more than once.
CREATE TABLE row_labels (
  id            INTEGER PRIMARY KEY,
  journal       TEXT NOT NULL,
  key_id        TEXT NOT NULL,
  team          TEXT,
  provider      TEXT,
  model         TEXT NOT NULL,
  tier          TEXT NOT NULL,
  task          TEXT,
  kind          TEXT NOT NULL,
  state         TEXT NOT NULL,
  stream        TEXT NOT NULL,
  cache         TEXT NOT NULL,
  price_version TEXT
);

-- One row per upstream attempt, per hit and per correction. Never changed.
CREATE TABLE ledger (
  request_id          TEXT NOT NULL,
  attempt             INTEGER NOT NULL,
  time                INTEGER NOT NULL,
  label               INTEGER NOT NULL,
  status              INTEGER NOT NULL,
  upstream_request_id TEXT,
  latency_ms          INTEGER NOT NULL,
  input               INTEGER NOT NULL,
  cached_input        INTEGER NOT NULL,
  cache_write         INTEGER NOT NULL,
  output              INTEGER NOT NULL,
  reasoning           INTEGER NOT NULL,
  cost                INTEGER,
  reserved            INTEGER NOT NULL,
  baseline_low        INTEGER,
  baseline_mid        INTEGER,
  baseline_high       INTEGER,
  standard_low        INTEGER,
  standard_mid        INTEGER,
  standard_high       INTEGER,
  assumed             INTEGER NOT NULL, -- 1: the baseline is assumed, 2: the standard
  tags                TEXT,             -- a JSON object, null when empty
  count               INTEGER NOT NULL,
  corrects            TEXT,
  PRIMARY KEY (request_id, attempt)
) WITHOUT ROWID;

CREATE INDEX ledger_time ON ledger (time);
CREATE INDEX ledger_corrects ON ledger (corrects) WHERE corrects IS NOT NULL;

-- The rows with their labels, for whoever looks into the file by hand.
CREATE VIEW ledger_rows AS
  SELECT l.*, r.key_id, r.team, r.provider, r.model, r.tier, r.task, r.kind, r.state, r.stream, r.cache, r.price_version
  FROM ledger l JOIN row_labels r ON r.id = l.label;

-- What sums are kept by; empty texts where a row has none or where the grain does not tell.
CREATE TABLE sum_labels (
  id      INTEGER PRIMARY KEY,
  journal TEXT NOT NULL,
  team    TEXT NOT NULL,
  key_id  TEXT NOT NULL,
  model   TEXT NOT NULL,
  task    TEXT NOT NULL,
  tier    TEXT NOT NULL,
  lever   TEXT NOT NULL
);

-- The roll-ups: grain and period are those of `Grain`, the sums those of `Sums` as `Packed` numbers,
-- which are read several times as fast as columns.
CREATE TABLE sums (
  grain  INTEGER NOT NULL,
  period INTEGER NOT NULL,
  label  INTEGER NOT NULL,
  packed BLOB NOT NULL,
  PRIMARY KEY (grain, period, label)
) WITHOUT ROWID;

CREATE TABLE prices (
  version      TEXT PRIMARY KEY,
  number       INTEGER NOT NULL, -- in the order they came
  model        TEXT NOT NULL,
  since        TEXT NOT NULL,
  input        INTEGER NOT NULL, -- per million tokens
  output       INTEGER NOT NULL,
  cached_input INTEGER,
  cache_write  INTEGER,
  reasoning    INTEGER,
  batch        INTEGER
) WITHOUT ROWID;

-- How far each journal has been written.
CREATE TABLE positions (
  journal        TEXT PRIMARY KEY,
  segment        INTEGER NOT NULL,
  segment_offset INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE keys (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  team        TEXT,
  limits      TEXT NOT NULL, -- a JSON object
  passthrough INTEGER NOT NULL,
  hash        TEXT NOT NULL,
  shown       TEXT NOT NULL,
  created     INTEGER NOT NULL,
  revoked     INTEGER,
  revision    INTEGER NOT NULL
) WITHOUT ROWID;
