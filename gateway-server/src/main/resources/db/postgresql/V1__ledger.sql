-- Times are microseconds since 1970 in UTC, money is in nano-dollars. Texts that are compared are
-- compared byte by byte.

-- The few texts that many rows share, so that a row names them by one number. The same combination
-- may stand here more than once, since no node waits for another.
CREATE TABLE row_labels (
  id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
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
  request_id          TEXT COLLATE "C" NOT NULL,
  attempt             INTEGER NOT NULL,
  time                BIGINT NOT NULL,
  label               INTEGER NOT NULL,
  status              INTEGER NOT NULL,
  upstream_request_id TEXT,
  latency_ms          BIGINT NOT NULL,
  input               BIGINT NOT NULL,
  cached_input        BIGINT NOT NULL,
  cache_write         BIGINT NOT NULL,
  output              BIGINT NOT NULL,
  reasoning           BIGINT NOT NULL,
  cost                BIGINT,
  reserved            BIGINT NOT NULL,
  baseline_low        BIGINT,
  baseline_mid        BIGINT,
  baseline_high       BIGINT,
  standard_low        BIGINT,
  standard_mid        BIGINT,
  standard_high       BIGINT,
  assumed             INTEGER NOT NULL, -- 1: the baseline is assumed, 2: the standard
  tags                TEXT,             -- a JSON object, null when empty
  count               BIGINT NOT NULL,
  corrects            TEXT COLLATE "C",
  PRIMARY KEY (request_id, attempt)
);

CREATE INDEX ledger_time ON ledger USING brin (time) WITH (pages_per_range = 32);
CREATE INDEX ledger_corrects ON ledger (corrects) WHERE corrects IS NOT NULL;

-- The rows with their labels, for whoever asks by hand.
CREATE VIEW ledger_rows AS
  SELECT l.*, r.key_id, r.team, r.provider, r.model, r.tier, r.task, r.kind, r.state, r.stream, r.cache, r.price_version
  FROM ledger l JOIN row_labels r ON r.id = l.label;

-- What sums are kept by; empty texts where a row has none or where the grain does not tell. A label
-- belongs to one journal, so that two nodes never touch the same row of the sums.
CREATE TABLE sum_labels (
  id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  journal TEXT NOT NULL,
  team    TEXT NOT NULL,
  key_id  TEXT NOT NULL,
  model   TEXT NOT NULL,
  task    TEXT NOT NULL,
  tier    TEXT NOT NULL,
  lever   TEXT NOT NULL
);

-- The roll-ups: grain and period are those of `Grain`, the sums those of `Sums`.
CREATE TABLE sums (
  grain            INTEGER NOT NULL,
  period           INTEGER NOT NULL,
  label            INTEGER NOT NULL,
  requests         BIGINT NOT NULL,
  attempts         BIGINT NOT NULL,
  hits             BIGINT NOT NULL,
  input            BIGINT NOT NULL,
  cached_input     BIGINT NOT NULL,
  cache_write      BIGINT NOT NULL,
  output           BIGINT NOT NULL,
  reasoning        BIGINT NOT NULL,
  cost             BIGINT NOT NULL,
  estimated        BIGINT NOT NULL,
  unknown          BIGINT NOT NULL,
  unpriced         BIGINT NOT NULL,
  baseline_low     BIGINT NOT NULL,
  baseline_mid     BIGINT NOT NULL,
  baseline_high    BIGINT NOT NULL,
  baseline_assumed BIGINT NOT NULL,
  standard_low     BIGINT NOT NULL,
  standard_mid     BIGINT NOT NULL,
  standard_high    BIGINT NOT NULL,
  standard_assumed BIGINT NOT NULL,
  PRIMARY KEY (grain, period, label)
) WITH (fillfactor = 70); -- room for the next version of a row on its own page

CREATE TABLE prices (
  version      TEXT PRIMARY KEY,
  number       BIGINT NOT NULL, -- in the order they came
  model        TEXT NOT NULL,
  since        TEXT NOT NULL,
  input        BIGINT NOT NULL, -- per million tokens
  output       BIGINT NOT NULL,
  cached_input BIGINT,
  cache_write  BIGINT,
  reasoning    BIGINT,
  batch        BIGINT
);

-- How far each journal has been written.
CREATE TABLE positions (
  journal        TEXT PRIMARY KEY,
  segment        BIGINT NOT NULL,
  segment_offset BIGINT NOT NULL
);

CREATE TABLE keys (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  team        TEXT,
  limits      TEXT NOT NULL, -- a JSON object
  passthrough INTEGER NOT NULL,
  hash        TEXT NOT NULL,
  shown       TEXT NOT NULL,
  created     BIGINT NOT NULL,
  revoked     BIGINT,
  revision    BIGINT NOT NULL
);
