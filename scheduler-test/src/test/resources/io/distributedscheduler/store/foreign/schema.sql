-- The tables of SqlJobStore. Each fact stands in one place; where a job stands follows from its row and its occurrence.
--
-- Names are kept as their bytes in UTF-8, because that is the order the port promises, and texts of a database compare
-- otherwise. Columns end in _ms or _micros where they count from 1970.

CREATE DOMAIN IF NOT EXISTS utf8 AS VARBINARY(1024);

-- One row. Every step locks it first, so steps follow each other.
CREATE TABLE IF NOT EXISTS layout (
  schema_version INT NOT NULL,
  last_token BIGINT NOT NULL
);
INSERT INTO layout SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM layout);

CREATE TABLE IF NOT EXISTS job (
  jid utf8 PRIMARY KEY,
  revision BIGINT NOT NULL,
  queue utf8 NOT NULL,
  executor utf8 NOT NULL,
  keyword utf8,
  repeats BOOLEAN NOT NULL,
  at_once INT NOT NULL,                 -- what the key of its line limits it to; 0 for nothing
  starts INT NOT NULL,
  window_ms BIGINT NOT NULL,
  body CLOB NOT NULL,
  runs BIGINT DEFAULT 0 NOT NULL,
  missed BIGINT DEFAULT 0 NOT NULL,
  skipped BIGINT DEFAULT 0 NOT NULL,
  coalesced BIGINT DEFAULT 0 NOT NULL,
  failures INT DEFAULT 0 NOT NULL,
  held VARCHAR(7) CHECK (held IN ('STOPPED', 'FAILED')),
  held_since_ms BIGINT,
  held_by CLOB,
  held_reason CLOB,
  consumed BIGINT,                      -- the last fire consumed; null while fires do not reach the job
  has_next BOOLEAN DEFAULT FALSE NOT NULL,
  finishing BOOLEAN DEFAULT FALSE NOT NULL, -- its sequence is over, and occurrences are left outside it
  next_ms BIGINT,                       -- where it goes when the claim of an older definition ends; null: waits
  CHECK ((held IS NULL) = (held_since_ms IS NULL)),
  CHECK (held IS NULL OR consumed IS NULL AND NOT has_next),
  CHECK (NOT finishing OR held IS NULL AND consumed IS NULL AND NOT has_next),
  CHECK (held IS NOT NULL OR finishing OR (keyword IS NULL) = (consumed IS NULL)),
  CHECK (has_next OR next_ms IS NULL),
  CHECK (repeats OR runs + missed + skipped + coalesced = 0)
);
CREATE INDEX IF NOT EXISTS job_by_keyword ON job (keyword, consumed, jid);
CREATE INDEX IF NOT EXISTS job_by_hold ON job (held, held_since_ms, jid);

-- Queues that have or had jobs.
CREATE TABLE IF NOT EXISTS queue (
  name utf8 PRIMARY KEY
);

-- What is known of limits, of executors and keys, as LimitRecord writes it.
CREATE TABLE IF NOT EXISTS limit_record (
  name utf8 PRIMARY KEY,
  record CLOB NOT NULL,
  remembers_until_ms BIGINT
);

-- From when something may be claimed of lines in which something is pending, and of queues of executors that are limited.
CREATE TABLE IF NOT EXISTS opening (
  name utf8 PRIMARY KEY,
  queue utf8,                           -- of a line
  opens_ms BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS opening_by_queue ON opening (queue, opens_ms, name);

CREATE TABLE IF NOT EXISTS node (
  id utf8 PRIMARY KEY,
  lease_end_ms BIGINT NOT NULL,
  dead BOOLEAN DEFAULT FALSE NOT NULL,
  info CLOB NOT NULL,
  last_number BIGINT DEFAULT 0 NOT NULL -- of its claims
);

-- Pending while no node has it, else running. A running one outlives the row of a job that was removed.
CREATE TABLE IF NOT EXISTS occurrence (
  handle utf8 PRIMARY KEY,
  jid utf8 NOT NULL,
  queue utf8 NOT NULL,
  stands_ms BIGINT NOT NULL,            -- planned_ms, or when the retry is due
  planned_ms BIGINT NOT NULL,
  attempt INT NOT NULL CHECK (attempt > 0),
  run BIGINT NOT NULL,                  -- token of the run's first claim; 0 before it
  losses INT NOT NULL,
  handed_back INT NOT NULL,
  keyword utf8,                         -- of the fire that caused it
  fire BIGINT NOT NULL,
  node utf8 REFERENCES node (id),
  token BIGINT UNIQUE,
  number BIGINT,
  revision BIGINT,
  claimed_micros BIGINT,
  limited BOOLEAN DEFAULT FALSE NOT NULL, -- whether the limit of its executor counts it
  mark VARCHAR(6) CHECK (mark IN ('STOP', 'REMOVE')),
  CHECK ((node IS NULL) = (token IS NULL) AND (node IS NULL) = (number IS NULL)),
  CHECK ((node IS NULL) = (revision IS NULL) AND (node IS NULL) = (claimed_micros IS NULL)),
  CHECK (node IS NOT NULL OR mark IS NULL),
  CHECK ((keyword IS NULL) = (fire = 0)),
  CHECK (run <> 0 OR node IS NULL AND attempt = 1)
);
CREATE INDEX IF NOT EXISTS occurrence_by_due ON occurrence (queue, node, stands_ms, handle);
CREATE INDEX IF NOT EXISTS occurrence_by_job ON occurrence (jid);

-- Keywords whose fires reach a job.
CREATE TABLE IF NOT EXISTS keyword (
  name utf8 PRIMARY KEY,
  last_fire BIGINT NOT NULL
);

-- What was fired, while a job of the keyword has not consumed a later one.
CREATE TABLE IF NOT EXISTS fire (
  keyword utf8 NOT NULL,
  number BIGINT NOT NULL,
  time_ms BIGINT NOT NULL,
  data CLOB NOT NULL,
  PRIMARY KEY (keyword, number)
);

-- What fired occurrences that are out of the sequence of their job.
CREATE TABLE IF NOT EXISTS branch_fire (
  handle utf8 PRIMARY KEY,
  time_ms BIGINT NOT NULL,
  data CLOB NOT NULL
);

-- Events that were fired, with the answer.
CREATE TABLE IF NOT EXISTS event (
  keyword utf8 NOT NULL,
  id VARBINARY NOT NULL,
  time_micros BIGINT NOT NULL,
  reached BIGINT NOT NULL,
  PRIMARY KEY (keyword, id)
);
CREATE INDEX IF NOT EXISTS event_by_time ON event (time_micros);

-- Ended attempts: the list of a job, the highest position at its head, and its one result.
CREATE TABLE IF NOT EXISTS run (
  position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  jid utf8 NOT NULL,
  is_result BOOLEAN NOT NULL,
  run BIGINT NOT NULL,
  token BIGINT NOT NULL,
  queue utf8 NOT NULL,
  outcome VARCHAR(16) NOT NULL,
  attempt INT NOT NULL,
  is_last BOOLEAN NOT NULL,
  due_ms BIGINT NOT NULL,
  started_micros BIGINT NOT NULL,
  finished_micros BIGINT NOT NULL,
  node utf8 NOT NULL,
  revision BIGINT NOT NULL,
  keyword utf8,
  detail CLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS run_by_job ON run (jid, is_result, position);

-- Until when the runs of a job are kept that is gone, and every result.
CREATE TABLE IF NOT EXISTS retention (
  jid utf8 PRIMARY KEY,
  until_ms BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS retention_by_end ON retention (until_ms, jid);

CREATE TABLE IF NOT EXISTS awaiting (
  jid utf8 NOT NULL,
  node utf8 NOT NULL,
  until_ms BIGINT NOT NULL,
  PRIMARY KEY (jid, node)
);

CREATE TABLE IF NOT EXISTS declaration (
  jid utf8 PRIMARY KEY,
  text CLOB NOT NULL
);

-- What calls were answered, as long as they may be repeated.
CREATE TABLE IF NOT EXISTS call (
  id VARBINARY PRIMARY KEY,
  not_after_micros BIGINT NOT NULL,
  answer CLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS call_by_end ON call (not_after_micros);
